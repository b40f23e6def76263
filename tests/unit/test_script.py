"""Folding, its alignment, conversion for showing, and telling scripts apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.script import align_conversion, detect_script, fold, fold_aligned, to_script
from index.span import Span

MIXED = st.text("實現產業园区㍿①ＡbÇ，。\n e\u0301ｶﾞİΣ\u1112\u1161\u11ab記憶體", max_size=24)


def shortening(text: str) -> str:
    return text.replace("記憶體", "内存").replace("體", "体").replace("內", "内")


def test_traditional_full_width_and_capitals_fold_to_one_form() -> None:
    assert fold("實現ＧＤＰ增長") == fold("实现gdp增长") == "实现gdp增长"


def test_an_expansion_maps_back_to_its_one_character() -> None:
    folded, alignment = fold_aligned("某㍿①號")
    assert folded == "某株式会社1号"
    assert alignment.to_source(Span(2, 3)) == Span(1, 2)
    assert alignment.to_source(Span(5, 7)) == Span(2, 4)


@given(MIXED)
def test_folding_with_and_without_alignment_agree(text: str) -> None:
    folded, alignment = fold_aligned(text)
    assert folded == fold(text)
    assert alignment.clean_length == len(folded)
    assert alignment.source_length == len(text)


@given(MIXED, st.integers(0, 30), st.integers(0, 30))
def test_folding_the_source_of_a_span_gives_a_text_that_holds_the_span(
    text: str, one: int, two: int
) -> None:
    folded, alignment = fold_aligned(text)
    start, end = sorted((min(one, len(folded)), min(two, len(folded))))
    source = alignment.to_source(Span(start, end)).of(text)
    if start < end:
        assert folded[start:end] in fold(source)


def test_a_phrase_of_another_length_maps_as_a_whole() -> None:
    text = "新的記憶體，大體可用"
    converted, alignment = align_conversion(text, shortening)
    assert converted == "新的内存，大体可用"
    assert alignment.to_source(Span(2, 4)) == Span(2, 5)
    assert alignment.to_source(Span(5, 7)) == Span(6, 8)
    assert alignment.to_clean(Span(6, 8)) == Span(5, 7)


def test_a_conversion_across_punctuation_is_still_covered() -> None:
    converted, alignment = align_conversion("甲，乙丙", lambda text: text.replace("，乙", "+"))
    assert converted == "甲+丙"
    assert alignment.to_source(Span(1, 2)) == Span(1, 3)


def test_a_lone_surrogate_does_not_stop_the_folding() -> None:
    assert fold("產\ud800業") == "产\ufffd业"


def test_text_is_shown_in_the_script_asked_for() -> None:
    assert to_script("實現发展", "zh-Hans") == "实现发展"
    assert to_script("为干部提供平台", "zh-Hant") == "為幹部提供平臺"
    assert to_script("實現", "en") == "實現"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("這個項目總投資多少", "zh-Hant"),
        ("这个项目总投资多少", "zh-Hans"),
        ("人口", "zh-Hans"),
        ("萧山给旺苍的GDP数据API是多少", "zh-Hans"),
        ("How much did 萧山 invest in the park?", "en"),
        ("Total investment", "en"),
        ("", "en"),
    ],
)
def test_the_script_of_a_text_is_told(text: str, script: str) -> None:
    assert detect_script(text) == script
