from fractions import Fraction

import pytest

from service.figures.dates import find_dates
from service.figures.english import is_english, read_english_numeral
from service.figures.moment import Bound, Part, PartialDate
from service.figures.reading import find_quantities


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("It cost 39.78 million yuan", 39_780_000, "元"),
        ("It cost RMB 39.78 million", 39_780_000, "元"),
        ("more than 10,000 mu", 10_000, "亩"),
        ("30,000 square metres", 30_000, "平方米"),
        ("a 26-kilometre road", 26, "公里"),
        ("79.5 per cent", Fraction(159, 2), "%"),
        ("twelve people came", 12, "人"),
        ("two billion yuan", 2 * 10**9, "元"),
        ("three hundred and twelve", 312, None),
        ("two thirds of it", Fraction(2, 3), "比例"),
    ],
)
def test_english_quantities_are_read(text: str, value: Fraction | int, unit: str | None) -> None:
    (found,) = find_quantities(text)
    assert found.value == value
    assert (found.unit and found.unit.name) == unit


@pytest.mark.parametrize("text", ["one of the parks", "a one-time fee", "someone", "often"])
def test_words_that_count_nothing_are_no_numbers(text: str) -> None:
    assert find_quantities(text) == []


def test_a_number_word_is_none_in_a_chinese_text() -> None:
    assert find_quantities("这款手机叫One Two，售价另定") == []


@pytest.mark.parametrize(
    ("text", "start", "part", "bound"),
    [
        ("in November 2021", PartialDate(2021, 11), None, Bound.AT),
        ("on March 3, 2023", PartialDate(2023, 3, 3), None, Bound.AT),
        ("at the end of November 2021", PartialDate(2021, 11), Part.END, Bound.AT),
        ("since 2021 it grew", PartialDate(2021), None, Bound.SINCE),
        ("in 2021, 12 came", PartialDate(2021), None, Bound.AT),
    ],
)
def test_english_dates_are_read(
    text: str, start: PartialDate, part: Part | None, bound: Bound
) -> None:
    (found,) = find_dates(text)
    assert (found.start, found.part, found.bound) == (start, part, bound)


@pytest.mark.parametrize("text", ["the park may grow", "2000 projects were built"])
def test_a_word_or_a_count_is_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_a_numeral_ends_where_its_words_end() -> None:
    found = read_english_numeral("forty-five projects", 0)
    assert found is not None
    assert (found.value, found.end) == (45, 10)


def test_a_chinese_sentence_with_latin_names_is_not_english() -> None:
    assert not is_english("iPhone 15 Pro Max 1TB 售价")
    assert is_english("The park in Wangcang (旺苍) grew by a third")
