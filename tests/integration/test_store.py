import shutil
import sqlite3
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.errors import (
    IndexIncompatible,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreMissing,
    UnknownDocument,
)
from index.expand import expand
from index.lock import WriterLock
from index.prepared import Prepared
from index.retrieve import Retriever
from index.snapshot import Snapshot
from index.store import LOCK, Store
from tests.index_fakes import DIMENSION, HashEmbedder, clean_of, prepared

SALT = prepared("salt.txt", "青盐湖去年产盐三万吨。\n盐工有四百人。")
TEA = prepared("tea.txt", "云雾山今年采茶九百斤。")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(path: Path) -> Store:
    return Store.create(path, model_id="hash", dimension=DIMENSION)


def of_three_dimensions(one: Prepared) -> Prepared:
    return replace(one, vectors=np.ones((len(one.passages), 3), dtype=np.float32))


def found_by_terms(reader: Snapshot, question: str) -> list[str]:
    keys = [key for key, _ in reader.lexical.search(expand(question), 10)]
    return [passage.id for passage in reader.passages(keys)]


def found_by_vectors(reader: Snapshot, limit: int = 10) -> list[str]:
    query = HashEmbedder().embed_queries(["任意"])[0]
    keys = [key for key, _ in reader.dense.search(query, limit)]
    return sorted(passage.id for passage in reader.passages(keys))


def test_opening_where_there_is_no_store_names_the_place_and_the_way_out(path: Path) -> None:
    with pytest.raises(StoreMissing, match=rf"no store at {path}.*wenju ingest PATH"):
        Store.open(path)


def test_an_empty_database_file_is_no_store(path: Path) -> None:
    path.mkdir()
    (path / "wenju.db").touch()
    with pytest.raises(StoreMissing):
        Store.open(path)


def test_a_new_store_is_empty_and_can_be_searched(store: Store) -> None:
    assert (store.generation, store.passage_count, store.documents()) == (0, 0, [])
    assert found_by_terms(store.snapshot, "盐") == []
    assert found_by_vectors(store.snapshot) == []


def test_what_was_committed_comes_back_as_it_was(store: Store, path: Path) -> None:
    assert store.commit([SALT, TEA]) == 1
    for reader in (store, Store.open(path)):
        assert reader.generation == 1
        assert reader.clean_document("salt.txt").document == SALT.document
        assert reader.document("salt.txt") == SALT.document
        assert reader.clean_document("salt.txt").text == clean_of(SALT).text
        assert reader.clean_document("salt.txt").paragraphs == clean_of(SALT).paragraphs
        assert reader.snapshot.passages_of("salt.txt") == list(SALT.passages)
        assert reader.passages([3, 1]) == [TEA.passages[0], SALT.passages[0]]


def test_the_alignment_comes_back(store: Store) -> None:
    store.commit([SALT])
    alignment = store.clean_document("salt.txt").alignment
    span = SALT.passages[1].clean_span
    assert alignment.to_source(span) == clean_of(SALT).alignment.to_source(span)


def test_documents_are_listed_in_the_order_they_came(store: Store) -> None:
    store.commit([TEA])
    store.commit([SALT])
    listed = store.documents()
    assert [(summary.id, summary.passages) for summary in listed] == [
        ("tea.txt", 1),
        ("salt.txt", 2),
    ]
    assert listed[1].title == "关于salt.txt"
    assert listed[1].characters == len(SALT.document.text)
    assert (store.document_count, store.passage_count) == (2, 3)


def test_both_indexes_find_what_was_committed(store: Store) -> None:
    store.commit([SALT, TEA])
    assert found_by_terms(store.snapshot, "採茶") == ["tea.txt#0"]
    assert found_by_vectors(store.snapshot) == ["salt.txt#0", "salt.txt#1", "tea.txt#0"]


def test_a_document_of_the_same_id_is_replaced(store: Store) -> None:
    store.commit([SALT, TEA])
    store.commit([prepared("salt.txt", "青盐湖停产。")])
    assert store.snapshot.passages_of("salt.txt")[0].text == "青盐湖停产。"
    assert found_by_terms(store.snapshot, "盐工") == ["salt.txt#0"]
    assert found_by_vectors(store.snapshot) == ["salt.txt#0", "tea.txt#0"]


