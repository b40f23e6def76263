"""What an operator does to the folder of a store while it is open, or between two openings."""

import gc
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.compact import compact
from index.errors import IndexIncompatible, StoreDamaged, StoreMissing
from index.inspection import inspect
from index.repair import repair
from index.retrieve import Retriever
from index.store import DATABASE, Store
from tests.index_fakes import DIMENSION, HashEmbedder, prepared

SALT = prepared("salt.txt", "青盐湖去年产盐三万吨。\n盐工有四百人。")
TEA = prepared("tea.txt", "云雾山今年采茶九百斤。")
BEE = prepared("bee.txt", "蜂场采蜜二百斤。")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store"


def make(path: Path, model_id: str = "hash") -> Store:
    return Store.create(path, model_id=model_id, dimension=DIMENSION)


def ids(store: Store) -> list[str]:
    return [one.id for one in store.documents()]


def found(store: Store, question: str) -> list[str]:
    """Return what both ways of searching find, each passage once."""
    hits = Retriever(store, HashEmbedder()).search(question, limit=10)
    return sorted({hit.passage.document_id for hit in hits})


def read_all(store: Store) -> None:
    for one in store.documents():
        store.clean_document(one.id)
        store.snapshot.passages_of(one.id)


def put_in_place(other: Path, path: Path) -> None:
    path.rename(path.with_name("moved"))
    other.rename(path)


def read_and_replaced(path: Path, other: Path) -> Store:
    """Return a store as read before another was put in its place."""
    reader = make(path)
    reader.commit([SALT])
    make(other).commit([TEA, BEE])
    put_in_place(other, path)
    return reader


def test_a_store_put_in_the_place_of_one_that_is_read_is_read_from_the_next_question_on(
    path: Path, tmp_path: Path
) -> None:
    reader = read_and_replaced(path, tmp_path / "other")
    assert ids(reader) == ["salt.txt"]
    reader.refresh()
    assert ids(reader) == ["tea.txt", "bee.txt"]
    assert found(reader, "采茶采蜜产盐") == ["bee.txt", "tea.txt"]


def test_what_is_removed_from_a_store_that_was_put_in_place_is_gone_for_its_readers(
    path: Path, tmp_path: Path
) -> None:
    reader = read_and_replaced(path, tmp_path / "other")
    reader.refresh()
    Store.open(path).commit([], ["tea.txt"])
    reader.refresh()
    assert found(reader, "采茶采蜜产盐") == ["bee.txt"]


def test_a_store_that_is_taken_away_while_it_is_read_is_missed_and_found_when_it_is_back(
    path: Path, tmp_path: Path
) -> None:
    reader = make(path)
    reader.commit([SALT])
    path.rename(tmp_path / "away")
    with pytest.raises(StoreMissing):
        reader.refresh()
    assert not path.exists()
    (tmp_path / "away").rename(path)
    assert found(reader.refresh() and reader, "产盐") == ["salt.txt"]


def test_a_database_that_is_deleted_while_it_is_read_is_damage(path: Path) -> None:
    reader = make(path)
    reader.commit([SALT])
    for file in path.glob(f"{DATABASE}*"):
        file.unlink()
    with pytest.raises(StoreDamaged, match="missing or empty, though 1 changes"):
        reader.refresh()
    assert not (path / DATABASE).exists()


def test_an_earlier_database_put_in_place_of_one_that_is_read_is_damage(
    path: Path, tmp_path: Path
) -> None:
    make(path).commit([SALT])
    shutil.copytree(path, tmp_path / "copy")
    reader = Store.open(path)
    reader.commit([TEA])
    (tmp_path / "copy" / DATABASE).replace(path / DATABASE)
    for log in path.glob(f"{DATABASE}-*"):
        log.unlink()
    with pytest.raises(StoreDamaged, match="stands at generation 1, but 2 was acknowledged"):
        reader.refresh()


def test_a_store_of_another_model_put_in_place_is_refused_by_name(
    path: Path, tmp_path: Path
) -> None:
    reader = make(path)
    reader.commit([SALT])
    make(tmp_path / "other", model_id="another").commit([TEA])
    put_in_place(tmp_path / "other", path)
    with pytest.raises(IndexIncompatible, match=r"'another'.*start again"):
        reader.refresh()


def restore(copy: Path, path: Path) -> None:
    """Copy a whole store over another, as `cp -a copy/. store` does: nothing is taken away."""
    for file in sorted(copy.rglob("*")):
        place = path / file.relative_to(copy)
        if file.is_dir():
            place.mkdir(exist_ok=True)
        else:
            place.unlink(missing_ok=True)
            shutil.copy2(file, place)


def test_a_whole_old_copy_beside_newer_indexes_is_the_old_store_and_goes_on_from_there(
    path: Path, tmp_path: Path
) -> None:
    make(path).commit([SALT, TEA])
    shutil.copytree(path, tmp_path / "copy")
    Store.open(path).commit([BEE], ["tea.txt"])
    restore(tmp_path / "copy", path)
    store = Store.open(path)
    assert found(store, "采茶采蜜产盐") == ["salt.txt", "tea.txt"]
    store.commit([BEE], ["salt.txt"])
    assert found(Store.open(path), "采茶采蜜产盐") == ["bee.txt", "tea.txt"]


