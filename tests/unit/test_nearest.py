"""What the nearest evidence is about, over small passages."""

from datetime import date

import pytest

from index.gazetteer import Gazetteer
from index.rarity import Rarity
from index.script import fold
from index.sentences import sentence_spans
from index.span import Span
from service.answer import RefusalDetail, Subject
from service.draft import Claim
from service.nearest import compare
from service.reader.analysis import analyse
from service.rerank import views
from tests.shelf import Shelf, article

TEXT = (
    "萧山与康定结对半年\n"
    "2021年6月，萧山与康定结对。半年里，浙江杭州送来校服1200套。2020年的账另记。\n"
)
PAGE = article("kangding", TEXT, published=date(2021, 12, 30))


def compared(question: str, sentence: int = 1, highlight: str = "1200套") -> RefusalDetail:
    shelf = Shelf([PAGE])
    passage = shelf.search("", limit=1)[0].passage
    view = views([passage], shelf.clean_document, Gazetteer.load())[0]
    quote = sentence_spans(passage.text)[sentence]
    start = passage.text.find(highlight)
    marked = Span(start, start + len(highlight)) if start >= 0 else None
    nearest = Claim(Span(0, 0), passage, quote, marked, 0.5)
    analysis = analyse(fold(question), gazetteer=Gazetteer.load(), rarity=Rarity.load())
    return compare(analysis, nearest, view)


def test_another_place_is_named_as_the_title_has_it_and_not_as_the_sentence_does() -> None:
    detail = compared("旺苍收到多少套校服")
    assert detail.differs == ("place",)
    assert detail.asked.places == ("旺苍",)
    assert detail.found.places == ("萧山", "康定")


def test_a_place_that_was_asked_about_and_found_is_not_named_as_another() -> None:
    detail = compared("萧山给旺苍多少套校服")
    assert detail.asked.places == ("旺苍",)
    assert detail.found.places == ("康定",)


def test_another_year_is_named_with_the_year_that_the_sentence_speaks_of() -> None:
    detail = compared("2019年康定收到多少套校服")
    assert detail.differs == ("time",)
    assert (detail.asked.times, detail.found.times) == (("2019",), ("2021",))


def test_a_month_that_was_asked_about_is_held_against_the_month() -> None:
    detail = compared("2021年5月康定和谁结对", sentence=0, highlight="康定")
    assert detail.differs == ("time",)
    assert (detail.asked.times, detail.found.times) == (("2021-05",), ("2021-06",))


def test_place_and_year_may_both_differ() -> None:
    detail = compared("2019年旺苍收到多少套校服")
    assert detail.differs == ("place", "time")


def test_what_differs_in_nothing_known_tells_both_sides() -> None:
    detail = compared("康定2021年收到多少套校服")
    assert detail == RefusalDetail((), Subject(("康定",), ("2021",)), Subject(("萧山",), ("2021",)))


@pytest.mark.parametrize("question", ["校服有多少套", "谁", ""])
def test_a_question_without_place_or_year_differs_in_neither(question: str) -> None:
    assert compared(question).differs == ()
