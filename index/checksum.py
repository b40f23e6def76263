"""Checksums of shipped files: what is loaded is what was published."""

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from index.errors import ModelDamaged, ModelUnavailable

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
        ModelUnavailable: The manifest or a file is missing.
        ModelDamaged: The manifest cannot be read, or a file has another digest.
    """
    try:
        digests = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["sha256"]
        actual = {name: digest(folder / name) for name in digests}
    except FileNotFoundError as missing:
        raise ModelUnavailable(f"{missing.filename} is missing; install wenju again") from missing
    except (ValueError, KeyError, TypeError) as broken:
        raise ModelDamaged(f"{folder / MANIFEST} cannot be read: {broken}") from broken
    for name, expected in digests.items():
        if actual[name] != expected:
            raise ModelDamaged(f"{folder / name} is damaged: its sha256 is not the published one")
    return actual
