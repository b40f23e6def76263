"""Entities, invisible characters, widths and white space."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.align import apply_edits
from index.clean.cleaning import clean_text
from index.clean.marks import (
    entity_edits,
    invisible_edits,
    plain_widths,
    private_use_edits,
)
from index.span import Span


def test_entities_become_what_they_stand_for() -> None:
    text = "甲&nbsp;乙&ldquo;丙&#8221;&amp;&lt;"
    assert apply_edits(text, entity_edits(text))[0] == "甲\xa0乙“丙”&<"


@pytest.mark.parametrize("text", ["R&D;", "AT&T", "a & b; c", "&unknown;", "？a=1&b=2"])
def test_what_only_looks_like_an_entity_stays(text: str) -> None:
    assert entity_edits(text) == []


def test_invisible_characters_go() -> None:
    text = "\ufeff甲\u200b乙\u202e丙\u00ad丁\x00戊\u2060"
    assert apply_edits(text, invisible_edits(text))[0] == "甲乙丙丁戊"


def test_every_kind_of_line_break_becomes_one_line_feed() -> None:
    assert clean_text("甲\r\n乙\r丙\u2028丁\x0b戊")[0] == "甲\n乙\n丙\n丁\n戊"


def test_private_use_characters_go() -> None:
    assert apply_edits("甲\ue0cd乙", private_use_edits("甲\ue0cd乙"))[0] == "甲乙"


def test_full_width_figures_become_half_width_and_chinese_punctuation_stays() -> None:
    assert (
        plain_widths("ＧＤＰ增长３．５％，约１０／２０（亩）：好！")
        == "GDP增长3.5%，约10/20（亩）：好！"
    )


def test_white_space_is_one_space_or_one_line_feed() -> None:
    text = " \n 甲 \t 乙\u3000丙 \n\n\n  丁\xa0\n"
    clean, alignment = clean_text(text)
    assert clean == "甲 乙 丙\n丁"
    assert alignment.to_source(Span(0, 3)) == Span(3, 8)


def test_plain_text_is_left_alone() -> None:
    text = "第一行，说完了。\nA second line, plainly (as is)."
    clean, alignment = clean_text(text)
    assert clean == text
    assert alignment.is_identity


@given(st.text(" \n\t\u3000\xa0甲a1１&;#nbsp\u200b\ue000()chǎn產?", max_size=60))
def test_clean_text_has_no_noise_left_and_aligns_with_its_source(text: str) -> None:
    clean, alignment = clean_text(text)
    assert (alignment.clean_length, alignment.source_length) == (len(clean), len(text))
    assert not any(mark in clean for mark in ("\n\n", "  ", "\t", "\u3000", "\u200b", "\ue000"))
    assert clean == clean.strip()
    for start in range(len(clean)):
        source = alignment.to_source(Span(start, start + 1))
        assert source.start < source.end or clean[start] == "\n"
