"""Shifted runs are read again from their bytes; what is unclear is not made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.align import apply_edits
from index.clean.residue import lost_character_edits
from index.clean.shifted import shifted_run_edits
from index.span import Span


def repaired(text: str) -> str:
    return apply_edits(text, shifted_run_edits(text))[0]


def shifted(text: str, at: int, *, mark: str = "") -> str:
    """Lose the first byte of the character at a place, as a page does."""
    start = len(text[:at].encode("gbk"))
    tail = text.encode("gbk")[start + 1 :]
    letter = next(place for place, byte in enumerate(tail) if byte < 0x80 and place % 2 == 0)
    run = tail[: letter + 1].decode("gb18030")
    return text[:at] + "?" + mark + run + tail[letter + 1 :].decode("gbk")


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        ("帶動當?shù)貏趧泳蜆I，", "帶動當地勞動就業，"),
        ("多領域?qū)崿F合作", "多領域實現合作"),
        ("豐富的資源?,F在，", "豐富的資源。現在，"),
    ],
)
def test_a_run_is_read_again(damaged: str, text: str) -> None:
    assert repaired(damaged) == text


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("工廠帶動了農村的就業問題", 6),
        ("会议要求加快实現目標", 5),
    ],
)
def test_any_run_that_ends_at_a_letter_is_read_again(text: str, at: int) -> None:
    assert repaired(shifted(text, at)) == text


def test_a_run_through_the_private_use_area_is_read_again() -> None:
    damaged = shifted("村民脫貧增收，并獲得補貼", 3)
    assert any("\ue000" <= character <= "\uf8ff" for character in damaged)
    assert repaired(damaged) == "村民脫貧增收，并獲得補貼"


def test_a_repaired_run_maps_to_the_whole_of_what_stood_there() -> None:
    damaged = "帶動當?shù)貏趧泳蜆I，"
    clean, alignment = apply_edits(damaged, shifted_run_edits(damaged))
    source = alignment.to_source(Span(clean.index("就業"), clean.index("就業") + 2))
    assert source.of(damaged) == "?shù)貏趧泳蜆I"


def test_a_run_may_end_at_a_character_with_its_own_reading() -> None:
    text = "多方出資修建學校，孩子開心"
    start = text.index("修")
    tail = text[start:].encode("gbk")[1:]
    end = len("修建學".encode("gbk")) - 2
    damaged = text[:start] + "?" + tail[:end].decode("gb18030") + "?xué)校，孩子開心"
    assert repaired(damaged) == text


def test_a_run_up_to_a_lost_figure_is_read_again_and_its_gap_shown() -> None:
    text = "县里新修学校"
    tail = text.encode("gbk")[len("县里".encode("gbk")) + 1 :]
    damaged = "县里?fèi)" + tail[:-1].decode("gb18030") + "?0所，"
    assert repaired(damaged) == "县里新修学校?0所，"


def test_a_first_character_that_cannot_be_told_stays_missing() -> None:
    damaged = shifted("老人對現在的生活十分滿意", 2)
    assert repaired(damaged) in {"老人對現在的生活十分滿意", "老人現在的生活十分滿意"}


@pytest.mark.parametrize(
    "text",
    [
        "你去过吗?我们在A座等你",
        "真的?那就这样,B组先走",
        "为什么?因为GDP增长了",
        "谁来了?",
        "a?b",
        "结果如何?,请看X报告",
        "Is it true? Yes, A is.",
        "什么?test)A",
        "网址是example.com/页?id=A",
    ],
)
def test_ordinary_questions_stay(text: str) -> None:
    assert repaired(text) == text


def test_characters_without_a_byte_left_are_not_made_up() -> None:
    text = "某日?qǐng)?bào)社"
    assert repaired(text) == text
    assert apply_edits(text, lost_character_edits(text))[0] == "某日社"


@given(st.text("?當地資源趧泳蜆I@,)(shùqǐng \ue0cd\ue766\n𠀀é", max_size=40))
def test_edits_never_overlap_and_stay_inside(text: str) -> None:
    clean, alignment = apply_edits(text, shifted_run_edits(text))
    assert alignment.clean_length == len(clean)
