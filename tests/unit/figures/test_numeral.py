from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.figures.numeral import read_numeral

_DIGITS = "零一二三四五六七八九"
_POWERS = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))


def spelled(number: int) -> str:
    """Write a number the long way, from the top: the slow twin of the reader."""
    if number == 0:
        return "零"
    for scale, name in ((10**8, "亿"), (10**4, "万")):
        if number >= scale:
            above, below = divmod(number, scale)
            gap = "零" if below and below < scale // 10 else ""
            return spelled(above) + name + gap + (spelled(below) if below else "")
    return _section(number)


def _section(number: int) -> str:
    text, gap = "", False
    for power, name in _POWERS:
        digit, number = divmod(number, power)
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return text


def value(text: str) -> Fraction | None:
    numeral = read_numeral(text)
    return numeral.low if numeral and numeral.low == numeral.high else None


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_every_number_is_read_back_from_its_spelling(number: int) -> None:
    assert value(spelled(number)) == number


@given(st.integers(min_value=1000, max_value=9999))
def test_digits_in_a_row_are_read_by_place(number: int) -> None:
    assert value("".join(_DIGITS[int(digit)] for digit in str(number))) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("十五", 15),
        ("两千三", 2300),
        ("一百二", 120),
        ("一百零二", 102),
        ("三万亿", 3 * 10**12),
        ("廿三", 23),
        ("叁仟玖佰", 3900),
        ("百万", 10**6),
        ("三亿五", 350_000_000),
        ("一千零十", 1010),
    ],
)
def test_other_spellings_are_read(text: str, number: int) -> None:
    assert value(text) == number


def test_decimals_are_exact_to_the_last_digit() -> None:
    assert value("零点一二三四五六七八九一二三四五六七八") == Fraction("0.12345678912345678")
    assert value("三点五亿") == 350_000_000


def test_neighbours_and_several_are_ranges() -> None:
    ends = [
        (n.low, n.high)
        for text in ("三四百", "十七八", "几十", "十几")
        if (n := read_numeral(text))
    ]
    assert ends == [(300, 400), (17, 18), (20, 90), (11, 19)]


@pytest.mark.parametrize(
    "text", ["", "十五四", "百百", "十百", "一百百", "点五", "三点", "万万亿亿", "一" * 41]
)
def test_what_follows_no_grammar_is_no_number(text: str) -> None:
    assert read_numeral(text) is None


@given(st.text(alphabet="零〇一二两三五九十百千万亿廿卅几数点壹拾", max_size=45))
def test_no_run_of_numerals_raises(text: str) -> None:
    numeral = read_numeral(text)
    assert numeral is None or 0 <= numeral.low <= numeral.high