def test_a_file_ingested_from_another_folder_replaces_its_earlier_reading(store: Store) -> None:
    store.commit([prepared("salt.txt", "旧文。", path="/news/lake/salt.txt")])
    store.commit([prepared("lake/salt.txt", "新文。", path="/news/lake/salt.txt")])
    assert [summary.id for summary in store.documents()] == ["lake/salt.txt"]


def test_records_of_one_file_stand_side_by_side(store: Store) -> None:
    store.commit([prepared("1", "甲文。", path="/news.jsonl")])
    store.commit([prepared("2", "乙文。", path="/news.jsonl")])
    assert [summary.id for summary in store.documents()] == ["1", "2"]


def test_removed_means_not_found_by_anything(store: Store, path: Path) -> None:
    store.commit([SALT, TEA])
    assert store.commit([], ["salt.txt"]) == 2
    for reader in (store, Store.open(path)):
        assert found_by_terms(reader.snapshot, "盐湖产盐") == []
        assert found_by_vectors(reader.snapshot) == ["tea.txt#0"]
        assert reader.passages([1, 2]) == []
        with pytest.raises(UnknownDocument, match=r"'salt\.txt'"):
            reader.document("salt.txt")


def test_a_change_with_an_unknown_removal_changes_nothing(store: Store) -> None:
    store.commit([SALT])
    with pytest.raises(UnknownDocument):
        store.commit([TEA], ["salt.txt", "nowhere.txt"])
    assert store.generation == 1
    assert [summary.id for summary in store.documents()] == ["salt.txt"]
    assert found_by_terms(store.snapshot, "工有") == ["salt.txt#1"]


def test_a_change_that_changes_nothing_makes_no_generation(store: Store) -> None:
    store.commit([SALT])
    with store.change() as change:
        assert change.fingerprint("salt.txt") == SALT.fingerprint
    assert store.generation == 1


def test_a_change_that_fails_leaves_no_trace(store: Store, path: Path) -> None:
    store.commit([SALT])
    with pytest.raises(IndexIncompatible):
        store.commit([TEA, of_three_dimensions(SALT)])
    assert store.refresh().generation == 1
    assert found_by_terms(store.snapshot, "采茶") == []
    assert sorted(entry.name for entry in path.glob("*.*") if entry.is_dir()) == [
        "dense.1",
        "lexical.1",
    ]
    assert store.commit([TEA]) == 2


def test_a_change_whose_vectors_cannot_be_written_fails_clearly_and_works_when_they_can(
    store: Store, path: Path
) -> None:
    (path / "dense.1.new").write_text("in the way")
    with pytest.raises(StoreError, match=r"cannot be written: .*dense\.1\.new"):
        store.commit([SALT, TEA])
    assert [entry.name for entry in path.iterdir() if entry.is_dir()] == []
    (path / "dense.1.new").unlink()
    assert store.commit([SALT, TEA]) == 1
    assert found_by_terms(store.snapshot, "采茶") == ["tea.txt#0"]


def test_vectors_of_another_dimension_are_refused(store: Store) -> None:
    with pytest.raises(IndexIncompatible, match=r"\(1, 3\)"):
        store.commit([of_three_dimensions(TEA)])
    assert store.generation == 0


def test_an_older_snapshot_reads_on_while_newer_generations_come(store: Store) -> None:
    store.commit([SALT, TEA])
    before = store.snapshot
    store.commit([prepared("bee.txt", "采蜜。")], ["tea.txt"])
    store.commit([], ["salt.txt"])
    assert before.generation == 1
    assert found_by_terms(before, "采茶") == ["tea.txt#0"]
    assert found_by_vectors(before) == ["salt.txt#0", "salt.txt#1", "tea.txt#0"]
    assert found_by_terms(store.snapshot, "采茶") == ["bee.txt#0"]


