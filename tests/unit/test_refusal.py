import pytest

from service.answer import RefusalDetail, RefusalReason, Subject
from service.question import Language
from service.refusal import message

PLACE = RefusalDetail(("place",), Subject(("旺苍",), ("2021",)), Subject(("康定",), ("2021",)))
YEAR = RefusalDetail(("time",), Subject(("康定",), ("2020",)), Subject(("康定",), ("2021",)))
BOTH = RefusalDetail(
    ("place", "time"), Subject(("旺苍",), ("--06",)), Subject(("康定",), ("2021-07-03",))
)


def test_a_mismatch_says_which_place_is_spoken_of_and_which_was_asked() -> None:
    said = message(RefusalReason.SUBJECT_MISMATCH, Language.SIMPLIFIED, PLACE)
    assert said == "资料中没有所问的答案；最接近的内容说的是康定，不是旺苍。"


def test_a_mismatch_says_which_year_is_spoken_of_and_which_was_asked() -> None:
    said = message(RefusalReason.SUBJECT_MISMATCH, Language.TRADITIONAL, YEAR)
    assert said == "資料中沒有所問的答案；最接近的內容說的是2021年，不是2020年。"


def test_a_mismatch_of_both_names_both() -> None:
    said = message(RefusalReason.SUBJECT_MISMATCH, Language.SIMPLIFIED, BOTH)
    assert said == "资料中没有所问的答案；最接近的内容说的是康定、2021年7月3日，不是旺苍、6月。"


def test_a_mismatch_is_told_in_english_to_an_english_asker() -> None:
    said = message(RefusalReason.SUBJECT_MISMATCH, Language.ENGLISH, BOTH)
    assert said == (
        "The articles do not say; the nearest passage is about 康定, 2021-07-03, not 旺苍, 06."
    )


def test_evidence_that_names_no_place_of_its_own_is_said_to_lack_the_one_asked() -> None:
    detail = RefusalDetail(("place",), Subject(("旺苍",)), Subject())
    said = message(RefusalReason.SUBJECT_MISMATCH, Language.SIMPLIFIED, detail)
    assert said == "资料中没有所问的答案；最接近的内容没有提到旺苍。"


@pytest.mark.parametrize("detail", [None, RefusalDetail((), Subject(), Subject())])
def test_a_mismatch_of_nothing_known_is_told_in_general(detail: RefusalDetail | None) -> None:
    said = message(RefusalReason.SUBJECT_MISMATCH, Language.SIMPLIFIED, detail)
    assert said.startswith("资料中没有所问对象的答案")


def test_another_reason_says_where_the_nearest_evidence_stands() -> None:
    said = message(RefusalReason.NOT_IN_CORPUS, Language.SIMPLIFIED, PLACE, "青石新闻，2023-03-05")
    assert said == "资料中没有找到答案。最接近的内容出自青石新闻，2023-03-05。"
    said = message(RefusalReason.LOW_CONFIDENCE, Language.ENGLISH, None, "Harbour News")
    assert said == "No answer is certain enough. The nearest evidence is from Harbour News."


@pytest.mark.parametrize("reason", list(RefusalReason))
@pytest.mark.parametrize("language", list(Language))
def test_every_reason_is_told_in_every_language(reason: RefusalReason, language: Language) -> None:
    assert message(reason, language)[-1] in "。."
