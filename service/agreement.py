"""Whether two figures may be one and the same, told more or less exactly."""

from fractions import Fraction

from service.figures.compare import consistent, same
from service.figures.quantity import Qualifier, Quantity

_ROUNDED = Fraction(1, 10)  # most by which rounding may move a figure
_SLACK = {
    Qualifier.ABOUT: (Fraction(9, 10), Fraction(11, 10)),
    Qualifier.MORE_THAN: (Fraction(1), Fraction(3, 2)),
    Qualifier.LESS_THAN: (Fraction(2, 3), Fraction(1)),
}


def agree(one: Quantity, other: Quantity) -> bool:
    """Say whether two figures may be one, rounded or hedged."""
    if same(one, other) or consistent(one, other) or consistent(other, one):
        return True
    first, second = _interval(one), _interval(other)
    if first[0] <= second[1] and second[0] <= first[1]:
        return True
    return _rounded(one, other)


def _interval(quantity: Quantity) -> tuple[Fraction, Fraction]:
    """Return the least and the most that a figure may mean, by the words around it."""
    low, high = _SLACK.get(quantity.qualifier, (Fraction(1), Fraction(1)))
    return quantity.low * quantity.factor * low, quantity.high * quantity.factor * high


def _rounded(one: Quantity, other: Quantity) -> bool:
    """Say whether the less exactly written of two figures is the other, rounded."""
    values = [quantity.low * quantity.factor for quantity in (one, other)]
    places = [quantity.place * quantity.factor for quantity in (one, other)]
    apart = abs(values[0] - values[1])
    if places[0] == places[1]:
        return False
    return apart <= max(places) / 2 and apart <= _ROUNDED * max(map(abs, values))
