"""The reading benchmark's arithmetic."""

from eval.bench.reading import Score, asked_in, score
from eval.item import Item
from index.document import Document
from service.question import Question


def item(name: str, question: str, answer: str, context: str) -> Item:
    """Make an answerable item with its context."""
    return Item(name, Question(question), (answer,), context=context)


ITEMS = (
    item("1", "县里有多少人?", "三万人", "全县三万人。"),
    item("2", "县城在哪里?", "城关镇", "县城在城关镇。"),
)


def test_exact_match_and_overlap_are_means_over_questions() -> None:
    def reads(question: Question, document: Document) -> str:
        return {"全县三万人。": "三万人", "县城在城关镇。": "城关"}[document.text]

    assert score(ITEMS, reads) == Score(50.0, 100 * (1 + 0.8) / 2)


def test_questions_are_converted_to_the_script_named() -> None:
    found = [one.question.text for one in asked_in(ITEMS, "zh-Hant")]
    assert found == ["縣裡有多少人?", "縣城在哪裡?"]
    assert [one.question.text for one in asked_in(ITEMS, None)] == ["县里有多少人?", "县城在哪里?"]
