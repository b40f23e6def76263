"""Dates in English: months by name, years without the character for one."""

import re
from datetime import date

from index.pattern import lazy_pattern
from index.span import Span
from service.figures.moment import Bound, Moment, Part, PartialDate

_NAMES = (
    "january february march april may june july august september october november december"
).split()
_NUMBERS = {name: at for at, name in enumerate(_NAMES, start=1)} | {
    name[:3]: at for at, name in enumerate(_NAMES, start=1)
}
_MONTH = r"(?P<month>(?i:" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r"))\b\.?"
_YEAR = r"(?:1[5-9]|20)[0-9]{2}(?![0-9]|[.,][0-9]| ?%)"
_DAY = r"(?P<day>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?\b"
_LAST = r"(?: ?(?:-|to|until|and) ?(?P<last_day>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?\b)?"
_DATED = lazy_pattern(
    rf"(?<![A-Za-z])(?:{_DAY}{_LAST} (?:of )?)?{_MONTH}"
    rf"(?: (?P<day_behind>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9%]| ?(?:yuan|percent)))?"
    rf"(?:,? (?:of )?(?P<year>{_YEAR}))?(?![A-Za-z])"
)
_MONTHS = lazy_pattern(
    rf"(?<![A-Za-z])(?P<first>(?i:{'|'.join(_NAMES)})) ?(?:-|to|through|until) ?{_MONTH}"
    rf"(?:,? (?:of )?(?P<year>{_YEAR}))?"
)
_YEARS = lazy_pattern(
    rf"(?<![0-9.,])(?P<first>{_YEAR}) ?(?:-|to|through|until|and) ?(?P<last>{_YEAR})"
)
_LONE_YEAR = lazy_pattern(rf"(?<![A-Za-z0-9.,$-])(?<![0-9] )(?P<year>{_YEAR})(?![A-Za-z-])")
_NAMES_A_YEAR = lazy_pattern(
    r"(?i)(?:in|by|since|until|of|during|from|for|to|after|before|early|late|mid|year|through|"
    r"throughout|than in|end-|and|,|\() ?$"
)
_COUNTED = lazy_pattern(
    r" (?:[a-z]+ )?(?!is\b|was\b|its\b|has\b)[a-z]+s\b|(?: ?(?:yuan|mu|percent))\b"
)
_RELATIVE = lazy_pattern(r"(?i)\b(?P<word>last|this|next) year\b|\b(?P<before>the year before)\b")
_PART = lazy_pattern(
    r"(?i)(?:at |by )?(?:the )?(?P<part>end|beginning|start|middle) of (?:the year )?$"
)
_BOUND = lazy_pattern(r"(?i)(?P<word>as of|up to|until|since|before|after)(?: the)? $")
_BEFORE_MONTH = lazy_pattern(r"(?i)(?:in|since|by|of|until|last|early|late|from|to) $")
_SEASON = lazy_pattern(r"(?i)(?P<part>spring|summer|autumn|winter)(?: of| in)? $")
_PARTS = {"end": Part.END, "beginning": Part.START, "start": Part.START, "middle": Part.MIDDLE}
_BOUNDS = {
    "as of": Bound.UNTIL, "up to": Bound.UNTIL, "until": Bound.UNTIL, "since": Bound.SINCE,
    "before": Bound.BEFORE, "after": Bound.AFTER,
}  # fmt: skip
_SHIFTS = {"last": -1, "this": 0, "next": 1}


def find_english_dates(text: str, *, published: date | None = None) -> list[Moment]:
    """Return the dates of an English text, left to right, not overlapping.

    A month without a year has that of the date before it in the text, else that of
    `published`, as Chinese dates have; a bare number from 1500 to 2099 is a year where
    words such as `in` and `since` say so, or nothing that it could count stands behind.

    Args:
        text: English; spans index it as it stands.
        published: The article's date, against which `last year` is read.
    """
    found: list[Moment] = []
    for moment in (*_ranges(text), *_dated(text), *_relative(text, published), *_years(text)):
        if not any(moment.span.overlap(other.span) for other in found):
            found.append(moment)
    return _with_years(sorted(found, key=lambda one: one.span), published)


