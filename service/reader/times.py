"""Dates, times of day and days of the week as candidates."""

import re
from collections.abc import Iterator, Sequence

from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.span import Span
from service.reader.candidate import CONTRADICTED, Candidate
from service.reader.clock import Clock, find_clocks, rows
from service.reader.expectation import CLOCK, HOURS, WEEKDAYS, End, Expectation
from service.reader.moment import find_moments
from service.reader.period import find_periods

_WEEKDAY = lazy_pattern(r"(?:周|星期|礼拜)[一二三四五六日天](?:[至到][周星期]*[一二三四五六日天])?")
_BESIDE = lazy_pattern(r"(?:\s?\([^()]{1,6}\)|\s?(?:周|星期)[一二三四五六日天])?,?\s?$")
_AN_END, _OTHER_END = 0.75, 0.4  # of a stretch: where the whole is asked for, or the other end
_HARDLY = 0.6  # a time, but not of the kind asked for, or more than is


def dates(text: str, expectation: Expectation, _: Gazetteer) -> Iterator[Candidate]:
    """Yield dates, times of day and days of the week: the kind asked for first."""
    yield from _days(text, expectation)
    yield from _clocks(text, expectation)
    weekday = expectation.units == WEEKDAYS
    for match in _WEEKDAY.finditer(text):
        yield Candidate(Span(*match.span()), 1.0 if weekday else _HARDLY)


def _days(text: str, expectation: Expectation) -> Iterator[Candidate]:
    clocks = find_clocks(text)
    moments = [moment.span for moment in find_moments(text)]
    days = [_timed(text, day, clocks) for day in moments]
    ends: dict[Span, float] = {}
    for period in find_periods(text, days):
        whole, first, last = _PARTS[expectation.end if period.first else End.NONE]
        ends |= {period.last: last} | ({period.first: first} if period.first else {})
        yield Candidate(period.span, whole * _day_fit(period.span.of(text), expectation))
    for day, timed in zip(moments, days, strict=True):
        fit = _day_fit(day.of(text), expectation) * ends.get(timed, 1.0)
        yield Candidate(day, fit)
        if timed != day:
            yield Candidate(timed, _timed_fit(fit, expectation))


_PARTS = {  # of a stretch: how the whole, its beginning and its end fit what is asked for
    End.NONE: (1.0, _AN_END, _AN_END),
    End.FIRST: (_HARDLY, 1.0, _OTHER_END),
    End.LAST: (_HARDLY, _OTHER_END, 1.0),
}


def _timed(text: str, day: Span, clocks: Sequence[Clock]) -> Span:
    """Return where a date stands with the time of day right behind it: 2月10日4时20分."""
    for clock in clocks:
        if clock.span.start >= day.end and _BESIDE.match(text[day.end : clock.span.start]):
            return Span(day.start, clock.span.end)
    return day


def _timed_fit(fit: float, expectation: Expectation) -> float:
    """Return how well a date with its time of day fits, by how well the date alone does."""
    if expectation.units in (CLOCK, HOURS):
        return 1.0
    return fit * (_AN_END if _unit_asked(expectation) else 1.0)


def _unit_asked(expectation: Expectation) -> re.Match[str] | None:
    return re.search(r"[年月日天号]|day|month|year", expectation.head)


def _day_fit(told: str, expectation: Expectation) -> float:
    if expectation.units == CLOCK:
        return CONTRADICTED
    asked = _unit_asked(expectation)
    fits = asked is None or asked[0] in "天号" or asked[0] in told
    dated = fits and not expectation.units and re.search(r"\d", told)
    return 1.0 if dated else _HARDLY


def _clocks(text: str, expectation: Expectation) -> Iterator[Candidate]:
    asked = expectation.units in (CLOCK, HOURS)
    clocks = find_clocks(text)
    if expectation.units == HOURS:
        yield from (Candidate(row, 1.0) for row in rows(text, clocks))
    for clock in clocks:
        single = _AN_END if expectation.units == HOURS and not clock.ends else 1.0
        if not clock.ends:
            yield Candidate(clock.span, single if asked else _HARDLY)
            continue
        end = End.NONE if expectation.units == HOURS else expectation.end
        fits = _PARTS[end] if asked else (_HARDLY,) * 3
        yield from map(Candidate, (clock.span, *clock.ends), fits)
