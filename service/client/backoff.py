"""When a request is tried again, and after how long."""

import email.utils
import random
import time
from dataclasses import dataclass

from service.client.errors import ClientError, ConnectionFailed, Overloaded, RateLimited, TimedOut


@dataclass(frozen=True, slots=True)
class Backoff:
    """Tries again what was turned away or never arrived, and nothing else.

    Attributes:
        retries: How often a request is sent again, at most.
        first: Seconds before the first repetition; each further one waits twice as long.
        longest: Seconds beyond which nobody is kept waiting: a service that asks for more
            gets its error raised at once.
    """

    retries: int = 2
    first: float = 0.5
    longest: float = 30.0

    def wait(self, error: ClientError, *, tried: int, repeatable: bool) -> float | None:
        """Return the seconds to wait before the next try, or None to give up.

        A random quarter is added, so that many who were turned away at once do not come
        back at once.

        Args:
            error: What became of the last try.
            tried: How many tries there were.
            repeatable: Whether the request does no harm when it is served twice; if not, it
                is sent again only when it was turned away or never sent.
        """
        if tried > self.retries or not _passes(error, repeatable=repeatable):
            return None
        doubled = self.first * 2 ** (tried - 1)
        asked = 0.0 if error.retry_after is None else error.retry_after
        if asked > self.longest:
            return None
        wait = asked if error.retry_after is not None else min(doubled, self.longest)
        return wait + random.uniform(0, self.first / 4)  # noqa: S311  # no secret


def _passes(error: ClientError, *, repeatable: bool) -> bool:
    """Say whether an error may pass by itself."""
    if isinstance(error, RateLimited | Overloaded):
        return True
    if isinstance(error, TimedOut) or not isinstance(error, ConnectionFailed):
        return False
    return repeatable or not error.sent


def seconds_of(header: str | None, *, now: float | None = None) -> float | None:
    """Return the seconds that a `Retry-After` header asks for, or None.

    Args:
        header: A number of seconds, or a date as HTTP writes it (RFC 9110, 10.2.3).
        now: Seconds since the epoch; the clock's by default.
    """
    value = (header or "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        due = email.utils.parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError):
        return None
    return max(0.0, due - (time.time() if now is None else now))
