import pytest

from index.gazetteer import Gazetteer
from index.glossary import Glossary
from index.rarity import Rarity
from index.script import fold
from service.reader.analysis import Analysis, analyse
from service.reader.english import analyse_english
from service.reader.expectation import AnswerType
from service.reader.term import TermKind

CHINA, NEWS, WORDS = Gazetteer.load(), Rarity.load(), Glossary.load()


def taken_apart(question: str) -> Analysis:
    return analyse(fold(question), gazetteer=CHINA, rarity=NEWS)


def english(question: str) -> Analysis:
    return analyse_english(question, glossary=WORDS, rarity=NEWS)


def labels(analysis: Analysis, kind: TermKind) -> list[str]:
    return [term.label for term in analysis.terms if term.kind is kind]


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("萧山给旺苍投入多少产业园资金", ["萧山", "旺苍"]),
        ("康定的茶园一年利税多少", ["康定"]),
        ("青汀区给澜坪县的协作资金有多少", ["青汀区", "澜坪县"]),
        ("帮忠县卖了多少农产品", ["忠县"]),
        ("商讯的报道里总投资是多少", []),
        ("数字乡村平台有哪些板块", []),
    ],
)
def test_places_are_told_from_words_that_only_look_like_them(
    question: str, places: list[str]
) -> None:
    assert labels(taken_apart(question), TermKind.PLACE) == places


def test_a_place_with_its_rank_may_stand_without_it() -> None:
    term = taken_apart("旺苍县有几所学校").terms[0]
    assert (term.label, [a.text for a in term.alternatives]) == ("旺苍县", ["旺苍"])


def test_seams_between_words_are_no_terms() -> None:
    words = labels(taken_apart("旺苍产业园资金"), TermKind.WORD)
    assert "资金" in words
    assert "园资" not in words


def test_question_words_and_fillers_are_no_terms() -> None:
    found = [term.label for term in taken_apart("请问其中一共投入了多少资金呢").terms]
    assert found == ["投入", "资金"]


def test_a_word_that_only_contains_a_filler_is_kept() -> None:
    assert "对口" in [term.label for term in taken_apart("对口资金有多少").terms]


def test_the_year_asked_about_is_read() -> None:
    moments = taken_apart("2021年11月投入多少").moments
    assert [(m.year, m.month) for m in moments] == [(2021, 11)]


def test_what_is_counted_and_what_stands_around_the_question_word_is_marked() -> None:
    analysis = taken_apart("引来多少家企业")
    assert [term.label for term in analysis.head_terms] == ["企业"]
    assert [term.label for term in analysis.focus] == ["引来", "企业"]


def test_a_colloquial_question_word_is_understood() -> None:
    assert taken_apart("专卖店啥时候开张").expectation.kind is AnswerType.DATE


def test_an_english_name_is_looked_for_by_its_syllables() -> None:
    term = english("How much did Xiaoshan invest?").terms[0]
    assert (term.label, term.kind) == ("xiaoshan", TermKind.PLACE)
    assert term.alternatives[0].syllables == ("xiao", "shan")


def test_english_words_bring_their_translations() -> None:
    terms = {t.label: [a.text for a in t.alternatives] for t in english("how many teachers").terms}
    assert "教师" in terms["teachers"]


def test_an_english_date_is_read() -> None:
    found = english("How many were sent in November 2021?").moments
    assert [(m.year, m.month) for m in found] == [(2021, 11)]


def test_may_is_a_month_only_beside_a_year_or_a_day() -> None:
    assert english("How much may it cost?").moments == ()
    assert [m.month for m in english("What opened in May 2022?").moments] == [5]


def test_a_possessive_is_the_name_it_belongs_to() -> None:
    assert "xiaoshan" in labels(english("Which county is Xiaoshan's partner?"), TermKind.PLACE)


def test_an_abbreviation_is_also_looked_for_in_chinese() -> None:
    term = next(t for t in taken_apart("砚北2021年GDP").terms if t.label == "gdp")
    assert [one.text for one in term.alternatives] == ["gdp", "生产总值"]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("您好,我是做水利课题的学生,想请教一下云石县有多少人?谢谢,祝您顺利。", "云石县有多少人?"),
        ("云石县建了水库。它花了多少钱?", "云石县建了水库。它花了多少钱?"),
        ("请问云石县有多少人", "云石县有多少人"),
        ("我是谁", "我是谁"),
        ("问题一共有多少个", "问题一共有多少个"),
        ("咨询公司有多少家", "咨询公司有多少家"),
        ("我们正在建的水库,投资多少", "我们正在建的水库,投资多少"),
        ("云石县产业园资金", "云石县产业园资金"),
    ],
)
def test_who_asks_and_thanks_are_no_part_of_what_is_asked(question: str, asked: str) -> None:
    assert analyse(question, gazetteer=CHINA, rarity=NEWS).text == asked


def test_the_end_of_what_is_only_shaped_like_a_place_will_do() -> None:
    analysis = analyse("去松岭雪村玩一天多少钱", gazetteer=Gazetteer.load(), rarity=Rarity.load())
    place = next(term for term in analysis.terms if term.kind is TermKind.PLACE)
    assert "松岭雪村" in [way.text for way in place.alternatives]
