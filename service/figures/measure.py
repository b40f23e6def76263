"""The unit that stands at a place of a text."""

from service.figures.unit import Unit
from service.figures.unit_table import BROKEN, LONGEST_UNIT, UNITS


def read_unit(text: str, start: int) -> tuple[Unit, int] | None:
    """Return the longest unit at `start` of folded text and where it ends.

    A rate is one unit: `元/平方米`, `立方米每秒`. A unit that is the beginning of a word is none:
    `个` of `个性化`.
    """
    found = _simple(text, start)
    if found is None:
        return None
    unit, end = found
    if text[end : end + 1] in ("/", "每"):
        below = _simple(text, end + 1)
        if below is not None and (text[end] == "/" or below[0].dimension == "time"):
            return unit.per(below[0]), below[1]
    return unit, end


def _simple(text: str, start: int) -> tuple[Unit, int] | None:
    for length in range(min(LONGEST_UNIT, len(text) - start), 0, -1):
        spelling = text[start : start + length]
        unit = UNITS.get(spelling)
        if unit is not None and _stands_alone(text, spelling, start + length):
            return unit, start + length
    return None


def _stands_alone(text: str, spelling: str, end: int) -> bool:
    behind = text[end : end + 1]
    if spelling[-1].isascii() and spelling[-1].isalpha():
        return not (behind.isascii() and behind.isalnum())
    return not behind or behind not in BROKEN.get(spelling, "")
