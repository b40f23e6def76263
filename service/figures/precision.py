"""How exactly a number was written."""

from fractions import Fraction


def last_place(value: Fraction) -> Fraction:
    """Return the place value of the last digit that is not zero: 3900 gives 100.

    Of a value that is no whole number it is 1 over its denominator; of zero it is 1.
    """
    if value.denominator != 1:
        return Fraction(1, value.denominator)
    rest, place = abs(value.numerator), 1
    while rest and rest % 10 == 0:
        rest //= 10
        place *= 10
    return Fraction(place)
