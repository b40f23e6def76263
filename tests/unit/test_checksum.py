import json
from pathlib import Path

import pytest

from index.checksum import MANIFEST, digest, verified, verify_manifest, write_manifest
from index.errors import ModelDamaged, ModelUnavailable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "weights").write_bytes(b"abc")
    write_manifest(tmp_path, ["weights"])
    return tmp_path


def test_a_digest_is_the_sha256_of_the_file(folder: Path) -> None:
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest(folder / "weights") == expected


def test_an_untouched_file_passes_with_its_digest(folder: Path) -> None:
    assert verify_manifest(folder) == {"weights": digest(folder / "weights")}


def test_a_flipped_bit_is_named(folder: Path) -> None:
    (folder / "weights").write_bytes(b"abb")
    with pytest.raises(ModelDamaged, match="weights is damaged"):
        verify_manifest(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "weights").unlink()
    with pytest.raises(ModelUnavailable, match="weights is missing"):
        verify_manifest(folder)


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"sha256": 3})])
def test_a_manifest_that_makes_no_sense_is_damage(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(ModelDamaged, match="cannot be read"):
        verify_manifest(folder)


def test_what_is_returned_is_what_was_checked(folder: Path) -> None:
    assert verified(folder, "weights") == b"abc"


def test_a_file_that_was_cut_short_is_not_returned(folder: Path) -> None:
    (folder / "weights").write_bytes(b"ab")
    with pytest.raises(ModelDamaged, match=r"weights is damaged: .*install wenju again"):
        verified(folder, "weights")


def test_a_file_that_was_never_published_is_not_returned(folder: Path) -> None:
    (folder / "more").write_bytes(b"abc")
    with pytest.raises(ModelDamaged, match="more is damaged"):
        verified(folder, "more")


def test_a_file_that_may_not_be_read_is_named(folder: Path) -> None:
    (folder / "weights").unlink()
    (folder / "weights").mkdir()
    with pytest.raises(ModelUnavailable, match=r"weights, .*cannot be read \(Is a directory\)"):
        verified(folder, "weights")
