import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.pinyin import pairs, phrase_readings, readings, single_readings, spells, syllables
from index.romanised import romanised_pairs
from index.training.pinyin import dictionary


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Xiaoshan", ("xiao", "shan")),
        ("wangcang", ("wang", "cang")),
        ("Gongzhuling", ("gong", "zhu", "ling")),
        ("Chongqing", ("chong", "qing")),
        ("Guangyuan", ("guang", "yuan")),
        ("Qingying", ("qing", "ying")),
    ],
)
def test_a_place_name_is_cut_into_its_syllables(name: str, expected: tuple[str, ...]) -> None:
    assert spells(name) == expected


def test_an_apostrophe_is_where_a_syllable_ends() -> None:
    assert spells("Xi'an") == ("xi", "an")
    assert spells("Xi’an") == ("xi", "an")
    assert spells("xian") == ("xian",)


def test_every_way_to_cut_an_ambiguous_name_is_offered() -> None:
    assert readings("xian") == [("xian",), ("xi", "an")]
    assert set(readings("fangan")) == {("fan", "gan"), ("fang", "an")}


def test_the_two_dots_of_u_may_be_left_out_or_written_v() -> None:
    assert spells("Lüliang") == spells("Lvliang") == spells("Luliang") == ("lu", "liang")


@pytest.mark.parametrize("word", ["industrial", "how", "Smith", "", "3978", "thing", "v"])
def test_a_word_that_is_not_pinyin_spells_nothing(word: str) -> None:
    assert spells(word) is None
    assert readings(word) == []


def test_a_very_long_word_is_not_taken_for_a_name() -> None:
    assert readings("ganganan" * 10) == []


@given(st.lists(st.sampled_from(["xiao", "shan", "a", "an", "gong", "e", "lu"]), max_size=5))
def test_every_reading_is_made_of_the_letters_of_the_name(parts: list[str]) -> None:
    name = "".join(parts)
    found = readings(name)
    assert all("".join(way) == name for way in found)
    if parts:
        assert tuple(parts) in found


def test_characters_are_read_as_the_words_they_stand_in() -> None:
    assert syllables("重庆很重") == ["chong", "qing", "hen", "zhong"]
    assert syllables("A,绿") == ["", "", "lu"]


def test_pairs_of_characters_are_romanised_with_the_break_kept() -> None:
    assert romanised_pairs("公主岭，西安") == "gong'zhu zhu'ling xi'an"
    assert romanised_pairs("山") == romanised_pairs("山 3 水") == romanised_pairs("") == ""


def test_a_character_that_names_read_otherwise_has_both_readings() -> None:
    assert romanised_pairs("朝阳") == "zhao'yang chao'yang"


def test_neighbouring_syllables_are_joined() -> None:
    assert pairs(["gong", "zhu", "ling"]) == ["gong'zhu", "zhu'ling"]
    assert pairs(["shan"]) == []


def test_the_table_that_is_shipped_says_what_the_dictionary_says() -> None:
    assert dictionary() == (single_readings(), phrase_readings())
