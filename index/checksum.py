"""Checksums of shipped files: what is loaded is what was published."""

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from index.errors import ModelDamaged
from index.shipped import shipped

MANIFEST = "manifest.json"
# Read in one go: a thread that hashes beside others waits its turn after every block.
_BLOCK = 1 << 24  # bytes


def digest(path: Path) -> str:
    """Return the sha256 of a file in hex."""
    with path.open("rb", buffering=0) as file:
        hasher = sha256()
        block = memoryview(bytearray(min(_BLOCK, path.stat().st_size + 1)))
        while size := file.readinto(block):
            hasher.update(block[:size])
    return hasher.hexdigest()


def write_manifest(folder: Path, names: Iterable[str]) -> None:
    """Record the digests of files in a folder, beside them."""
    digests = {name: digest(folder / name) for name in names}
    text = json.dumps({"sha256": digests}, indent=2, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def verify_manifest(folder: Path) -> dict[str, str]:
    """Check every file that a folder's manifest names; return the digests by name.

    Raises:
        ModelUnavailable: The manifest or a file is missing, or cannot be read.
        ModelDamaged: The manifest makes no sense, or a file has another digest.
    """
    expected = published(folder)
    with shipped(folder):
        actual = {name: digest(folder / name) for name in expected}
    for name, found in actual.items():
        _require(folder / name, found, expected[name])
    return actual


def verified(folder: Path, name: str) -> bytes:
    """Return what a file holds, read once: what was checked is what is returned.

    Args:
        folder: Holds the file and the manifest that names it.
        name: Of the file.

    Raises:
        ModelUnavailable: The manifest or the file is missing, or cannot be read.
        ModelDamaged: The manifest makes no sense or does not name it, or it has another digest.
    """
    expected = published(folder)
    with shipped(folder / name):
        data = (folder / name).read_bytes()
    _require(folder / name, sha256(data).hexdigest(), expected.get(name))
    return data


def published(folder: Path) -> dict[str, str]:
    """Return the sha256 that a folder's manifest says of each file, by name.

    Raises:
        ModelUnavailable: The manifest is missing, or cannot be read.
        ModelDamaged: It makes no sense.
    """
    with shipped(folder / MANIFEST):
        return dict(json.loads((folder / MANIFEST).read_bytes())["sha256"])


def _require(path: Path, found: str, expected: str | None) -> None:
    if found != expected:
        raise ModelDamaged(
            f"{path} is damaged: its sha256 is not the published one; install wenju again"
        )
