from pathlib import Path

import pytest

from index import sealed
from index.errors import StoreDamaged


def published(parent: Path, name: str = "things.1", stamp: str = "s") -> Path:
    place = parent / name
    folder = sealed.beside(place)
    (folder / "a").write_bytes(b"first file")
    (folder / "b").write_bytes(b"second file")
    sealed.publish(folder, place, stamp=stamp)
    return place


def test_a_published_folder_holds(tmp_path: Path) -> None:
    place = published(tmp_path)
    sealed.verify(place, stamp="s")
    assert [entry.name for entry in tmp_path.iterdir()] == ["things.1"]


def test_a_folder_of_another_commit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged, match="another commit"):
        sealed.verify(published(tmp_path), stamp="t")


@pytest.mark.parametrize("place", [0, 4, 9])
def test_one_flipped_bit_is_seen(tmp_path: Path, place: int) -> None:
    file = published(tmp_path) / "a"
    data = bytearray(file.read_bytes())
    data[place] ^= 4
    file.write_bytes(data)
    with pytest.raises(StoreDamaged, match="a is damaged"):
        sealed.verify(tmp_path / "things.1", stamp="s")


def test_a_shortened_an_emptied_and_a_swapped_file_are_seen(tmp_path: Path) -> None:
    place = published(tmp_path)
    for content in (b"first fil", b"", b"second file"):
        (place / "a").write_bytes(content)
        with pytest.raises(StoreDamaged):
            sealed.verify(place, stamp="s")


def test_a_missing_and_an_added_file_are_seen(tmp_path: Path) -> None:
    place = published(tmp_path)
    (place / "c").touch()
    with pytest.raises(StoreDamaged, match="not the files"):
        sealed.verify(place, stamp="s")
    (place / "c").unlink()
    (place / "b").unlink()
    with pytest.raises(StoreDamaged, match="not the files"):
        sealed.verify(place, stamp="s")


@pytest.mark.parametrize("seal", ["", "{", "[]", "{}", '{"stamp": "s", "sha256": 3}'])
def test_a_broken_seal_is_damage(tmp_path: Path, seal: str) -> None:
    place = published(tmp_path)
    (place / sealed.MANIFEST).write_text(seal)
    with pytest.raises(StoreDamaged):
        sealed.verify(place, stamp="s")


def test_a_missing_folder_is_damage(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged, match="cannot be read"):
        sealed.verify(tmp_path / "nothing", stamp="s")


def test_publishing_replaces_what_is_there(tmp_path: Path) -> None:
    published(tmp_path, stamp="old")
    sealed.verify(published(tmp_path, stamp="new"), stamp="new")


def test_a_clone_shares_files_and_takes_over_their_digests(tmp_path: Path) -> None:
    source = published(tmp_path)
    place = tmp_path / "things.2"
    folder = sealed.beside(place)
    sealed.clone(source, folder)
    (folder / "new").write_bytes(b"x")
    (folder / "b").unlink()
    sealed.publish(folder, place, stamp="t", source=source)
    sealed.verify(place, stamp="t")
    sealed.verify(source, stamp="s")
    assert (place / "a").samefile(source / "a")
    assert {entry.name for entry in place.iterdir()} == {"a", "new", sealed.MANIFEST}


def test_a_file_replaced_in_a_clone_is_digested_anew(tmp_path: Path) -> None:
    source = published(tmp_path)
    place = tmp_path / "things.2"
    folder = sealed.beside(place)
    sealed.clone(source, folder)
    (folder / "beside").write_bytes(b"rewritten")
    (folder / "beside").replace(folder / "a")
    sealed.publish(folder, place, stamp="t", source=source)
    sealed.verify(place, stamp="t")
    assert (source / "a").read_bytes() == b"first file"


def test_what_was_left_beside_is_cleared_away(tmp_path: Path) -> None:
    folder = sealed.beside(tmp_path / "things.1")
    (folder / "half").touch()
    assert list(sealed.beside(tmp_path / "things.1").iterdir()) == []
