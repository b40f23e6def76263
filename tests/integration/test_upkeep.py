import gc
import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build_index
from index.changed_files import ChangedFiles
from index.compact import compact
from index.errors import StoreDamaged, UnreadableSource
from index.gone import gone, require_folders
from index.inspection import inspect
from index.repair import repair
from index.store import Store
from index.walk import FoundFile, walk
from tests.index_fakes import HashEmbedder, prepared

SALT = prepared("salt.txt", "青盐湖去年产盐三万吨。\n盐工有四百人。")
TEA = prepared("tea.txt", "云雾山今年采茶九百斤。")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(path: Path) -> Store:
    store = Store.create(path, model_id="hash", dimension=HashEmbedder().dimension)
    store.commit([SALT, TEA])
    return store


def ids(store: Store) -> list[str]:
    return [summary.id for summary in store.refresh().documents()]


def test_a_compacted_store_holds_the_same_in_one_generation(store: Store, path: Path) -> None:
    for _ in range(3):
        store.commit([prepared("salt.txt", "青盐湖停产。")])
        store.commit([SALT])
    (path / "lexical.99.new").mkdir()
    reader = Store.open(path)
    before = reader.snapshot
    report = compact(store)
    assert report.generation == store.generation == 8
    assert sorted(entry.name for entry in path.iterdir() if entry.is_dir()) == [
        "dense.8",
        "lexical.8",
    ]
    assert ids(store) == ["tea.txt", "salt.txt"]
    assert len(before.lexical) == len(store.snapshot.lexical) == 3
    assert inspect(path).well


def test_an_inspection_names_what_is_damaged_and_what_is_left_over(
    store: Store, path: Path
) -> None:
    (path / "dense.7").mkdir()
    (path / "lexical.1" / "meta.json").write_text("{}")
    found = inspect(path)
    assert found.truth == ()
    assert [str(place.name) for place in found.leftovers] == ["dense.7"]
    assert "meta.json is damaged" in found.derived[0]
    done = repair(path, HashEmbedder())
    assert (done.saved, done.lost, done.kept) == (2, (), None)
    assert inspect(path).well
    assert Store.open(path).generation == 2


def test_a_repair_saves_every_text_that_holds_and_names_the_rest(store: Store, path: Path) -> None:
    connection = sqlite3.connect(path / "wenju.db")
    connection.execute("UPDATE texts SET original = x'00' WHERE document = 1")
    connection.execute("UPDATE vectors SET vector = x'00' WHERE passage = 3")
    connection.commit()
    connection.close()
    done = repair(path, HashEmbedder())
    assert [lost.id for lost in done.lost] == ["salt.txt"]
    assert done.kept is not None
    assert done.kept.name.startswith("store.damaged-")
    mended = Store.open(path)
    assert ids(mended) == ["tea.txt"]
    assert mended.document("tea.txt").text == TEA.document.text


def test_a_store_whose_list_is_lost_is_left_alone(store: Store, path: Path) -> None:
    del store
    (path / "wenju.db").write_bytes(b"no database at all" * 400)
    with pytest.raises(StoreDamaged):
        repair(path, HashEmbedder())
    assert [entry.name for entry in path.parent.iterdir()] == ["store"]


def put_aside(store: Store, path: Path) -> Path:
    """Return a copy of a store whose changes are still in SQLite's log."""
    assert (store.path / "wenju.db-wal").stat().st_size > 0
    return Path(shutil.copytree(store.path, path.with_name("copy")))


def flipped_at_its_end(log: Path) -> None:
    content = bytearray(log.read_bytes())
    content[-100] ^= 1
    log.write_bytes(content)


@pytest.mark.parametrize("harm", [flipped_at_its_end, Path.unlink, Path.touch])
def test_a_database_that_has_lost_its_last_change_is_damaged(
    store: Store, path: Path, harm: Callable[[Path], None]
) -> None:
    settled = Path(shutil.copytree(path, path.with_name("settled")))
    Store.open(settled)
    gc.collect()  # the last connection brings the log into the file
    later = Store.open(settled)
    later.commit([prepared("bee.txt", "养蜂户收蜜两吨。")])
    copy = put_aside(later, path)
    if harm is Path.touch:
        (copy / "wenju.db-wal").write_bytes(b"")
    else:
        harm(copy / "wenju.db-wal")
    with pytest.raises(StoreDamaged, match="stands at generation 1, but 2 was acknowledged"):
        Store.open(copy)
    done = repair(copy, HashEmbedder())
    assert (done.saved, done.lost, done.found.lost) == (2, (), 1)
    assert ids(Store.open(copy)) == ["salt.txt", "tea.txt"]


