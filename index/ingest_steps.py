"""The steps of a large ingest: what it keeps when, should it not come to its end."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Steps:
    """When a large ingest keeps what it has, so that one that is killed can go on from there.

    Attributes:
        documents: Kept after so many. Each step leaves a segment in the lexical index, which
            every search looks into, and may write the vector base anew.
        seconds: Or after so long, for a model that takes a second an article.
        clock: The time in seconds.
    """

    documents: int = 32_768
    seconds: float = 60.0
    clock: Callable[[], float] = time.monotonic
    _waiting: int = 0
    _since: float = 0.0

    def begin(self) -> None:
        """Count from now on."""
        self._waiting, self._since = 0, self.clock()

    def is_due(self, written: int) -> bool:
        """Take note of documents that were written; say whether to keep them, and begin anew."""
        self._waiting += written
        due = self._waiting >= self.documents or self.clock() - self._since >= self.seconds
        if due := due and self._waiting > 0:
            self.begin()
        return due
