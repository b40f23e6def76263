"""Regular expressions that are compiled when they are first used.

A question needs a fifth of the patterns that its modules hold. Compiling all of them took a
tenth of a second, and a process that answers one question paid it every time.
"""

import re
from typing import Any, cast


def lazy_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return what behaves as `re.compile(source, flags)`.

    A mistake in the source is raised at the first use: a test compiles every pattern.
    """
    return cast("re.Pattern[str]", _LazyPattern(source, flags))


class _LazyPattern:
    """Takes each method from the compiled pattern once, and has it itself from then on."""

    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, value)
        return value

    def __repr__(self) -> str:
        return f"lazy_pattern({self._source!r})"
