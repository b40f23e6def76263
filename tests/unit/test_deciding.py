"""Questions of yes or no."""

import pytest

from index.gazetteer import Gazetteer
from index.rarity import Rarity
from service.reader.analysis import analyse
from service.reader.deciding import decides, deciding
from service.reader.expectation import AnswerType, expect
from service.reader.sentence import Sentence, sentences_of
from service.training.reader import view_of

CHINA, NEWS = Gazetteer.load(), Rarity.load()


def sentence_of(question: str, text: str) -> Sentence:
    analysis = analyse(question, gazetteer=CHINA, rarity=NEWS)
    return sentences_of(view_of(text, "a", 0, CHINA), analysis)[0]


@pytest.mark.parametrize(
    "question",
    [
        "码头开工了吗",
        "码头是否开工",
        "码头开工了没有",
        "码头是不是由海川公司承建",
        "码头能不能停大船",
    ],
)
def test_a_question_without_another_question_word_asks_for_yes_or_no(question: str) -> None:
    assert expect(question).kind is AnswerType.WHETHER


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("你知道码头花了多少钱吗", AnswerType.FIGURE),
        ("能不能告诉我码头由谁承建", AnswerType.PERSON),
        ("码头有没有什么奖励", AnswerType.LIST),
    ],
)
def test_another_question_word_decides_before_yes_or_no(question: str, kind: AnswerType) -> None:
    assert expect(question).kind is kind


def test_the_clause_that_says_what_is_asked_decides() -> None:
    text = "青石港昨天通航,新码头尚未开工,资金已经到位。"
    found = sentence_of("新码头开工了吗", text)
    assert deciding(found).of(found.view.text) == "新码头尚未开工"


def test_clauses_that_say_more_of_it_belong_to_it() -> None:
    text = "新码头的图纸已经画好,下月开工。"
    found = sentence_of("新码头是否下月开工", text)
    assert deciding(found).of(found.view.text) == "新码头的图纸已经画好,下月开工"


def test_a_sentence_that_says_what_is_asked_decides_more_than_one_on_the_subject_only() -> None:
    question = "新码头开工了吗"
    said = decides(sentence_of(question, "新码头尚未开工。"))
    beside = decides(sentence_of(question, "新码头的图纸已经画好。"))
    assert said > 0.9
    assert beside < 0.5


def test_a_sentence_on_another_place_decides_nothing_about_the_one_asked_about() -> None:
    question = "越城在四川结对的县是峨边吗"
    there = decides(sentence_of(question, "柯桥在四川结对的县是马边。"))
    here = decides(sentence_of(question, "越城在四川结对的县是峨边。"))
    assert here > 0.9
    assert there < 0.5
