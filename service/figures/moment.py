"""A date or a time of day as it is said."""

from dataclasses import dataclass
from enum import StrEnum

from index.span import Span


class Part(StrEnum):
    """The part of a year or month that is meant."""

    START = "start"  # 初
    MIDDLE = "middle"  # 中
    END = "end"  # 底, 末
    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


class Bound(StrEnum):
    """How the date limits what is said."""

    AT = "at"
    UNTIL = "until"  # 截至
    SINCE = "since"  # 以来, 起
    BEFORE = "before"  # 前
    AFTER = "after"  # 后


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of it, a day of it, as far as known; years before Christ are negative."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, hours from 0 to 24; what was not said is None."""

    hour: int
    minute: int | None = None
    second: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, a stretch of dates, or a time of day.

    Attributes:
        span: Where it stands in the text that was read, 截至 and 以来 included.
        start: The date, or the first one of a stretch: 上半年 begins in month 1.
        end: The same as `start`, or the last date of a stretch.
        part: 年初, 月底, 春 and so on.
        clock: The time of day; `start` says nothing then.
        bound: Whether it is a point or a limit.
        relative: True where the year was not written but worked out, or stayed unknown.
    """

    span: Span
    start: PartialDate
    end: PartialDate
    part: Part | None = None
    clock: Clock | None = None
    bound: Bound = Bound.AT
    relative: bool = False

    def same_as(self, other: "Moment") -> bool:
        """Say whether both mean the same time; what neither names is not compared."""
        return self._key() == other._key()

    def covers(self, other: "Moment") -> bool:
        """Say whether `other` is the same time, or names it more exactly.

        2021年11月 covers 2021年11月5日; it does not cover 2021年, nor 11月 of an
        unknown year.
        """
        if self.clock or other.clock:
            return _clock_covers(self.clock, other.clock)
        if self._key() == other._key():
            return True
        return (
            self.start == self.end
            and other.start == other.end
            and self.part in (None, other.part)
            and _date_covers(self.start, other.start)
        )

    def _key(self) -> tuple[PartialDate, PartialDate, Part | None, Clock | None]:
        return self.start, self.end, self.part, self.clock


def _date_covers(wide: PartialDate, narrow: PartialDate) -> bool:
    pairs = (
        (wide.year, narrow.year),
        (wide.month, narrow.month),
        (wide.day, narrow.day),
    )
    return any(said is not None for said, _ in pairs) and all(
        said is None or said == there for said, there in pairs
    )


def _clock_covers(wide: Clock | None, narrow: Clock | None) -> bool:
    if wide is None or narrow is None or wide.hour != narrow.hour:
        return False
    return (wide.minute in (None, narrow.minute)) and (wide.second in (None, narrow.second))
