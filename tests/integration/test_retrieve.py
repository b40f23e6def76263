import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import IndexIncompatible, StoreDamaged
from index.hit import Hit, SearchMode
from index.reorder import Reorder
from index.retrieve import Retriever
from index.store import Store
from tests.index_fakes import DIMENSION, FewWords, HashEmbedder, SilentEmbedder, prepared

WORDS = FewWords({"tea": [("茶", 0.8), ("茶叶", 0.2)], "salt": [("盐", 0.9)]})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.create(tmp_path / "store", model_id="hash", dimension=DIMENSION)
    store.commit(
        [
            prepared("salt.txt", "蕭山鹽湖去年產鹽三萬噸。\n鹽工有四百人。"),
            prepared("tea.txt", "旺苍云雾山今年采茶3978斤。"),
        ]
    )
    return store


def names(hits: list[Hit]) -> list[str]:
    return [hit.passage.id for hit in hits]


def lexical(store: Store, question: str) -> list[str]:
    retriever = Retriever(store, HashEmbedder(), WORDS)
    return names(retriever.search(question, limit=5, mode=SearchMode.LEXICAL))


def test_simplified_and_traditional_find_the_same(store: Store) -> None:
    assert lexical(store, "盐工几人") == lexical(store, "鹽工幾人") == ["salt.txt#1", "salt.txt#0"]


def test_english_words_find_their_translations(store: Store) -> None:
    assert lexical(store, "How much tea was picked?") == ["tea.txt#0"]


def test_english_names_find_the_places_they_spell(store: Store) -> None:
    assert lexical(store, "What happened in Xiaoshan?") == ["salt.txt#0"]
    assert lexical(store, "What happened in Wangcang?") == ["tea.txt#0"]


def test_a_figure_finds_its_passage(store: Store) -> None:
    assert lexical(store, "3,978") == ["tea.txt#0"]


def test_a_text_asked_as_it_stands_is_nearest_to_itself(store: Store) -> None:
    retriever = Retriever(store, HashEmbedder())
    passage = store.passages([3])[0]
    hits = retriever.search(passage.context, limit=2, mode=SearchMode.DENSE)
    assert hits[0].passage == passage
    assert hits[0].score == pytest.approx(1.0, abs=1e-3)
    assert hits[0].origins == {"dense": hits[0].score}


def test_hybrid_hits_say_what_each_engine_found(store: Store) -> None:
    hits = Retriever(store, HashEmbedder()).search("采茶", limit=3)
    assert names(hits)[0] == "tea.txt#0"
    assert set(hits[0].origins) == {"lexical", "dense"}
    assert set(hits[1].origins) == {"dense"}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_passage_that_the_database_has_lost_is_told_though_another_is_asked_for(
    store: Store, tmp_path: Path
) -> None:
    connection = sqlite3.connect(tmp_path / "store" / "wenju.db")
    connection.execute("DELETE FROM passages WHERE key = 3")
    connection.commit()
    connection.close()
    found = Store.open(tmp_path / "store")
    retriever = Retriever(found, HashEmbedder(), open_reorder=Reorder.load)
    with pytest.raises(StoreDamaged, match="doctor --repair"):
        retriever.search("产盐", limit=1)


def test_the_limit_holds(store: Store) -> None:
    assert len(Retriever(store, HashEmbedder()).search("盐", limit=1)) == 1


def test_a_model_that_knows_no_word_leaves_the_answer_to_the_terms(store: Store) -> None:
    retriever = Retriever(store, SilentEmbedder())
    assert retriever.search("采茶", limit=5, mode=SearchMode.DENSE) == []
    assert names(retriever.search("采茶", limit=5)) == ["tea.txt#0"]


def test_a_held_snapshot_is_searched_as_it_was(store: Store) -> None:
    retriever = Retriever(store, HashEmbedder())
    held = store.snapshot
    store.commit([], ["tea.txt"])
    assert "tea.txt#0" in names(retriever.search("采茶", limit=5, snapshot=held))
    assert "tea.txt#0" not in names(retriever.search("采茶", limit=5))


def test_a_question_by_another_model_is_refused(store: Store) -> None:
    with pytest.raises(IndexIncompatible, match="'hash', not 'other'"):
        Retriever(store, HashEmbedder("other"))


def test_askers_get_whole_generations_while_documents_are_replaced(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "store", model_id="hash", dimension=DIMENSION)
    store.commit([prepared("a.txt", "第1版。"), prepared("b.txt", "第1版。")])
    retriever = Retriever(store, HashEmbedder())
    done = threading.Event()

    def ask() -> list[tuple[int, set[str]]]:
        seen = []
        while not done.is_set():
            snapshot = store.refresh()
            hits = retriever.search("第几版", limit=5, snapshot=snapshot)
            texts = {snapshot.document(hit.passage.document_id).text for hit in hits}
            seen.append((snapshot.generation, texts | {hit.passage.text for hit in hits}))
        return seen

    with ThreadPoolExecutor(4) as askers:
        answers = [askers.submit(ask) for _ in range(4)]
        try:
            for version in range(2, 12):
                text = f"第{version}版。"
                store.commit([prepared("a.txt", text), prepared("b.txt", text)])
        finally:
            done.set()
        seen = [answer for asker in answers for answer in asker.result()]
    assert seen
    assert all(texts == {f"第{generation}版。"} for generation, texts in seen)
