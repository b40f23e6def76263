import pytest

from index.expand import expand
from index.lexical import Field
from tests.index_fakes import FewWords

WORDS = FewWords(
    {
        "park": [("公园", 0.6), ("园", 0.3), ("泊车", 0.01)],
        "industrial park": [("产业园", 0.9)],
        "change": [("变化", 0.8)],
        "long": [("长", 0.5)],
        "china": [("中国", 0.9)],
        "can": [("可以", 0.5)],
        "county": [("县", 0.9)],
        "the": [("这", 0.5)],
    }
)


def romanised(question: str) -> dict[str, float]:
    return dict(expand(question, WORDS).terms[Field.ROMANISED])


def text(question: str) -> dict[str, float]:
    return dict(expand(question, WORDS).terms[Field.TEXT])


def test_a_chinese_question_is_searched_in_text_and_headings() -> None:
    terms = expand("蕭山", WORDS).terms
    assert terms[Field.TEXT]["萧山"] == 1.0
    assert 0 < terms[Field.HEADING]["萧山"] < 1.0
    assert terms[Field.ROMANISED] == {}


def test_an_english_word_brings_its_translations_by_probability() -> None:
    found = text("park")
    assert found["park"] == 1.0
    assert found["公园"] == pytest.approx(0.6)
    assert found["园"] == pytest.approx(0.3)
    assert "泊车" not in found


def test_a_phrase_is_translated_as_a_whole_too() -> None:
    assert text("an industrial park")["产业"] == pytest.approx(0.9)


def test_function_words_are_not_translated() -> None:
    assert "这" not in text("the park")


def test_a_place_in_pinyin_brings_its_syllables() -> None:
    assert romanised("How much did Xiaoshan give?")["xiao'shan"] == 1.0
    assert romanised("how much did xiaoshan give")["xiao'shan"] == 1.0
    assert romanised("Xiaoshan投入多少？")["xiao'shan"] == 1.0


def test_a_name_of_three_syllables_brings_both_pairs() -> None:
    assert romanised("Gongzhuling") == {"gong'zhu": 1.0, "zhu'ling": 1.0}


def test_a_family_name_joins_the_given_name_beside_it() -> None:
    found = romanised("What did Lin Qingying say?")
    assert found["lin'qing"] == found["qing'ying"] == 1.0
    assert romanised("by Wang Fang")["wang'fang"] == 1.0
    assert "lin'qing" in romanised("by Qingying Lin")


def test_names_do_not_run_over_a_comma() -> None:
    assert romanised("in Wangcang, Guangyuan") == {"wang'cang": 1.0, "guang'yuan": 1.0}


def test_a_name_with_its_county_is_still_a_name() -> None:
    assert romanised("in Wangcang County") == {"wang'cang": 1.0}


@pytest.mark.parametrize(
    "question",
    [
        "did it change",  # spells chan-ge
        "Change in China",
        "how long can she wait",
        "Can Men Die",  # a headline: single syllables, none beside a name
        "a rare name made there",
        "GDP and 5G",
    ],
)
def test_english_words_that_could_be_pinyin_are_no_names(question: str) -> None:
    known = FewWords(
        {word: [("词", 0.5)] for word in ["change", "china", "can", "men", "die", "long"]}
    )
    assert dict(expand(question, known).terms[Field.ROMANISED]) == {}


def test_a_known_word_that_opens_the_sentence_does_not_join_a_name() -> None:
    assert romanised("Can Shanghai pay?") == {"shang'hai": 1.0}


def test_a_break_may_be_missing_in_an_ambiguous_name() -> None:
    assert romanised("near Xian city") == {"xi'an": 0.4}
    assert romanised("near Xi'an") == {"xi'an": 1.0}
    assert 0 < romanised("in Xiangan")["xiang'an"] < romanised("in Xiangan")["xian'gan"]


def test_numbers_are_kept() -> None:
    assert text("Was it 3,978 or 79.5?").keys() >= {"3978", "79.5"}


def test_without_a_dictionary_words_are_searched_as_they_are() -> None:
    terms = expand("Xiaoshan park").terms
    assert dict(terms[Field.TEXT]) == {"xiaoshan": 1.0, "park": 1.0}
    assert dict(terms[Field.ROMANISED]) == {"xiao'shan": 1.0}
