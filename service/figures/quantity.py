"""A quantity as it is said."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from index.span import Span
from service.figures.kind import Kind
from service.figures.unit import Unit


class Qualifier(StrEnum):
    """How a number is meant."""

    EXACT = "exact"
    ABOUT = "about"  # 约, 近, 左右
    MORE_THAN = "more_than"  # 超, 余, 以上, 不低于
    LESS_THAN = "less_than"  # 不到, 以内, 不超过
    RANGE = "range"  # 3—5年


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts.

    Attributes:
        low: The value in `unit`, its scale worked in: `3978万元` is 39,780,000 元.
        high: The same, but for a range its end, and for `数百` the most it may be.
        unit: None where the number stands bare.
        kind: What is measured.
        qualifier: How exact it is said to be.
        span: Number, unit and the words that qualify it, in the text that was read.
        place: Place value of the last digit written, in `unit`: how exact it is written.
        indefinite: True for `一个` and `百年`, which are as often no count at all.
    """

    low: Fraction
    high: Fraction
    unit: Unit | None
    kind: Kind
    qualifier: Qualifier
    span: Span
    place: Fraction
    indefinite: bool = False

    @property
    def value(self) -> Fraction | None:
        """The value in `unit`; None for a range."""
        return self.low if self.low == self.high else None

    @property
    def dimension(self) -> str:
        """What it can be compared with, `""` for a bare number."""
        name = self.unit.dimension if self.unit else ""
        return f"第{name}" if self.kind is Kind.ORDINAL else name

    @property
    def factor(self) -> Fraction:
        """What `low` and `high` are multiplied with to compare them in one dimension."""
        return self.unit.factor if self.unit else Fraction(1)
