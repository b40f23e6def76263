from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from index.filter import Filter
from service.bootstrap import open_local_library
from service.local_library import LocalLibrary
from service.settings import Settings
from service.watching import changes, follow, pruned


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    (folder / "law").mkdir(parents=True)
    for name in ("salt.txt", "tea.txt", "law/bridge.txt", "law/road.txt"):
        (folder / name).write_text(f"{name}里写着河口镇的事情。", encoding="utf-8")
    return folder


@pytest.fixture
def library(folder: Path, tmp_path: Path) -> LocalLibrary:
    """Return a library of one folder, part of which stands in a collection of its own."""
    library = open_local_library(Settings(store=tmp_path / "store"))
    library.ingest([folder], collection="news")
    library.ingest([folder / "law"], collection="law")
    return library


def held(library: LocalLibrary) -> dict[str, str]:
    return {one.id: one.collection for one in library.documents()}


def test_pruning_a_folder_for_a_collection_leaves_what_stands_in_others(
    library: LocalLibrary, folder: Path
) -> None:
    before = held(library)
    assert set(before.values()) == {"news", "law"}
    for name in ("salt.txt", "law/bridge.txt"):
        (folder / name).unlink()
    assert pruned(library, [folder], collection="news") == ("salt.txt",)
    assert held(library) == {id_: of for id_, of in before.items() if id_ != "salt.txt"}
    (gone,) = pruned(library, [folder / "law"], collection="law")
    assert gone.endswith("bridge.txt")
    assert pruned(library, [folder]) == ()  # nothing stands in the default collection


def test_following_a_folder_for_a_collection_removes_from_no_other(
    library: LocalLibrary, folder: Path
) -> None:
    changed = {folder / "tea.txt", folder / "law" / "road.txt"}
    for path in changed:
        path.unlink()
    (folder / "bee.txt").write_text("养蜂户收蜜两吨。", encoding="utf-8")
    followed = follow(library, [folder], changed | {folder / "bee.txt"}, collection="news")
    assert (followed.added, followed.replaced, followed.removed) == (1, 0, ("tea.txt",))
    news = library.documents(Filter(collections=frozenset({"news"})))
    assert [one.id for one in news] == ["salt.txt", "bee.txt"]
    assert len(library.documents(Filter(collections=frozenset({"law"})))) == 2


def test_a_changed_file_takes_the_place_of_its_earlier_reading(
    library: LocalLibrary, folder: Path
) -> None:
    (folder / "tea.txt").write_text("云雾山今年采茶九百斤。", encoding="utf-8")
    followed = follow(library, [folder], {folder / "tea.txt"}, collection="news")
    assert (followed.added, followed.replaced, followed.removed) == (0, 1, ())
    assert library.document("tea.txt").text == "云雾山今年采茶九百斤。"
    again = follow(library, [folder], {folder / "tea.txt"}, collection="news")
    assert (again.added, again.replaced, again.generation) == (0, 0, followed.generation)


def until(found: Iterator[set[Path]], told: list[str], word: str) -> set[Path]:
    """Return all that is found to have changed until a word is told."""
    changed = set[Path]()
    for paths in islice(found, 60):
        changed |= paths
        if any(word in said for said in told):
            return changed
    raise AssertionError(f"{word!r} was never told: {told}")


def test_a_followed_folder_that_goes_as_a_whole_loses_nothing_and_is_followed_when_it_is_back(
    library: LocalLibrary, folder: Path, tmp_path: Path
) -> None:
    told: list[str] = []
    found = changes([folder], ignored=tmp_path / "store", tell=told.append)
    next(found)
    folder.rename(tmp_path / "away")
    changed = until(found, told, "is away")
    assert follow(library, [folder], changed, collection="news").removed == ()
    folder.mkdir()  # as the place is where a disk was mounted
    next(found)
    assert len(told) == 1
    folder.rmdir()
    (tmp_path / "away" / "salt.txt").unlink()
    (tmp_path / "away").rename(folder)
    (folder / "bee.txt").write_text("养蜂户收蜜两吨。", encoding="utf-8")
    changed = until(found, told, "is back") | next(found)
    assert folder in changed
    assert follow(library, [folder], changed, collection="news").removed == ("salt.txt",)
    assert {"tea.txt", "bee.txt"} <= held(library).keys()


def test_what_is_gone_from_below_a_folder_that_is_away_stays_until_it_is_back(
    library: LocalLibrary, folder: Path, tmp_path: Path
) -> None:
    folder.rename(tmp_path / "away")
    followed = follow(library, [folder], {folder / "salt.txt"}, collection="news")
    assert followed.removed == ()
    (tmp_path / "away").rename(folder)
    (folder / "salt.txt").unlink()
    followed = follow(library, [folder], {folder / "salt.txt"}, collection="news")
    assert followed.removed == ("salt.txt",)
