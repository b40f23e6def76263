"""What every store does alike, wherever its vectors and terms stand."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest

from index.document import Metadata
from index.errors import StoreBusy, UnknownDocument
from index.expand import expand
from index.filter import Filter
from index.hit import SearchMode
from index.prepared import Prepared
from index.retrieve import Retriever
from index.snapshot import Snapshot
from tests.conformance.stores import Shelf
from tests.index_fakes import DIMENSION, HashEmbedder, prepared

SALT = prepared("salt.txt", "青盐湖去年产盐三万吨。\n盐工有四百人。")
TEA = prepared("tea.txt", "云雾山今年采茶九百斤。")
BEE = prepared("bee.txt", "蜂场采蜜二百斤。")


def filed(one: Prepared, collection: str, source: str | None, published: date | None) -> Prepared:
    document = one.document
    metadata = Metadata(document.metadata.title, source, None, published)
    moved = replace(document, collection=collection, metadata=metadata)
    return replace(one, document=moved)


def by_terms(snapshot: Snapshot, question: str, filter: Filter | None = None) -> list[str]:
    keys = [key for key, _ in snapshot.search_terms(expand(question), 10, filter)]
    return [passage.id for passage in snapshot.passages(keys)]


def by_vectors(
    snapshot: Snapshot, like: str = "?", filter: Filter | None = None, limit: int = 10
) -> list[str]:
    query = HashEmbedder().embed_queries([like])[0]
    keys = [key for key, _ in snapshot.search_vectors(query, limit, filter)]
    return [passage.id for passage in snapshot.passages(keys)]


def test_an_empty_store_finds_nothing(shelf: Shelf) -> None:
    snapshot = shelf.make().snapshot
    assert (by_terms(snapshot, "采茶"), by_vectors(snapshot)) == ([], [])


def test_what_is_added_is_found_by_terms_and_by_vectors(shelf: Shelf) -> None:
    store = shelf.make()
    assert store.commit([SALT, TEA]) == 1
    assert by_terms(store.snapshot, "盐工") == ["salt.txt#1", "salt.txt#0"]
    assert by_vectors(store.snapshot, TEA.folded[0])[0] == "tea.txt#0"
    assert sorted(by_vectors(store.snapshot)) == ["salt.txt#0", "salt.txt#1", "tea.txt#0"]


def test_the_nearest_come_first_with_their_cosines(shelf: Shelf) -> None:
    store = shelf.make()
    store.commit([SALT, TEA, BEE])
    query = HashEmbedder().embed_queries(["问"])[0]
    vectors = [*SALT.vectors, *TEA.vectors, *BEE.vectors]
    expected = sorted(((float(row @ query), key) for key, row in enumerate(vectors, 1)))[::-1]
    found = store.snapshot.search_vectors(query, 3)
    assert [key for key, _ in found] == [key for _, key in expected[:3]]
    assert [score for _, score in found] == pytest.approx(
        [score for score, _ in expected[:3]], abs=1e-3
    )
    assert store.snapshot.scores(query, [4, 2]) == pytest.approx(
        [float(vectors[3] @ query), float(vectors[1] @ query)], abs=1e-3
    )


def test_what_is_removed_is_not_found_any_more(shelf: Shelf) -> None:
    store = shelf.make()
    store.commit([SALT, TEA])
    assert store.commit([], ["salt.txt"]) == 2
    assert by_terms(store.snapshot, "产盐采茶") == ["tea.txt#0"]
    assert by_vectors(store.snapshot) == ["tea.txt#0"]


def test_a_document_takes_the_place_of_its_earlier_reading(shelf: Shelf) -> None:
    store = shelf.make()
    store.commit([TEA, BEE])
    store.commit([prepared("tea.txt", "云雾山明年种桑八百亩。")])
    assert by_terms(store.snapshot, "采茶") == ["bee.txt#0"]
    assert by_terms(store.snapshot, "种桑") == ["tea.txt#0"]
    assert sorted(by_vectors(store.snapshot)) == ["bee.txt#0", "tea.txt#0"]


def test_a_change_that_fails_leaves_no_trace(shelf: Shelf) -> None:
    store = shelf.make()
    store.commit([SALT])
    with pytest.raises(UnknownDocument):
        store.commit([TEA], ["salt.txt", "nowhere.txt"])
    with suppress(RuntimeError), store.change() as change:
        change.upsert(TEA)
        raise RuntimeError("what fails inside of a change")
    assert by_terms(store.refresh(), "采茶产盐") == ["salt.txt#0", "salt.txt#1"]
    assert store.commit([BEE]) == 2
    assert sorted(by_vectors(store.snapshot)) == ["bee.txt#0", "salt.txt#0", "salt.txt#1"]
    assert by_terms(store.snapshot, "采茶") == ["bee.txt#0"]


def test_readers_hold_their_generation_while_others_are_made(shelf: Shelf) -> None:
    store = shelf.make()
    store.commit([SALT, TEA])
    held = store.snapshot
    before = (by_terms(held, "采茶产盐"), by_vectors(held))
    for number in range(3):
        store.commit([prepared("bee.txt", f"蜂场采蜜{number}百斤，采茶{number}斤。")])
    store.commit([], ["tea.txt"])
    assert (by_terms(held, "采茶产盐"), by_vectors(held)) == before
    assert by_terms(store.snapshot, "采茶") == ["bee.txt#0"]


def test_another_reader_moves_on_when_it_looks(shelf: Shelf) -> None:
    ours = shelf.make()
    theirs = shelf.open()
    ours.commit([SALT, TEA])
    assert by_terms(theirs.snapshot, "采茶") == []
    assert by_terms(theirs.refresh(), "采茶") == ["tea.txt#0"]
    ours.commit([BEE], ["tea.txt"])
    assert by_terms(theirs.refresh(), "采茶") == ["bee.txt#0"]


def test_a_second_writer_is_refused_at_once(shelf: Shelf) -> None:
    ours = shelf.make()
    theirs = shelf.open()
    with ours.change() as change:
        change.upsert(SALT)
        with pytest.raises(StoreBusy):
            theirs.commit([TEA])
    assert by_vectors(theirs.refresh()) == by_vectors(ours.snapshot)


def test_a_filter_applies_before_the_best_are_taken(shelf: Shelf) -> None:
    store = shelf.make()
    many = [prepared(f"{n}.txt", f"河口镇采茶{n}斤，茶叶。") for n in range(40)]
    laws = filed(prepared("law.txt", "采茶须知。"), "law", "河口日报", date(2023, 5, 1))
    news = filed(prepared("news.txt", "采茶新闻。"), "default", "河口日报", date(2024, 5, 1))
    store.commit([*many, laws, news])
    conditions = {
        Filter(collections=frozenset({"law"})): ["law.txt#0"],
        Filter(sources=frozenset({"河口日报"})): ["law.txt#0", "news.txt#0"],
        Filter(published_from=date(2023, 5, 2)): ["news.txt#0"],
        Filter(published_to=date(2024, 4, 30)): ["law.txt#0"],
        Filter(sources=frozenset({"河口日报"}), collections=frozenset({"default"})): ["news.txt#0"],
        Filter(collections=frozenset({"none"})): [],
        Filter(collections=frozenset()): [],
    }
    for filter, expected in conditions.items():
        query = HashEmbedder().embed_queries(["?"])[0]
        terms = store.snapshot.search_terms(expand("茶叶采茶"), 2, filter)
        nearest = store.snapshot.search_vectors(query, 2, filter)
        for found in (terms, nearest):
            passages = store.passages([key for key, _ in found])
            assert sorted(passage.id for passage in passages) == expected


def test_a_tidied_store_finds_the_same(shelf: Shelf) -> None:
    from index.compact import compact

    store = shelf.make()
    store.commit([SALT, TEA, BEE])
    store.commit([], ["salt.txt"])
    before = (by_terms(store.snapshot, "采茶采蜜"), by_vectors(store.snapshot))
    compact(store)
    assert (by_terms(store.snapshot, "采茶采蜜"), by_vectors(store.snapshot)) == before
    assert store.commit([SALT]) == 4
    assert by_terms(store.snapshot, "盐工") == ["salt.txt#1", "salt.txt#0"]


def test_searches_by_both_are_fused_in_one_order(shelf: Shelf) -> None:
    store = shelf.make()
    store.commit([SALT, TEA, BEE])
    retriever = Retriever(store, HashEmbedder(dimension=DIMENSION))
    hits = retriever.search("青盐湖产盐多少", limit=3)
    assert hits[0].passage.id == "salt.txt#0"
    assert set(hits[0].origins) == {"lexical", "dense"}
    lexical = retriever.search("采茶多少斤", limit=3, mode=SearchMode.LEXICAL)
    assert [hit.passage.id for hit in lexical] == ["tea.txt#0", "bee.txt#0"]
