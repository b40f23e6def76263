"""Stretches of days, months or years in running text: 7月10日至7月25日, 2023至2025年."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.pattern import lazy_pattern
from index.span import Span

_TO = r"(?:至|到|-+|—+|–|~)"
_ASIDE = r"(?:\s?\([^()]{1,6}\)|\s?(?:周|星期)[一二三四五六日天])?"  # 7月10日(周六)至
_SINCE = rf"{_ASIDE}\s?(?:起|开始)?\s?{_TO}\s?"
_BETWEEN = lazy_pattern(rf"{_SINCE}$")
_END = r"(?:[0-3]?[0-9]\s?[日号](?!线|楼)|[0-9]{1,2}\s?月?底|年底)"
_REST = lazy_pattern(rf"{_SINCE}(?P<end>{_END})")  # 7月10日至25日
_DAYS = lazy_pattern(rf"\s?(?P<start>[0-3]?[0-9])\s?{_TO}\s?(?P<end>[0-3]?[0-9]\s?[日号])")
_YEARS_BEFORE = lazy_pattern(rf"(?<![0-9.])(?:1[6-9]|20)[0-9]{{2}}\s?{_TO}\s?$")  # 2023至2025年
_MONTHS_BEFORE = lazy_pattern(rf"(?<![0-9.])(?:1[0-2]|0?[1-9])\s?{_TO}\s?$")  # 3至5月
_YEAR = lazy_pattern(r"[0-9]{4}\s?年")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time with both its ends.

    Attributes:
        span: Where it stands.
        first: Where its beginning stands; None where it has no unit of its own (3至5月).
        last: Where its end stands.
    """

    span: Span
    first: Span | None
    last: Span


def find_periods(text: str, days: Sequence[Span]) -> list[Period]:
    """Return the stretches of time that the dates of a folded text make, left to right.

    Args:
        text: Folded text.
        days: Where dates stand in it, in order, each with its time of day if it has one.
    """
    periods: list[Period] = []
    for place, day in enumerate(days):
        before = days[place - 1] if place else None
        if periods and periods[-1].span.overlap(day):
            continue
        behind = days[place + 1] if place + 1 < len(days) else None
        if period := _from(text, day, behind) or _to(text, day, before):
            periods.append(period)
    return periods


def _from(text: str, day: Span, behind: Span | None) -> Period | None:
    """Return the stretch that begins with a date."""
    if behind and _BETWEEN.match(text[day.end : behind.start]):
        return Period(Span(day.start, behind.end), day, behind)
    if rest := _REST.match(text, day.end):
        return Period(Span(day.start, rest.end()), day, Span(*rest.span("end")))
    if text[day.end - 1] == "月" and (rest := _DAYS.match(text, day.end)):
        return Period(Span(day.start, rest.end()), None, Span(*rest.span("end")))
    return None


def _to(text: str, day: Span, before: Span | None) -> Period | None:
    """Return the stretch that ends with a date and begins with a number alone."""
    pattern = _YEARS_BEFORE if _YEAR.match(text, day.start) else _MONTHS_BEFORE
    if pattern is _MONTHS_BEFORE and "月" not in day.of(text):
        return None
    fore = pattern.search(text[: day.start])
    if fore is None:
        return None
    joined = before is not None and not text[before.end : fore.start()].strip()
    start = before.start if before and joined else fore.start()
    return Period(Span(start, day.end), None, day)
