import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.normalise import contains, is_same, units
from eval.relevance import overlap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3,978萬元。", ("3978", "万", "元")),
        ("３，９７８ 万元", ("3978", "万", "元")),
        ("約12.5%", ("约", "12.5", "%")),
        ("3—5年", ("3-5", "年")),
        ("3~5 年", ("3-5", "年")),
        ("The Yellow River, in 1938", ("yellow", "river", "in", "1938")),
        ("A股", ("a", "股")),
        ("the", ("the",)),
        ("《江河》（上）", ("江", "河", "上")),
        ("1,2号", ("1", "2", "号")),
    ],
)
def test_text_is_reduced_to_characters_words_and_figures(
    text: str, expected: tuple[str, ...]
) -> None:
    assert units(text) == expected


@pytest.mark.parametrize(
    ("text", "gold", "expected"),
    [
        ("投入3978万元", "3978万元", True),
        ("投入13978万元", "3978万元", False),
        ("投入3978.5万元", "3978", False),
        ("3978万元", "3978", False),
        ("共12%", "12", False),
        ("共12个", "12", True),
        ("於二零二一年", "于二零二一年", True),
        ("in Russia", "us", False),
        ("anything", "，", False),
    ],
)
def test_a_gold_stands_in_a_text_as_whole_units_only(text: str, gold: str, expected: bool) -> None:
    assert contains(text, gold) is expected


def test_script_width_case_and_punctuation_make_no_difference() -> None:
    assert is_same("「廣元」市，ＡＢ", "广元市 ab")


def test_overlap_counts_blocks_of_the_shorter_text_found_in_order() -> None:
    # 甲乙丙丁 against 甲乙X丁: the block 甲乙 counts, the lone 丁 does not.
    assert overlap("甲乙丙丁", "甲乙己丁") == 0.5
    assert overlap("甲乙丙丁", "前甲乙丙丁后") == 1.0
    assert overlap("甲乙丙丁", "丁丙乙甲") == 0.0
    assert overlap("甲", "甲乙") == 1.0
    assert overlap("", "甲") == 0.0


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_text_contains_itself_wherever_it_has_units(before: str, text: str) -> None:
    assert contains(text, text) is bool(units(text))
    assert 0.0 <= overlap(before, text) <= 1.0
