"""The headings that a paragraph stands under."""

import re
from collections.abc import Sequence

_MARK = re.compile(r"(#{1,6})\s+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNMARKED = 0


def heading_path(above: tuple[str, ...], lines: Sequence[str]) -> tuple[str, ...]:
    """Return the path of heading lines after a group of them.

    Lines marked as in Markdown nest by their level. Unmarked lines that follow each
    other form one path, which the next group replaces; only an outermost line that
    names a year holds until another names one, since what stands below it tells its
    dates by it.

    Args:
        above: The path before the group, outermost first.
        lines: The heading lines of the group, in order, not empty.

    Returns:
        The new path, outermost first; lines keep their marks.
    """
    if all(_level(line) for line in lines):
        return _nested(above, lines)
    dated = any(_YEAR.search(line) for line in lines)
    kept = () if dated else tuple(line for line in above[:1] if _YEAR.search(line))
    return (*kept, *lines)


def heading_text(line: str) -> str:
    """Return a heading line without its Markdown mark and outer white space."""
    return _MARK.sub("", line.strip(), count=1).rstrip("#> ").strip()


def _nested(above: tuple[str, ...], lines: Sequence[str]) -> tuple[str, ...]:
    path = list(above)
    for line in lines:
        path = [upper for upper in path if _UNMARKED < _level(upper) < _level(line)]
        path.append(line)
    return tuple(path)


def _level(line: str) -> int:
    match = _MARK.match(line)
    return len(match.group(1)) if match else _UNMARKED
