"""Nothing of a document outside of the filter is ever seen: 5,000 filtered queries."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from index.document import Document, Metadata
from index.errors import UnknownDocument
from index.filter import Filter
from service.answer import Answer
from service.bootstrap import open_local_library
from service.local_library import LocalLibrary
from service.question import Question
from service.settings import Settings
from tests.fakes import make_document

COLLECTIONS = ("news", "law", "内参", "default")
SOURCES = ("河口日报", "海湾晚报", "山城新闻", None)
TOWNS = ("河口镇", "青石镇", "东坝镇", "南坡镇", "北桥镇")
THINGS = ("大桥", "泊位", "水井", "果园", "学校")
FIRST_DAY = date(2024, 1, 1)
SEARCHES, QUESTIONS = 4800, 200

pytestmark = pytest.mark.timeout(1800)  # seconds; a few where nothing else runs


def corpus() -> Iterator[Document]:
    """Yield articles that repeat and contradict one another across all collections."""
    chance = random.Random(11)
    for number in range(240):
        town, thing = chance.choice(TOWNS), chance.choice(THINGS)
        count = chance.choice((3, 3, 5))
        day = FIRST_DAY + timedelta(days=chance.randrange(90)) if number % 7 else None
        article = make_document(
            f"d{number}", f"{town}去年新建{thing}{count}座，投资{count * 2}亿元。\n{town}今年种树。"
        )
        known = Metadata(f"{town}建{thing}", chance.choice(SOURCES), published=day)
        yield replace(article, metadata=known, collection=COLLECTIONS[number % 4])


def drawn(chance: random.Random) -> Filter:
    """Return a filter with some conditions, whose days are in the right order."""

    def some(values: tuple[str | None, ...]) -> frozenset[str] | None:
        named = [value for value in values if value is not None]
        picked = chance.sample(named, chance.randrange(len(named)))
        return frozenset(picked) if chance.random() < 0.6 else None

    days = sorted(FIRST_DAY + timedelta(days=chance.randrange(-5, 95)) for _ in range(2))
    since, until = (day if chance.random() < 0.4 else None for day in days)
    return Filter(some(COLLECTIONS), some(SOURCES), since, until)


def question(chance: random.Random) -> str:
    return f"{chance.choice(TOWNS)}去年新建{chance.choice(THINGS)}多少座"


@pytest.fixture(scope="module")
def articles() -> dict[str, Document]:
    return {document.id: document for document in corpus()}


@pytest.fixture(scope="module")
def library(
    tmp_path_factory: pytest.TempPathFactory, articles: dict[str, Document]
) -> LocalLibrary:
    library = open_local_library(Settings(store=tmp_path_factory.mktemp("filtered") / "store"))
    for collection in COLLECTIONS:
        ours = [article for article in articles.values() if article.collection == collection]
        library.add(ours, collection=collection)
    return library


def admitted(filter: Filter, article: Document) -> bool:
    known = article.metadata
    return filter.admits(
        collection=article.collection, source=known.source, published=known.published
    )


def shown(answer: Answer) -> set[str]:
    """Return the documents that an answer names anywhere."""
    places = {place.document_id for citation in answer.citations for place in citation.also_in}
    judged = (*answer.claims, *answer.unsupported)
    claimed = {claim.document_id for claim in judged if claim.document_id is not None}
    return {citation.document_id for citation in answer.citations} | places | claimed


def test_a_filtered_search_shows_the_best_of_what_is_admitted_and_nothing_else(
    library: LocalLibrary, articles: dict[str, Document]
) -> None:
    chance = random.Random(5)
    passages = {summary.id: summary.passages for summary in library.documents()}
    found_something = 0
    for _ in range(SEARCHES):
        filter, asked = drawn(chance), question(chance)
        ours = {name for name, article in articles.items() if admitted(filter, article)}
        hits = library.search(asked, limit=8, filter=filter)
        found = [hit.passage.document_id for hit in hits]
        assert set(found) <= ours, (asked, filter)
        assert len(hits) == min(8, sum(map(passages.__getitem__, ours))), (asked, filter)
        found_something += bool(found)
    assert found_something > SEARCHES // 2


def test_a_filtered_answer_names_no_document_outside_of_its_filter(
    library: LocalLibrary, articles: dict[str, Document]
) -> None:
    chance = random.Random(6)
    answered = 0
    for _ in range(QUESTIONS):
        filter, asked = drawn(chance), question(chance)
        answer = library.ask(Question(asked), filter)
        named = shown(answer)
        assert all(admitted(filter, articles[name]) for name in named), (asked, filter)
        answered += bool(answer.citations)
    assert answered > QUESTIONS // 3


def test_lists_and_documents_are_filtered_as_searches_are(
    library: LocalLibrary, articles: dict[str, Document]
) -> None:
    chance = random.Random(7)
    for _ in range(50):
        filter = drawn(chance)
        ours = {name for name, article in articles.items() if admitted(filter, article)}
        assert {summary.id for summary in library.documents(filter)} == ours
        name = chance.choice(list(articles))
        if name in ours:
            assert library.document(name, filter).id == name
        else:
            with pytest.raises(UnknownDocument):
                library.document(name, filter)
