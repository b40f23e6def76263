"""Units and measure words behind a number."""

from dataclasses import dataclass
from fractions import Fraction

from service.figures.kind import Kind


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts.

    Attributes:
        name: One spelling for all: `平米`, `㎡` and `平方米` are `平方米`.
        kind: What it measures.
        dimension: Quantities compare only within one dimension: `area`, `CNY`, `家`.
        factor: How many of its dimension's base unit it is, exactly.
    """

    name: str
    kind: Kind
    dimension: str
    factor: Fraction = Fraction(1)

    def per(self, other: "Unit") -> "Unit":
        """Return the rate of this unit to another, such as 元/平方米."""
        return Unit(
            f"{self.name}/{other.name}",
            Kind.MEASURE,
            f"{self.dimension}/{other.dimension}",
            self.factor / other.factor,
        )


PERCENT = Unit("%", Kind.SHARE, "share", Fraction(1, 100))
PART = Unit("比例", Kind.SHARE, "share")  # 三分之一
