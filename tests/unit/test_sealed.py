import json
import os
from hashlib import sha256
from pathlib import Path

import pytest

from index import sealed
from index.checksum import digest
from index.errors import StoreDamaged

LONG_AGO = 1_000_000_000_000_000_000  # nanoseconds


def published(parent: Path, name: str = "things.1") -> tuple[Path, str]:
    place = parent / name
    folder = sealed.beside(place)
    (folder / "a").write_bytes(b"first file")
    (folder / "b").write_bytes(b"second file")
    return place, sealed.publish(folder, place)


def test_a_published_folder_holds(tmp_path: Path) -> None:
    place, stamp = published(tmp_path)
    sealed.verify(place, stamp=stamp)
    assert [entry.name for entry in tmp_path.iterdir()] == ["things.1"]


def test_a_folder_of_another_commit_is_refused_even_with_the_same_files(tmp_path: Path) -> None:
    _, earlier = published(tmp_path)
    place, stamp = published(tmp_path)
    assert stamp != earlier
    with pytest.raises(StoreDamaged, match="another commit"):
        sealed.verify(place, stamp=earlier)


@pytest.mark.parametrize("at", [0, 4, 9])
def test_one_flipped_bit_is_seen(tmp_path: Path, at: int) -> None:
    place, stamp = published(tmp_path)
    data = bytearray((place / "a").read_bytes())
    data[at] ^= 4
    (place / "a").write_bytes(data)
    with pytest.raises(StoreDamaged, match="a is damaged"):
        sealed.verify(place, stamp=stamp)


def test_what_a_disk_changed_by_itself_is_seen_when_all_is_read_afresh(tmp_path: Path) -> None:
    place, stamp = published(tmp_path)
    os.utime(place / "a", ns=(LONG_AGO, LONG_AGO))
    sealed.verify(place, stamp=stamp)
    (place / "a").write_bytes(b"first fill")
    os.utime(place / "a", ns=(LONG_AGO, LONG_AGO))
    sealed.verify(place, stamp=stamp)
    with pytest.raises(StoreDamaged, match="a is damaged"):
        sealed.verify(place, stamp=stamp, afresh=True)


def test_a_changed_file_is_seen_even_where_its_checksum_was_worked_out_anew(
    tmp_path: Path,
) -> None:
    place, stamp = published(tmp_path)
    (place / "a").write_bytes(b"forged file")
    seal = json.loads((place / sealed.MANIFEST).read_bytes())
    seal["sha256"]["a"] = digest(place / "a")
    (place / sealed.MANIFEST).write_text(json.dumps(seal, indent=1, sort_keys=True))
    with pytest.raises(StoreDamaged, match="another commit"):
        sealed.verify(place, stamp=stamp)


def test_a_shortened_an_emptied_and_a_swapped_file_are_seen(tmp_path: Path) -> None:
    place, stamp = published(tmp_path)
    for content in (b"first fil", b"", b"second file"):
        (place / "a").write_bytes(content)
        with pytest.raises(StoreDamaged):
            sealed.verify(place, stamp=stamp)


def test_a_missing_and_an_added_file_are_seen(tmp_path: Path) -> None:
    place, stamp = published(tmp_path)
    (place / "c").touch()
    with pytest.raises(StoreDamaged, match="not the files"):
        sealed.verify(place, stamp=stamp)
    (place / "c").unlink()
    (place / "b").unlink()
    with pytest.raises(StoreDamaged, match="not the files"):
        sealed.verify(place, stamp=stamp)


@pytest.mark.parametrize("seal", ["", "{", "[]", "{}", '{"sha256": 3}'])
def test_a_broken_seal_is_damage(tmp_path: Path, seal: str) -> None:
    place, stamp = published(tmp_path)
    (place / sealed.MANIFEST).write_text(seal)
    for believed in (stamp, sha256(seal.encode()).hexdigest()):
        with pytest.raises(StoreDamaged):
            sealed.verify(place, stamp=believed)


def test_a_missing_folder_is_damage(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged, match="cannot be read"):
        sealed.verify(tmp_path / "nothing", stamp="s")


def test_publishing_replaces_what_is_there(tmp_path: Path) -> None:
    published(tmp_path)
    place, stamp = published(tmp_path)
    sealed.verify(place, stamp=stamp)


def test_a_clone_shares_files_and_takes_over_their_digests(tmp_path: Path) -> None:
    source, earlier = published(tmp_path)
    place = tmp_path / "things.2"
    folder = sealed.beside(place)
    sealed.clone(source, folder)
    (folder / "new").write_bytes(b"x")
    (folder / "b").unlink()
    stamp = sealed.publish(folder, place, source=source)
    sealed.verify(place, stamp=stamp)
    sealed.verify(source, stamp=earlier)
    assert (place / "a").samefile(source / "a")
    assert {entry.name for entry in place.iterdir()} == {"a", "new", sealed.MANIFEST}


def test_a_file_replaced_in_a_clone_is_digested_anew(tmp_path: Path) -> None:
    source, _ = published(tmp_path)
    place = tmp_path / "things.2"
    folder = sealed.beside(place)
    sealed.clone(source, folder)
    (folder / "beside").write_bytes(b"rewritten")
    (folder / "beside").replace(folder / "a")
    sealed.verify(place, stamp=sealed.publish(folder, place, source=source))
    assert (source / "a").read_bytes() == b"first file"


def test_what_was_left_beside_is_cleared_away(tmp_path: Path) -> None:
    folder = sealed.beside(tmp_path / "things.1")
    (folder / "half").touch()
    assert list(sealed.beside(tmp_path / "things.1").iterdir()) == []