@pytest.mark.parametrize("content", [None, b""])
def test_a_store_whose_database_is_gone_is_neither_missing_nor_made_anew(
    store: Store, path: Path, content: bytes | None
) -> None:
    copy = put_aside(store, path)
    (copy / "wenju.db-wal").unlink()
    (copy / "wenju.db").unlink()
    if content is not None:
        (copy / "wenju.db").write_bytes(content)
    for attempt in (
        lambda: Store.open(copy),
        lambda: Store.create(copy, model_id="hash", dimension=store.dimension),
        lambda: repair(copy, HashEmbedder()),
    ):
        with pytest.raises(StoreDamaged, match="missing or empty, though 1 changes"):
            attempt()


ASKED = """
import sys
from pathlib import Path
from index.store import Store
store = Store.open(Path(sys.argv[1]))
held = [summary.id for summary in store.documents()]
print(held, len(store.snapshot.lexical), len(store.snapshot.dense))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a folder read-only")
@pytest.mark.parametrize("being_read", [False, True])
def test_a_store_on_a_read_only_file_system_can_be_asked(path: Path, being_read: bool) -> None:
    store: Store | None = Store.create(path, model_id="hash", dimension=HashEmbedder().dimension)
    assert store is not None
    store.commit([SALT, TEA])
    if not being_read:
        store = None
        gc.collect()
    assert (path / "wenju.db-wal").exists() == being_read
    frozen = f'mount --bind "{path}" "{path}" && mount -o remount,ro,bind "{path}"'
    script = f'{frozen} || exit 77; exec "$0" -c "$1" "{path}"'
    command = ["unshare", "-m", "sh", "-c", script, sys.executable, ASKED]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    assert done.stdout == "['salt.txt', 'tea.txt'] 3 3\n", done.stderr


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    (folder / "lake").mkdir(parents=True)
    (folder / "lake" / "salt.txt").write_text("青盐湖去年产盐三万吨。", encoding="utf-8")
    (folder / "tea.txt").write_text("云雾山今年采茶九百斤。", encoding="utf-8")
    lines = [json.dumps({"id": f"bee-{at}", "text": f"蜂场{at}收蜜两吨。"}) for at in (1, 2)]
    (folder / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_documents_are_gone_with_their_file_or_with_their_record(
    articles: Path, path: Path
) -> None:
    build_index([articles], store=path, embedder=HashEmbedder())
    held = Store.open(path).documents()
    assert gone(held, [articles]) == []
    (articles / "lake" / "salt.txt").unlink()
    (articles / "news.jsonl").write_text(json.dumps({"id": "bee-2", "text": "又一篇。"}))
    assert sorted(gone(held, [articles])) == ["bee-1", "lake/salt.txt"]
    assert gone(held, [articles / "lake"]) == ["lake/salt.txt"]


def test_what_cannot_be_read_is_not_gone(articles: Path, path: Path) -> None:
    build_index([articles], store=path, embedder=HashEmbedder())
    (articles / "tea.txt").write_bytes(b"\0\xff" * 9)
    (articles / "news.jsonl").write_bytes(gzip.compress(b"{"))
    assert gone(Store.open(path).documents(), [articles]) == []


def test_an_empty_or_missing_folder_is_not_pruned(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    for name, reason in (("empty", "is empty"), ("none", "does not exist"), ("file", "no folder")):
        with pytest.raises(UnreadableSource, match=reason):
            require_folders([tmp_path / name])


def test_a_walk_of_changed_files_gives_them_their_names_below_the_folder(articles: Path) -> None:
    def names(*changed: Path) -> list[str]:
        found = walk([articles], ChangedFiles(changed))
        return [one.name for one in found if isinstance(one, FoundFile)]

    assert names(articles / "lake" / "salt.txt") == ["lake/salt.txt"]
    assert names(articles / "lake") == ["lake/salt.txt"]
    assert names(articles / "gone.txt") == []


def test_files_whose_names_are_no_text_stand_side_by_side_and_are_not_gone(
    articles: Path, path: Path
) -> None:
    names = [os.fsdecode(b"\xff\xfe.txt"), os.fsdecode(b"\xff\xfd.txt")]
    for at, name in enumerate(names):
        (articles / name).write_text(f"坏名县{at}去年产茶{at}吨。", encoding="utf-8")
    first = build_index([articles], store=path, embedder=HashEmbedder())
    again = build_index([articles], store=path, embedder=HashEmbedder())
    assert (first.added, again.added, again.replaced) == (6, 0, 0)
    store = Store.open(path)
    texts = {store.document(one.id).text for one in store.documents()}
    assert {"坏名县0去年产茶0吨。", "坏名县1去年产茶1吨。"} <= texts
    assert gone(store.documents(), [articles]) == []
    for name in names:
        (articles / name).unlink()
    assert len(gone(store.documents(), [articles])) == 2