def test_indexes_that_are_deleted_while_a_writer_is_at_work_are_whole_when_it_is_done(
    path: Path,
) -> None:
    store = make(path)
    store.commit([SALT, TEA])
    with store.change() as change:
        for folder in [*path.glob("lexical.1"), *path.glob("dense.*")]:
            shutil.rmtree(folder)
        change.upsert(BEE)
    assert found(store, "采茶采蜜产盐") == ["bee.txt", "salt.txt", "tea.txt"]
    assert found(Store.open(path), "采茶采蜜产盐") == ["bee.txt", "salt.txt", "tea.txt"]


def test_a_store_is_read_and_written_and_tidied_through_a_symbolic_link(
    path: Path, tmp_path: Path
) -> None:
    (tmp_path / "real").mkdir()
    path.symlink_to(tmp_path / "real")
    store = make(path)
    store.commit([SALT, TEA])
    store.commit([BEE], ["tea.txt"])
    compact(store)
    assert path.is_symlink()
    assert found(Store.open(tmp_path / "real"), "采茶采蜜产盐") == ["bee.txt", "salt.txt"]


def test_a_repair_of_a_linked_store_leaves_the_link_and_the_disk_it_names(
    path: Path, tmp_path: Path
) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "real").mkdir()
    path.symlink_to(tmp_path / "disk" / "real")
    make(path).commit([SALT, TEA])
    with closing(sqlite3.connect(path / DATABASE, isolation_level=None)) as database:
        database.execute("UPDATE texts SET original = x'00' WHERE document = 1")
    done = repair(path, HashEmbedder())
    assert path.is_symlink()
    assert done.kept is not None
    assert done.kept.parent == tmp_path / "disk"
    assert found(Store.open(path), "采茶产盐") == ["tea.txt"]


def test_a_clock_that_goes_backwards_hides_no_change(path: Path) -> None:
    reader = make(path)
    reader.commit([SALT])
    past = 946_684_800  # the year 2000
    for file in path.rglob("*"):
        os.utime(file, (past, past))
    writer = Store.open(path)
    writer.commit([TEA], ["salt.txt"])
    for file in path.rglob("*"):
        os.utime(file, (past, past))
    reader.refresh()
    assert found(reader, "采茶产盐") == ["tea.txt"]
    assert found(Store.open(path), "采茶产盐") == ["tea.txt"]


def test_a_passage_that_an_index_names_and_the_database_lacks_is_damage(path: Path) -> None:
    make(path).commit([SALT, TEA])
    with closing(sqlite3.connect(path / DATABASE, isolation_level=None)) as database:
        database.execute("DELETE FROM passages WHERE key = 3")
    with pytest.raises(
        StoreDamaged, match=r"passages that the indexes find are missing .*doctor --repair"
    ):
        found(Store.open(path), "采茶")


def test_a_repair_saves_what_can_still_be_looked_up_where_the_list_has_gaps(path: Path) -> None:
    make(path).commit([SALT, TEA, BEE])
    with closing(sqlite3.connect(path / DATABASE, isolation_level=None)) as database:
        database.execute("DELETE FROM documents WHERE id = 'tea.txt'")
    done = repair(path, HashEmbedder())
    assert (done.saved, done.lost, done.unlisted) == (2, (), 1)
    assert found(Store.open(path), "采茶采蜜产盐") == ["bee.txt", "salt.txt"]
    assert inspect(path).well


def test_an_old_database_beside_a_newer_log_is_damage_and_what_is_whole_is_saved(
    path: Path, tmp_path: Path
) -> None:
    texts = [prepared(f"{number}.txt", f"第{number}号渡口运客。" * 40) for number in range(40)]
    make(path).commit(texts[:20])
    gc.collect()  # the last connection brings the log into the file
    shutil.copytree(path, tmp_path / "copy")
    for number in range(20, 30):
        Store.open(path).commit(texts[number : number + 1], [f"{number - 20}.txt"])
    gc.collect()
    keeper = Store.open(path)
    keeper.commit(texts[30:])
    shutil.copytree(path, tmp_path / "mixed")
    shutil.copy2(tmp_path / "copy" / DATABASE, tmp_path / "mixed" / DATABASE)
    (tmp_path / "mixed" / f"{DATABASE}-shm").unlink()
    with pytest.raises(StoreDamaged):
        read_all(Store.open(tmp_path / "mixed"))
    done = repair(tmp_path / "mixed", HashEmbedder())
    mended = Store.open(tmp_path / "mixed")
    assert done.saved == mended.document_count > 0
    assert set(ids(mended)) <= {f"{number}.txt" for number in range(40)}
    assert done.saved + len(done.lost) + done.unlisted >= 30
    assert inspect(tmp_path / "mixed").well
