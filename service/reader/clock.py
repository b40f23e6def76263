"""Times of day in running text: 4时20分, 上午9点, 9:00-17:00."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.pattern import lazy_pattern
from index.span import Span

_PART = (
    r"(?:次日|当日|当天|当晚|每日|每天|今早|今晚|昨晚)?"
    r"(?:凌晨|清晨|早上|早晨|上午|中午|正午|午后|午间|下午|傍晚|晚上|晚间|夜间|夜里|深夜|半夜|午夜|早|晚)?\s?"
)
_HOUR = (
    r"(?:2[0-4]|1[0-9]|0?[0-9]|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])"
)
_MINUTES = r"(?:[0-5]?[0-9]|[零一二三四五]?十?[一二三四五六七八九十])"
_COUNTED = (
    r"(?!代|期|间|常|段|装|速|任|光|尚|评|击|赞|名|亮|缀|要求|建议|意见|希望|原因|体会|启示|"
    r"措施|做法|共识|说明|[0-9]*[倍%])"
)
_ONE = (
    rf"{_PART}(?:{_HOUR}:[0-5][0-9](?::[0-5][0-9])?(?![0-9:])"
    rf"|{_HOUR}\s?[点时]{_COUNTED}(?:钟|整|许|半|[一三]刻|\s?{_MINUTES}\s?分(?!之|钟)|[0-5][0-9](?![0-9]))?(?:许|左右)?)"
)
_LESS = rf"{_PART}{_HOUR}"  # 上午8至11点: the unit stands once
_TO = r"\s?(?:至|到|-+|—+|–|~)\s?"
_CLOCK = lazy_pattern(
    rf"(?<![0-9.:比第一二三四五六七八九十])(?<!比例为)"
    rf"(?:(?P<first>{_ONE})(?:{_TO}(?P<last>{_ONE}))?|(?P<bare>{_LESS}){_TO}(?P<end>{_ONE}))"
)
_NEXT = lazy_pattern(r"\s?[,、;和及]?\s?$")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day or a stretch of the day.

    Attributes:
        span: Where it stands, with 上午 or the like.
        ends: Where its two ends stand; empty of a point of time.
    """

    span: Span
    ends: tuple[Span, ...] = ()


def find_clocks(text: str) -> list[Clock]:
    """Return the times of day of folded text, left to right; 9:00-17:00 is one."""
    clocks = []
    for match in _CLOCK.finditer(text):
        first, last = ("first", "last") if match["first"] else ("bare", "end")
        ends = (Span(*match.span(first)), Span(*match.span(last))) if match[last] else ()
        clocks.append(Clock(Span(*match.span()), ends))
    return clocks


def rows(text: str, clocks: list[Clock]) -> Iterator[Span]:
    """Yield where several stretches of the day stand in a row: 上午8:30至12:00,下午2:00至5:30."""
    start: int | None = None
    for one, other in pairwise(clocks):
        joined = one.ends and other.ends and _NEXT.match(text[one.span.end : other.span.start])
        if not joined:
            start = None
            continue
        start = one.span.start if start is None else start
        yield Span(start, other.span.end)
