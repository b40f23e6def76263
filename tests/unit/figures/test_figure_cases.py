"""The hand-written table: what is found in a text, in order."""

from fractions import Fraction
from pathlib import Path

import pytest

from service.figures.quantity import Quantity
from service.figures.reading import find_quantities

_TABLE = Path(__file__).parent / "cases.tsv"


def rows() -> list[tuple[str, list[str]]]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(text, found) for text, *found in cells]


def told(quantity: Quantity, text: str) -> tuple[str, Fraction, Fraction, str, str, str]:
    unit = quantity.unit.name if quantity.unit else "-"
    span = quantity.span.of(text)
    return span, quantity.low, quantity.high, unit, quantity.qualifier, quantity.kind


def expected(cell: str) -> tuple[str, Fraction, Fraction, str, str, str]:
    span, value, unit, qualifier, kind = cell.split("|")
    low, _, high = value.partition("~")
    return span, Fraction(low), Fraction(high or low), unit, qualifier, kind


@pytest.mark.parametrize(("text", "found"), rows(), ids=lambda cell: str(cell)[:30])
def test_the_table_is_read_as_written(text: str, found: list[str]) -> None:
    assert [told(q, text) for q in find_quantities(text)] == [expected(cell) for cell in found]


def test_the_table_holds_two_hundred_cases_and_more() -> None:
    assert len({text for text, _ in rows()}) >= 200
