import json
from pathlib import Path

import pytest

from index.checksum import MANIFEST, digest, verify_manifest, write_manifest
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