def _ranges(text: str) -> list[Moment]:
    found = []
    for match in _YEARS.finditer(text):
        first, last = int(match["first"]), int(match["last"])
        if first < last:
            found.append(Moment(Span(*match.span()), PartialDate(first), PartialDate(last)))
    for match in _MONTHS.finditer(text):
        year = int(match["year"]) if match["year"] else None
        ends = (_NUMBERS[match[name].lower()] for name in ("first", "month"))
        first_month, last_month = (PartialDate(year, month) for month in ends)
        found.append(Moment(Span(*match.span()), first_month, last_month, relative=year is None))
    return found


def _dated(text: str) -> list[Moment]:
    found = []
    for match in _DATED.finditer(text):
        named = match["month"]
        days = [match["day"] or match["day_behind"], match["last_day"]]
        if not named[0].isupper() or _is_word(text, match):
            continue
        year = int(match["year"]) if match["year"] else None
        month = _NUMBERS[named.lower()]
        start = PartialDate(year, month, int(days[0]) if days[0] else None)
        end = PartialDate(year, month, int(days[1])) if days[1] else start
        found.append(_limited(text, Moment(Span(*match.span()), start, end, relative=year is None)))
    return found


def _is_word(text: str, match: re.Match[str]) -> bool:
    """Say whether a month's name is the ordinary word or a name: May it grow, mar."""
    if match["month"].lower() not in ("may", "mar", "march"):
        return False
    dated = match["day"] or match["day_behind"] or match["year"]
    return not dated and not _BEFORE_MONTH.search(text[max(0, match.start() - 8) : match.start()])


def _years(text: str) -> list[Moment]:
    found = []
    for match in _LONE_YEAR.finditer(text):
        said = _NAMES_A_YEAR.search(text[max(0, match.start() - 12) : match.start()])
        if not said and _COUNTED.match(text, match.end()):
            continue
        year = PartialDate(int(match["year"]))
        found.append(_limited(text, Moment(Span(*match.span()), year, year)))
    return found


def _relative(text: str, published: date | None) -> list[Moment]:
    found = []
    for match in _RELATIVE.finditer(text):
        shift = _SHIFTS.get((match["word"] or "last").lower(), -1)
        known = published is not None and match["word"] is not None
        year = PartialDate(published.year + shift if published and known else None)
        found.append(Moment(Span(*match.span()), year, year, relative=True))
    return found


def _limited(text: str, moment: Moment) -> Moment:
    """Take in the words before a date that make it a part of a stretch or a limit."""
    part, bound, start = moment.part, moment.bound, moment.span.start
    if found := _PART.search(text[:start]) or _SEASON.search(text[:start]):
        word = found["part"].lower()
        part, start = _PARTS.get(word) or Part(word), found.start("part")
        start = found.start() if found.start() < start else start
    if limit := _BOUND.search(text[:start]):
        bound, start = _BOUNDS[limit["word"].lower()], limit.start()
    return Moment(
        Span(start, moment.span.end), moment.start, moment.end, part, None, bound, moment.relative
    )


def _with_years(found: list[Moment], published: date | None) -> list[Moment]:
    """Give months without a year that of the date before them, else the article's."""
    running = published.year if published else None
    dated = []
    for one in found:
        if one.start.year is not None:
            running = one.start.year
        elif one.start.month is not None and running is not None:
            start = PartialDate(running, one.start.month, one.start.day)
            end = PartialDate(running, one.end.month, one.end.day)
            dated.append(Moment(one.span, start, end, one.part, None, one.bound, relative=True))
            continue
        dated.append(one)
    return dated
