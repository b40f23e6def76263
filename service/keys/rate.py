"""How often each key may ask: a token bucket a key."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from service.keys.key import Key


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float  # seconds, when `tokens` was right


class RateLimits:
    """Counts the requests of each key.

    A bucket holds a minute's requests and fills evenly, so that a burst is borne and the
    minute's sum is kept (the token bucket of Turner, 1986).

    Args:
        clock: Seconds, never going back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, _Bucket] = {}

    def take(self, key: Key) -> float:
        """Count a request; return 0, or the seconds after which one would be allowed."""
        if key.rate is None:
            return 0.0
        with self._lock:
            now, each = self._clock(), key.rate / 60
            bucket = self._buckets.setdefault(key.id, _Bucket(float(key.rate), now))
            grown = bucket.tokens + (now - bucket.filled) * each
            bucket.tokens, bucket.filled = min(float(key.rate), grown), now
            if bucket.tokens < 1:
                return (1 - bucket.tokens) / each
            bucket.tokens -= 1
            return 0.0
