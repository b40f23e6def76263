from dataclasses import replace
from datetime import date

import pytest

from index.document import Document
from index.gazetteer import Gazetteer
from index.script import fold
from service.reader.view import View
from service.reprints import distinct, figures, same_sentence, shingles
from service.rerank import views
from tests.shelf import Shelf, article

SENTENCE = "园区占地420亩，总投资4.6亿元，其中海川市出资1.2亿元。"


def test_shingles_are_runs_of_three_characters_without_punctuation() -> None:
    assert shingles("甲乙，丙丁") == {"甲乙丙", "乙丙丁"}
    assert shingles("甲乙") == frozenset()


def test_figures_are_the_numbers_without_separators() -> None:
    assert figures("3,978万元,占79.5%") == {"3978", "79.5"}


@pytest.mark.parametrize(
    "other",
    [
        SENTENCE,
        "园区占地420亩,总投资4.6亿元,其中海川市出资1.2亿元",
        "园区占地420亩，总投资4.6亿元。",
        "据悉，园区占地420亩，总投资4.6亿元，其中海川市出资1.2亿元。",
    ],
)
def test_a_sentence_is_the_same_shortened_or_punctuated_otherwise(other: str) -> None:
    assert same_sentence(fold(SENTENCE), fold(other))
    assert same_sentence(fold(other), fold(SENTENCE))


@pytest.mark.parametrize(
    "other",
    [
        "园区占地420亩，总投资5.2亿元，其中海川市出资1.2亿元。",  # another figure
        "园区建设花了4.6亿元，海川市给了1.2亿元，占地420亩。",  # told in other words
        "总投资4.6亿元",  # too short to be known
        "",
    ],
)
def test_another_figure_or_another_wording_is_another_sentence(other: str) -> None:
    assert not same_sentence(fold(SENTENCE), fold(other))


TEXT = (
    "青石县园区开工\n青石县园区占地420亩，总投资4.6亿元。今年引来企业21家，招工260人，年底投产。\n"
)


def kept(*documents: Document, limit: int = 9) -> list[str]:
    shelf = Shelf(documents)
    passages = [hit.passage for hit in shelf.search("", limit=99)]
    prepared: list[View] = views(passages, shelf.clean_document, Gazetteer.load())
    chosen = distinct(prepared, shelf.clean_document, limit=limit)
    return [view.passage.document_id for view in chosen]


FIRST = article("first", TEXT, published=date(2023, 3, 5))


def test_a_passage_that_another_document_repeats_is_read_once() -> None:
    again = article("again", TEXT, published=date(2023, 3, 7))
    shorter = article("shorter", TEXT.replace("年底投产", ""), published=None)
    assert kept(FIRST, again, shorter) == ["first"]


def test_the_better_of_two_printings_stays() -> None:
    again = article("again", TEXT, published=date(2023, 3, 7))
    assert kept(again, FIRST) == ["again"]


def test_a_passage_with_another_figure_is_no_reprint() -> None:
    assert kept(FIRST, article("other", TEXT.replace("21", "22"))) == ["first", "other"]


def test_the_same_words_a_year_later_are_news_of_their_own() -> None:
    later = replace(FIRST, id="later", metadata=replace(FIRST.metadata, published=date(2024, 3, 5)))
    assert kept(FIRST, later) == ["first", "later"]


def test_no_more_are_kept_than_asked_for() -> None:
    others = [article(str(n), TEXT.replace("21", str(30 + n))) for n in range(4)]
    assert kept(*others, limit=2) == ["0", "1"]
