from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.figures.compare import same
from service.figures.dates import find_dates
from service.figures.kind import Kind
from service.figures.quantity import Quantity
from service.figures.reading import find_quantities
from tests.unit.figures.test_numeral import spelled

_PIECES = st.sampled_from(
    "3978 3,978 ３９７８ 0.5 2021 12 万 亿 千 百 元 亩 % ‰ 年 月 日 号 第 约 近 不到 超 余 多 来 "
    "左右 以上 三 千九百 十四五 "
    "两成 半 一半 分之 百分之 至 — - ~ 到 . , ， 。 : / ( ) $ 新台币 人民币 5G km m 个 家 名 点 "
    "时 分 上午 去年 截至 民国 萬 億 兩 \n".split(" ")
)
_TEXTS = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=25).map("".join))


def only(text: str) -> Quantity:
    (quantity,) = find_quantities(text)
    return quantity


@given(_TEXTS)
def test_any_text_is_read_without_an_error_and_spans_are_in_order(text: str) -> None:
    at = 0
    for quantity in find_quantities(text):
        assert at <= quantity.span.start < quantity.span.end <= len(text)
        assert quantity.low <= quantity.high
        at = quantity.span.end


@given(_TEXTS, st.dates())
def test_any_text_is_read_for_dates_without_an_error(text: str, published: date) -> None:
    at = 0
    for moment in find_dates(text, published=published):
        assert at <= moment.span.start < moment.span.end <= len(text)
        at = moment.span.end


@given(_TEXTS)
def test_no_quantity_overlaps_a_date(text: str) -> None:
    dates = [moment.span for moment in find_dates(text)]
    for quantity in find_quantities(text):
        # A hedge word may stand in both: 截至 is a date's, 约 a quantity's.
        assert not any(date.overlap(quantity.span) > 2 for date in dates)


def widened(text: str) -> str:
    return text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})


def forms(number: int) -> list[str]:
    """Write a sum of money in as many ways as are exact."""
    decimal = f"{Fraction(number, 10**8).numerator / Fraction(number, 10**8).denominator:.8f}"
    return [
        f"{number}元",
        f"{number:,}元",
        f"{number:,}元".replace(",", "，"),
        widened(f"{number}元"),
        f"{number} 元",
        f"{decimal}亿元",
        f"{number // 10**4}万{number % 10**4 // 1000}千元" if number % 1000 == 0 else f"{number}元",
        f"{spelled(number)}元",
        f"{spelled(number)}元".replace("万", "萬").replace("亿", "億"),
        f"人民币{number}元",
        f"¥{number}",
    ]


@given(st.integers(min_value=20_000, max_value=10**11))
def test_one_sum_written_in_many_ways_is_one_sum(number: int) -> None:
    for form in forms(number):
        quantity = only("投资" + form + "。")
        assert (quantity.low, quantity.high, quantity.kind) == (number, number, Kind.MONEY)
        assert quantity.span.of("投资" + form + "。") == form


@given(st.integers(min_value=2, max_value=10**9), st.integers(min_value=2, max_value=10**9))
def test_two_sums_are_the_same_only_if_they_are_equal(first: int, second: int) -> None:
    assert same(only(f"投资{first}元"), only(f"投资{spelled(second)}元")) is (first == second)


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=1, max_value=4))
def test_a_decimal_keeps_its_value_and_its_places(number: int, places: int) -> None:
    text = f"{number // 10**places}.{number % 10**places:0{places}d}"
    quantity = only(f"增长{text}%")
    assert (quantity.value, quantity.place) == (Fraction(text), Fraction(1, 10**places))


@pytest.mark.parametrize("piece", ["3亿", "1小时"])
def test_every_figure_of_a_long_repetitive_text_is_found_in_order(piece: str) -> None:
    found = find_quantities(piece * 4_000)
    size = len(piece)
    assert [(one.span.start, one.span.end) for one in found] == [
        (start, start + size) for start in range(0, 4_000 * size, size)
    ]


@pytest.mark.parametrize("piece", ["约", "第", "截至 "])
def test_a_long_text_of_words_that_lead_to_figures_holds_none(piece: str) -> None:
    assert find_quantities(piece * 4_000) == []


def test_one_thing_is_as_often_no_count() -> None:
    assert [q.indefinite for q in find_quantities("一个村有1个站，两个站，近百个站，百年老树")] == [
        True, False, False, False, True,
    ]  # fmt: skip
