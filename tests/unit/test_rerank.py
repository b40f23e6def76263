from collections.abc import Sequence
from dataclasses import replace

from index.align import Alignment
from index.document import CleanDocument, Passage
from index.gazetteer import Gazetteer
from index.rarity import Rarity
from index.span import Span
from service.question import Language
from service.reader.analysis import Analysis, analyse
from service.reader.view import View
from service.rerank import rerank, spoken, views
from tests.fakes import make_document

PLACES = Gazetteer.of(["青石县", "石湾县"])
TEXTS = {"a": "石湾县去年修路120公里。", "b": "青石縣去年修路30公里。", "c": "青石縣种树。"}


def clean(name: str) -> CleanDocument:
    text = TEXTS[name]
    return CleanDocument(make_document(name, text), text, Alignment.identity(len(text)), ())


def passage(name: str) -> Passage:
    whole = Span(0, len(TEXTS[name]))
    return Passage(f"{name}#0", name, 0, whole, whole, TEXTS[name])


def asked(question: str) -> Analysis:
    return analyse(question, gazetteer=PLACES, rarity=Rarity.load())


def test_the_passage_that_speaks_of_the_place_asked_about_comes_first() -> None:
    prepared = views([passage(name) for name in TEXTS], clean, PLACES)
    found = rerank(asked("青石县去年修路多少公里"), prepared, [0.9, 0.8, 0.5])
    assert [view.passage.document_id for view in found] == ["b", "c", "a"]
    assert [view.rank for view in found] == [1, 2, 0]


def test_what_the_search_found_better_comes_first_where_the_texts_say_as_much() -> None:
    prepared = views([passage("b"), passage("b")], clean, PLACES)
    found = rerank(asked("青石县去年修路多少公里"), prepared, [0.5, 0.9])
    assert [view.rank for view in found] == [1, 0]


def test_passages_of_one_document_share_its_folded_text() -> None:
    calls: list[str] = []

    def documents(name: str) -> CleanDocument:
        calls.append(name)
        return clean(name)

    one, other = views([passage("b"), passage("b")], documents, PLACES)
    assert one.article is other.article
    assert (one.text, one.rank, other.rank) == ("青石县去年修路30公里。", 0, 1)


def test_a_view_keeps_what_was_found_in_it_at_its_new_rank() -> None:
    (view,) = views([passage("b")], clean, PLACES)
    (term, *_) = asked("青石县去年修路多少公里").terms
    found = view.found(term)
    moved = view.placed(4)
    assert (moved.rank, view.rank) == (4, 0)
    assert moved.found(term) is found


def test_the_reader_has_a_say_in_what_comes_first() -> None:
    def likely(_: Analysis, first: Sequence[View]) -> list[float]:
        return [10.0 * (view.passage.document_id == "a") for view in first]

    prepared = views([passage(name) for name in TEXTS], clean, PLACES)
    found = rerank(asked("青石县去年修路多少公里"), prepared, [1.0] * len(prepared), likely)
    assert [view.passage.document_id for view in found] == ["a", "b", "c"]


def test_a_point_of_the_search_weighs_more_for_an_english_question() -> None:
    prepared = views([passage("b"), passage("c")], clean, PLACES)
    chinese = asked("青石县去年修路多少公里")
    english = replace(chinese, language=Language.ENGLISH)
    ahead = (spoken(chinese, prepared[0]) - spoken(chinese, prepared[1])) / 1.2
    assert ahead > 0
    assert [view.rank for view in rerank(chinese, prepared, [0.0, ahead])] == [0, 1]
    assert [view.rank for view in rerank(english, prepared, [0.0, ahead])] == [1, 0]