def test_a_reader_that_opens_its_indexes_late_still_finds_those_of_its_generation(
    store: Store, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store.commit([SALT])
    late = Store.open(path).snapshot
    store.commit([TEA], ["salt.txt"])
    assert found_by_terms(late, "工有") == ["salt.txt#1"]
    assert len(found_by_vectors(late)) == 2
    assert caplog.text == ""
    assert store.commit([SALT]) == 3
    assert sorted(folder.name for folder in path.glob("lexical.*")) == ["lexical.2", "lexical.3"]


def test_indexes_that_are_opened_ahead_find_the_same(store: Store, path: Path) -> None:
    store.commit([SALT, TEA])
    reader = Store.open(path).snapshot
    reader.open_ahead()
    assert found_by_terms(reader, "产盐") == found_by_terms(store.snapshot, "产盐") != []
    assert found_by_vectors(reader) == found_by_vectors(store.snapshot) != []


def test_another_reader_notices_a_new_generation_when_it_refreshes(
    store: Store, path: Path
) -> None:
    store.commit([SALT])
    reader = Store.open(path)
    assert found_by_terms(reader.snapshot, "采茶") == []
    store.commit([TEA])
    assert reader.generation == 1
    assert reader.refresh().generation == 2
    assert found_by_terms(reader.snapshot, "采茶") == ["tea.txt#0"]
    assert len(found_by_vectors(reader.snapshot)) == 3


def test_a_second_writer_is_refused_while_readers_read_on(store: Store, path: Path) -> None:
    store.commit([SALT])
    with WriterLock(path / LOCK):
        with pytest.raises(StoreBusy, match="is being written to by process"):
            store.commit([TEA])
        assert found_by_terms(Store.open(path).snapshot, "工有") == ["salt.txt#1"]


def test_a_store_of_another_model_is_refused_with_both_names(store: Store, path: Path) -> None:
    with pytest.raises(IndexIncompatible, match=r"'hash', not 'other'.*--store"):
        Store.open(path, model_id="other")
    with pytest.raises(IndexIncompatible, match="'hash', not 'other'"):
        Store.create(path, model_id="other", dimension=4)


def test_creating_a_store_that_is_there_opens_it(store: Store, path: Path) -> None:
    store.commit([SALT])
    assert Store.create(path, model_id="hash", dimension=DIMENSION).generation == 1


def test_a_place_that_cannot_be_a_store_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be made a store"):
        Store.create(tmp_path / "file" / "store", model_id="hash", dimension=4)


def kinds(path: Path, pattern: str) -> dict[str, Path]:
    """Return the files of a store by what they are: `meta.json`, `term`, `pos`."""
    files = [file for file in path.glob(pattern) if file.is_file() and file.stat().st_size]
    return {file.name if file.suffix == ".json" else file.suffix: file for file in sorted(files)}


@pytest.mark.parametrize("pattern", ["lexical.*/*", "dense.*/*"])
@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "delete"])
def test_harm_to_a_derived_file_is_noticed_and_repaired(
    store: Store, path: Path, pattern: str, harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    store.commit([SALT, TEA])
    for kind in kinds(path, pattern):
        file = kinds(path, pattern)[kind]
        data = file.read_bytes()
        file.unlink()  # a file cut short in place would pull the ground from under its readers
        if harm == "flip":
            file.write_bytes(bytes([data[0] ^ 1]) + data[1:])
        elif harm != "delete":
            file.write_bytes(data[: len(data) // 2] if harm == "cut" else b"")
        reader = Store.open(path)
        assert found_by_terms(reader.snapshot, "采茶") == ["tea.txt#0"]
        assert len(found_by_vectors(reader.snapshot)) == 3
        assert "made again from the database" in caplog.text
        caplog.clear()
        whole = Store.open(path)
        assert found_by_terms(whole.snapshot, "采茶") == ["tea.txt#0"]
        assert len(found_by_vectors(whole.snapshot)) == 3
        assert caplog.text == ""


def test_missing_derived_folders_are_made_again(store: Store, path: Path) -> None:
    store.commit([SALT])
    store.commit([TEA])
    for folder in (*path.glob("lexical.*"), *path.glob("dense.*")):
        shutil.rmtree(folder)
    reader = Store.open(path)
    assert found_by_terms(reader.snapshot, "采茶") == ["tea.txt#0"]
    assert len(found_by_vectors(reader.snapshot)) == 3


def test_a_damaged_index_is_replaced_in_memory_while_another_writes(
    store: Store, path: Path
) -> None:
    store.commit([SALT])
    shutil.rmtree(path / "lexical.1")
    with WriterLock(path / LOCK):
        assert found_by_terms(Store.open(path).snapshot, "工有") == ["salt.txt#1"]
    assert not (path / "lexical.1").exists()


def test_a_change_on_top_of_a_damaged_index_makes_a_whole_one(store: Store, path: Path) -> None:
    store.commit([SALT])
    shutil.rmtree(path / "lexical.1")
    store.commit([TEA])
    assert found_by_terms(Store.open(path).snapshot, "工有采茶") == ["salt.txt#1", "tea.txt#0"]


def test_an_index_left_by_a_writer_that_died_before_its_commit_is_not_believed(
    store: Store, path: Path
) -> None:
    store.commit([SALT])
    (path / "lexical.1").rename(path / "lexical.2")
    store.commit([], ["salt.txt"])
    assert found_by_terms(Store.open(path).snapshot, "盐工") == []


def test_a_damaged_database_is_named_with_the_way_out(store: Store, path: Path) -> None:
    store.commit([SALT])
    (path / "wenju.db").write_bytes(b"no database at all" * 400)
    for extra in path.glob("wenju.db-*"):
        extra.unlink()
    with pytest.raises(StoreDamaged, match="wenju doctor --repair --store"):
        Store.open(path)


def test_a_text_that_is_not_the_one_committed_is_damage(store: Store, path: Path) -> None:
    store.commit([SALT, TEA])
    connection = sqlite3.connect(path / "wenju.db")
    connection.execute("UPDATE texts SET original = ? WHERE document = 1", (zlib.compress(b"x"),))
    connection.execute("UPDATE texts SET original = ? WHERE document = 2", (b"x",))
    connection.commit()
    connection.close()
    for name, reason in (("salt.txt", "another checksum"), ("tea.txt", "is damaged")):
        with pytest.raises(StoreDamaged, match=reason):
            Store.open(path).document(name)


KILLED = """
import os, signal, sys
from pathlib import Path
from index.store import Store
from tests.index_fakes import prepared
store = Store.open(Path(sys.argv[1]))
with store.change() as change:
    change.upsert(prepared("tea.txt", "云雾山今年采茶九百斤。"))
    change.remove("salt.txt")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_writer_killed_inside_a_change_leaves_the_store_as_it_was(
    store: Store, path: Path
) -> None:
    store.commit([SALT])
    subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=Path.cwd(), check=False)  # noqa: S603 - our own program above
    reader = Store.open(path)
    assert reader.generation == 1
    assert found_by_terms(reader.snapshot, "工有采茶") == ["salt.txt#1"]
    assert store.commit([TEA]) == 2


def test_the_vector_base_is_written_out_when_changes_outgrow_it(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.change._MOST_CHANGES", 2)
    store.commit([SALT])
    store.commit([TEA])
    assert (path / "dense.1").is_dir()
    store.commit([prepared("bee.txt", "采蜜。\n养蜂。")])
    assert sorted(folder.name for folder in path.glob("dense.*")) == ["dense.1", "dense.3"]
    assert len(found_by_vectors(Store.open(path).snapshot)) == 5
    assert len(found_by_vectors(store.snapshot)) == 5


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE passages SET text = replace(text, '三', '八')",
        "UPDATE passages SET start = start + 1",
        "UPDATE documents SET title = '伪题'",
        "UPDATE texts SET alignment = x'00'",
        "UPDATE vectors SET vector = zeroblob(length(vector))",
        "DELETE FROM documents WHERE id = 'tea.txt'",
        "DELETE FROM passages WHERE key = 1",
        "UPDATE meta SET value = '0' WHERE name = 'dense_last_key'",
    ],
)
def test_a_row_that_is_not_as_it_was_written_is_damage_wherever_it_is_read(
    store: Store, path: Path, harm: str
) -> None:
    store.commit([SALT, TEA])
    connection = sqlite3.connect(path / "wenju.db")
    connection.execute(harm)
    connection.commit()
    connection.close()
    for folder in (*path.glob("lexical.*"), *path.glob("dense.*")):
        shutil.rmtree(folder)  # so that the indexes have to be made from the rows
    with pytest.raises(StoreDamaged, match="wenju doctor --repair"):
        ask_everything(path)


def ask_everything(path: Path) -> None:
    reader = Store.open(path)
    for summary in reader.documents():
        reader.clean_document(summary.id)
        assert len(reader.snapshot.passages_of(summary.id)) == summary.passages
    found_by_vectors(reader.snapshot)
    Retriever(reader, HashEmbedder()).search("盐三万", limit=5)
