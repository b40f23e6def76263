"""One API key: what is kept of it, and the token that is shown once."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from index.errors import InvalidSetting
from index.pattern import lazy_pattern
from service.keys.scope import KeyScope

_TOKEN = lazy_pattern(r"wenju_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_SECRET_BYTES = 32
MOST_A_MINUTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Key:
    """What is kept of a key; its token cannot be worked out from it.

    Attributes:
        id: Twelve hexadecimal digits; part of the token, and fit for a log.
        name: Whose it is.
        digest: SHA-256 of the token, hexadecimal. The token holds 256 random bits, so a
            slow hash would add nothing.
        scopes: What it may be used for.
        collections: The collections that it may see and fill; empty for all.
        rate: Requests a minute, or None for as many as the service bears.
        created: When it was made.
        revoked: When it was taken back; None while it is good.
    """

    id: str
    name: str
    digest: str
    scopes: frozenset[KeyScope]
    collections: tuple[str, ...]
    rate: int | None
    created: datetime
    revoked: datetime | None = None

    def may(self, scope: KeyScope) -> bool:
        """Say whether it is good for a kind of request."""
        return scope in self.scopes or KeyScope.ADMIN in self.scopes


def new_key(
    name: str,
    *,
    scopes: frozenset[KeyScope],
    collections: tuple[str, ...],
    rate: int | None,
    now: datetime,
) -> tuple[Key, str]:
    """Return a key and its token, which is kept nowhere."""
    id_ = secrets.token_hex(6)
    token = f"wenju_{id_}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    return Key(id_, name, digest_of(token), scopes, collections, rate, now), token


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def id_of(token: str) -> str | None:
    """Return the id within a token, or None for what is no token of ours."""
    match = _TOKEN.fullmatch(token)
    return match[1] if match else None


def parse_rate(text: str) -> int:
    """Return the requests a minute that `120/min` or `120` allows.

    Raises:
        InvalidSetting: It is neither, or out of range.
    """
    match = re.fullmatch(r"(\d{1,9})(?:/min)?", text.strip(), re.ASCII)
    if match is None or not 1 <= int(match[1]) <= MOST_A_MINUTE:
        raise InvalidSetting(
            f"--rate cannot be {text!r}: it must be N/min, from 1/min to {MOST_A_MINUTE}/min"
        )
    return int(match[1])
