import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import InvalidSetting, StoreBusy, StoreError, StoreMissing, UnknownDocument
from index.expand import expand
from index.filter import Filter
from index.snapshot import Snapshot
from index.store import Store
from tests.index_fakes import DIMENSION, HashEmbedder, clean_of, prepared
from tests.postgresql import PostgreSQL, missing, running

SALT = prepared("salt.txt", "青盐湖去年产盐三万吨。\n盐工有四百人。")
TEA = prepared("tea.txt", "云雾山今年采茶九百斤。")
BEE = prepared("bee.txt", "蜂场采蜜二百斤。")

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    with tempfile.TemporaryDirectory(prefix="wenju-pg-") as folder, running(Path(folder)) as server:
        yield server


@pytest.fixture
def url(server: PostgreSQL) -> str:
    return server.database()


def make(folder: Path, url: str) -> Store:
    return Store.create(folder, model_id="hash", dimension=DIMENSION, database=url)


def found_by_terms(snapshot: Snapshot, question: str) -> list[str]:
    keys = [key for key, _ in snapshot.lexical.search(expand(question), 10)]
    return [passage.id for passage in snapshot.passages(keys)]


def found_by_vectors(snapshot: Snapshot) -> list[str]:
    query = HashEmbedder().embed_queries(["?"])[0]
    keys = [key for key, _ in snapshot.dense.search(query, 100)]
    return sorted(passage.id for passage in snapshot.passages(keys))


def test_what_is_committed_is_read_back_whole(tmp_path: Path, url: str) -> None:
    store = make(tmp_path / "a", url)
    assert store.commit([SALT, TEA]) == 1
    assert store.document("salt.txt") == SALT.document
    clean = store.clean_document("tea.txt")
    assert (clean.text, clean.paragraphs) == (clean_of(TEA).text, clean_of(TEA).paragraphs)
    assert store.passages([3, 1]) == [TEA.passages[0], SALT.passages[0]]
    assert found_by_terms(store.snapshot, "盐工") == ["salt.txt#1", "salt.txt#0"]
    assert found_by_vectors(store.snapshot) == ["salt.txt#0", "salt.txt#1", "tea.txt#0"]
    keys = store.snapshot.keys(Filter(collections=frozenset({"default"})))
    assert keys is not None
    assert list(keys) == [1, 2, 3]
    assert not (tmp_path / "a" / "wenju.db").exists()


def test_a_change_that_fails_leaves_no_trace(tmp_path: Path, url: str) -> None:
    store = make(tmp_path / "a", url)
    store.commit([SALT])
    with pytest.raises(UnknownDocument):
        store.commit([TEA], ["salt.txt", "nowhere.txt"])
    assert [summary.id for summary in store.documents()] == ["salt.txt"]
    assert store.commit([TEA]) == 2
    assert found_by_terms(store.snapshot, "采茶") == ["tea.txt#0"]


def test_another_machine_finds_what_was_added_and_not_what_was_removed(
    tmp_path: Path, url: str
) -> None:
    ours, theirs = make(tmp_path / "a", url), make(tmp_path / "b", url)
    ours.commit([SALT, TEA])
    assert found_by_terms(theirs.refresh(), "采茶") == ["tea.txt#0"]
    ours.commit([BEE], ["tea.txt"])
    held = theirs.snapshot
    assert theirs.refresh().generation == 2
    assert found_by_terms(theirs.snapshot, "采茶") == ["bee.txt#0"]
    assert found_by_vectors(theirs.snapshot) == ["bee.txt#0", "salt.txt#0", "salt.txt#1"]
    assert found_by_terms(held, "采茶") == ["tea.txt#0"]
    assert held.document("tea.txt") == TEA.document


