"""Whether two quantities say the same, and whether one carries the other."""

from fractions import Fraction

from service.figures.kind import Kind
from service.figures.quantity import Qualifier, Quantity

_LEAST_OF_BOUND = Fraction(2, 3)  # 不到100亿 may stand for 96亿, but 5亿 are another figure
_TOLERANCE = Fraction(1, 20)  # 约4000万 may stand for 3800万 to 4200万, never for more


def same(first: Quantity, second: Quantity) -> bool:
    """Say whether two quantities have the same value and unit, however they are written.

    3978万元, 3,978万元 and 0.3978亿元 are the same; 两成 is 20%; 15亩 is 1公顷. Values
    are compared exactly, so this is an equivalence relation. Qualifiers are not
    compared: see `consistent`.
    """
    return _key(first) == _key(second)


def _key(quantity: Quantity) -> tuple[str, Fraction, Fraction]:
    factor = quantity.factor
    return quantity.dimension, quantity.low * factor, quantity.high * factor


def consistent(claimed: Quantity, source: Quantity) -> bool:
    """Say whether a source that says `source` carries the figure `claimed`.

    The same value carries unless a bound is lost or turned (`不到4000万` does not carry
    `4000万`). A rounded figure is carried by a more exact one where its own words leave
    room: `约4000万元` and `超3900万元` by 3978万元; a bare `4000万元` is not. 12个 and 12家
    carry each other, and a bare 12 is carried by either.

    Args:
        claimed: What is said.
        source: What the source says.
    """
    if not _comparable(claimed, source):
        return False
    if values(claimed) == values(source):
        return not _turned(claimed.qualifier, source.qualifier)
    if source.qualifier is not Qualifier.EXACT or None in (claimed.value, source.value):
        return False
    return _rounds(claimed, source)


def values(quantity: Quantity) -> tuple[Fraction, Fraction]:
    """Return the least and the most that a quantity says, in the unit of its dimension."""
    return quantity.low * quantity.factor, quantity.high * quantity.factor


_COUNTED_ALIKE = tuple(
    map(frozenset, ("本册", "栋幢座", "台辆部", "家所", "次回趟", "棵株", "条项件", "间所座"))
)
"""Measure words that count the same things: 捐书1000本 is 1000册."""


def _comparable(claimed: Quantity, source: Quantity) -> bool:
    if claimed.dimension == source.dimension:
        return True
    if any({claimed.dimension, source.dimension} <= alike for alike in _COUNTED_ALIKE):
        return True
    counted = {claimed.kind, source.kind}
    if claimed.kind is Kind.NUMBER:
        return source.kind is Kind.COUNT
    return counted == {Kind.COUNT} and "个" in (claimed.dimension, source.dimension)


_BOUNDS = frozenset((Qualifier.MORE_THAN, Qualifier.LESS_THAN))


def _turned(claimed: Qualifier, source: Qualifier) -> bool:
    """Say whether a bound was lost, added or turned round."""
    return claimed is not source and bool(_BOUNDS & {claimed, source})


def _rounds(claimed: Quantity, source: Quantity) -> bool:
    said, true = claimed.low * claimed.factor, source.low * source.factor
    step = claimed.place * claimed.factor
    if claimed.qualifier is Qualifier.ABOUT:
        return abs(said - true) <= min(step / 2, abs(said) * _TOLERANCE)
    if claimed.qualifier is Qualifier.MORE_THAN:
        return said < true < said + step
    if claimed.qualifier is Qualifier.LESS_THAN:
        return max(said - step, said * _LEAST_OF_BOUND) < true < said
    return False
