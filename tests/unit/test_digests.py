import os
from hashlib import sha256
from pathlib import Path

import pytest

from index.digests import Digests

LONG_AGO = 1_000_000_000_000_000_000  # nanoseconds


def written(path: Path, content: bytes, *, at: int = LONG_AGO) -> Path:
    path.write_bytes(content)
    os.utime(path, ns=(at, at))
    return path


def digest_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def test_a_file_that_nobody_wrote_to_is_read_once(tmp_path: Path) -> None:
    file, digests = written(tmp_path / "a", b"first"), Digests()
    assert digests.of([file]) == [digest_of(b"first")]
    written(file, b"other")  # the same inode, size and time: who forges that is believed
    assert digests.of([file]) == [digest_of(b"first")]
    assert Digests().of([file]) == [digest_of(b"other")]


def test_a_file_under_a_second_name_is_not_read_again(tmp_path: Path) -> None:
    file, digests = written(tmp_path / "a", b"first"), Digests()
    digests.of([file])
    os.link(file, tmp_path / "b")
    written(file, b"other")
    assert digests.of([tmp_path / "b"]) == [digest_of(b"first")]


def test_a_file_that_was_written_to_is_read_again(tmp_path: Path) -> None:
    file, digests = written(tmp_path / "a", b"first"), Digests()
    digests.of([file])
    written(file, b"other", at=LONG_AGO + 1)
    assert digests.of([file]) == [digest_of(b"other")]
    written(file, b"others", at=LONG_AGO + 1)
    assert digests.of([file]) == [digest_of(b"others")]


def test_another_file_in_its_place_is_read(tmp_path: Path) -> None:
    file, digests = written(tmp_path / "a", b"first"), Digests()
    digests.of([file])
    written(tmp_path / "b", b"other").replace(file)
    assert digests.of([file]) == [digest_of(b"other")]


def test_a_file_just_written_to_is_not_remembered(tmp_path: Path) -> None:
    file = written(tmp_path / "a", b"first")
    digests = Digests(now=lambda: LONG_AGO + 1_000_000_000)
    digests.of([file])
    written(file, b"other")  # within the same step of a coarse clock
    assert digests.of([file]) == [digest_of(b"other")]


def test_large_files_are_read_side_by_side_and_told_in_their_order(tmp_path: Path) -> None:
    contents = [bytes([number]) * (number * 1_000_000) for number in (1, 3, 0, 2, 4)]
    files = [written(tmp_path / f"{at}", content) for at, content in enumerate(contents)]
    assert Digests().of(files) == [digest_of(content) for content in contents]


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Digests().of([written(tmp_path / "a", b""), tmp_path / "b"])
