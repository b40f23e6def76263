"""Pinyin residue goes; brackets that mean something stay."""

import pytest

from index.align import apply_edits
from index.clean.residue import lost_character_edits, residue_edits

PAGE = "縣(xiàn)裡的產(chǎn)業(yè)園區(qū)開(kāi)工，"


def without_residue(text: str) -> str:
    return apply_edits(text, residue_edits(text))[0]


def test_toned_readings_after_their_characters_go() -> None:
    assert without_residue("產(chǎn)業(yè)") == "產業"
    assert without_residue("綠(lǜ)色") == "綠色"
    assert without_residue("綠(lu\u0308\u0300)色") == "綠色"
    assert without_residue("产(chɑ\u030cn)业") == "产业"


@pytest.mark.parametrize(
    "text",
    [
        "澄(溪)與海(棠)",
        "請撥QQ(992 5835)",
        "打開APP(test)",
        "某集團(總部)",
        "收入增加(季節性用工1000人以上)",
        "水稻(rice)和小麥(wheat)",
        "地方(local)",
        "他(he)走了",
        "第一(a)項",
        "銀行(hāng)",
        "f(x)與g(n)",
    ],
)
def test_brackets_that_are_no_residue_stay(text: str) -> None:
    assert without_residue(text) == text


def test_a_page_of_residue_loses_other_readings_and_untoned_ones_too() -> None:
    assert without_residue(PAGE + "銀行(háng)的(de)I(yè)") == "縣裡的產業園區開工，銀行的I"


def test_a_page_of_residue_keeps_its_real_brackets() -> None:
    assert without_residue(PAGE + "集團(tuán)(總部)、水稻(rice)").endswith("集團(總部)、水稻(rice)")


def test_an_editors_gloss_on_a_rare_character_stays() -> None:
    text = "一件蓑（suō）衣"
    assert without_residue(text) == text
    assert without_residue(PAGE + text).endswith("一件蓑衣")


def test_residue_inside_real_brackets_goes_and_the_brackets_stay() -> None:
    assert without_residue("(季節(jié)性用工)") == "(季節性用工)"


def test_pinyin_of_a_lost_character_goes_and_nothing_takes_its_place() -> None:
    text = "某日?qǐng)?bào)網"
    assert apply_edits(text, lost_character_edits(text))[0] == "某日網"


@pytest.mark.parametrize("text", ["真的吗?(笑)", "是吗?a)甲", "什么?test)"])
def test_a_question_before_plain_letters_stays(text: str) -> None:
    assert lost_character_edits(text) == []
