"""Dates and years in running text, relative ones resolved against the article's date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.pattern import lazy_pattern
from index.span import Span

_ABSOLUTE = (
    r"(?P<year>(?:1[6-9]|20)\d{2}|[一二][零〇九][零〇一二三四五六七八九]{2})\s?年"
    r"(?:\s?(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s?月"
    r"(?:\s?(?P<day>[0-3]?\d|[一二三四五六七八九十]{1,3})\s?[日号])?)?"
)
_TAIL = r"(?:初|底|末|中旬|上旬|下旬|中|上半年|下半年|春天?|夏天?|秋天?|冬天?|第?[一二三四]季度)?"
_RELATIVE = (
    r"(?P<relative>去年|上年|前年|今年|本年|当年|明年|后年|翌年|次年|同年)(?:\s?(?P<rmonth>1[0-2]|0?[1-9])\s?月"
    r"(?:\s?(?P<rday>[0-3]?\d)\s?[日号])?)?"
)
_MONTH_DAY = r"(?P<mmonth>1[0-2]|0?[1-9])\s?月(?:\s?(?P<mday>[0-3]?\d)\s?[日号])?(?!份?以上)"
_ISO = r"(?P<iyear>20\d{2}|19\d{2})[-/.](?P<imonth>[01]?\d)(?:[-/.](?P<iday>[0-3]?\d))?(?!\d)"
_MOMENT = lazy_pattern(
    rf"(?<![0-9.])(?:{_ABSOLUTE}{_TAIL}|{_RELATIVE}{_TAIL}|{_ISO}|{_MONTH_DAY}{_TAIL})"
)
_SHIFT = {"去年": -1, "上年": -1, "前年": -2, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a part of one.

    Attributes:
        span: Where it stands.
        year: The year, relative words resolved; None when it cannot be known.
        month: The month, if stated.
        day: The day, if stated.
        relative: True when the year was not written out but worked out.
    """

    span: Span
    year: int | None
    month: int | None = None
    day: int | None = None
    relative: bool = False


def find_moments(text: str, anchor: int | None = None) -> list[Moment]:
    """Return the dates of folded text, left to right.

    Args:
        text: Folded text.
        anchor: The year in which the article speaks, against which 去年 is read.
    """
    moments: list[Moment] = []
    year = anchor
    for match in _MOMENT.finditer(text):
        moment = _moment(match, anchor, year)
        moments.append(moment)
        year = moment.year if moment.year is not None else year
    return moments


def _moment(match: re.Match[str], anchor: int | None, running: int | None) -> Moment:
    group = match.groupdict()
    span = Span(*match.span())
    if group["year"]:
        year = int(group["year"].translate(_HAN_DIGITS))
        return Moment(span, year, _number(group["month"]), _number(group["day"]))
    if group["iyear"]:
        return Moment(span, int(group["iyear"]), _number(group["imonth"]), _number(group["iday"]))
    if word := group["relative"]:
        shift = _SHIFT.get(word)
        known = running if shift is None else None if anchor is None else anchor + shift
        if word in ("翌年", "次年"):
            known = None if running is None else running + 1
        return Moment(span, known, _number(group["rmonth"]), _number(group["rday"]), relative=True)
    return Moment(span, running, _number(group["mmonth"]), _number(group["mday"]), relative=True)


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(text.translate(_HAN_DIGITS))
    count = int(tens.translate(_HAN_DIGITS)) if tens else 1
    return 10 * count + (int(ones.translate(_HAN_DIGITS)) if ones else 0)


def anchor_year(text: str, published: date | None) -> int | None:
    """Return the year in which an article speaks: its date's, else the first year it names."""
    if published is not None:
        return published.year
    first = next((m for m in find_moments(text) if m.year is not None and not m.relative), None)
    return first.year if first else None


def agree(asked: Sequence[Moment], said: Sequence[Moment]) -> tuple[float, float]:
    """Compare the dates of a question with those of a sentence.

    Returns:
        Conflict and agreement, each 0 or 1; both 0 when either side names no date.
    """
    wanted = [moment for moment in asked if moment.year or moment.month]
    if not wanted or not said:
        return 0.0, 0.0
    fits = all(any(_same(want, have) for have in said) for want in wanted)
    return float(not fits), float(fits)


def _same(want: Moment, have: Moment) -> bool:
    for asked, told in ((want.year, have.year), (want.month, have.month), (want.day, have.day)):
        if asked is not None and told is not None and asked != told:
            return False
    return want.year is None or have.year is not None