def test_machines_take_turns_in_writing(tmp_path: Path, url: str) -> None:
    ours, theirs = make(tmp_path / "a", url), make(tmp_path / "b", url)
    assert ours.commit([SALT]) == 1
    assert theirs.commit([TEA]) == 2
    assert ours.commit([BEE], ["tea.txt"]) == 3
    assert theirs.commit([], ["salt.txt"]) == 4
    for store in (ours, theirs):
        assert found_by_terms(store.refresh(), "采茶盐工") == ["bee.txt#0"]
        assert found_by_vectors(store.snapshot) == ["bee.txt#0"]


def test_an_index_that_lags_is_caught_up_and_not_made_again(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unexpected(_: object) -> None:
        raise AssertionError("the whole index is made again")

    ours, theirs = make(tmp_path / "a", url), make(tmp_path / "b", url)
    ours.commit([SALT, TEA])
    theirs.refresh()
    ours.commit([BEE], ["tea.txt"])
    monkeypatch.setattr("index.catch_up.entries", unexpected)
    assert found_by_terms(theirs.refresh(), "采茶") == ["bee.txt#0"]
    assert found_by_terms(theirs.snapshot, "盐工") == ["salt.txt#1", "salt.txt#0"]


def test_a_second_writer_is_refused_at_once_with_the_holders_name(tmp_path: Path, url: str) -> None:
    ours, theirs = make(tmp_path / "a", url), make(tmp_path / "b", url)
    with ours.change() as change:
        change.upsert(SALT)
        with pytest.raises(StoreBusy, match=r"wenju .* process \d+ .*is writing to postgresql"):
            theirs.commit([TEA])
        assert theirs.refresh().generation == 0
    assert theirs.commit([TEA]) == 2


KILLED = """
import os, signal, sys
from pathlib import Path
from index.store import Store
from tests.index_fakes import prepared
store = Store.open(Path(sys.argv[1]), database=sys.argv[2])
with store.change() as change:
    change.upsert(prepared("tea.txt", "云雾山今年采茶九百斤。"))
    change.remove("salt.txt")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_writer_killed_inside_a_change_leaves_the_store_as_it_was_and_free(
    tmp_path: Path, url: str
) -> None:
    store = make(tmp_path / "a", url)
    store.commit([SALT])
    command = [sys.executable, "-c", KILLED, str(tmp_path / "a"), url]
    subprocess.run(command, cwd=Path.cwd(), check=False)  # noqa: S603 - our own program above
    for _ in range(50):  # the server notices the end of a session when it next looks
        try:
            assert store.commit([BEE]) == 2
            break
        except StoreBusy:
            continue
    assert [summary.id for summary in store.refresh().documents()] == ["salt.txt", "bee.txt"]


def test_a_server_that_was_started_again_is_asked_again(
    tmp_path: Path, server: PostgreSQL, url: str
) -> None:
    store = make(tmp_path / "a", url)
    store.commit([SALT])
    server.stop()
    with pytest.raises(StoreError, match="postgresql"):
        store.refresh()
    server.start()
    assert store.refresh().document("salt.txt") == SALT.document
    assert store.commit([TEA]) == 2


def test_a_database_without_a_store_is_missing_one(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreMissing, match="wenju ingest"):
        Store.open(tmp_path / "a", database=url)


def test_passwords_are_not_shown_where_a_server_cannot_be_reached(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as told:
        Store.open(tmp_path, database="postgresql+psycopg://me:hush@127.0.0.1:1/none")
    assert "127.0.0.1:1/none" in str(told.value)
    assert "hush" not in str(told.value)


@pytest.mark.parametrize("wrong", ["mysql://host/name", "postgresql+nodriver://h/n", "nonsense"])
def test_a_url_that_cannot_hold_a_store_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(InvalidSetting, match="postgresql"):
        Store.open(tmp_path, database=wrong)


def test_text_with_characters_that_the_server_cannot_hold_is_read_back_whole(
    tmp_path: Path, url: str
) -> None:
    odd = prepared("odd.txt", "盐\x00湖\ufffe0")
    store = make(tmp_path / "a", url)
    store.commit([odd])
    assert store.document("odd.txt").text == "盐\x00湖\ufffe0"
    assert store.passages([1]) == list(odd.passages)
