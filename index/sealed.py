"""Folders of derived files: written beside, sealed with checksums, renamed into place."""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from index.checksum import digest
from index.errors import StoreDamaged

MANIFEST = "seal.json"
_UNSEALED = frozenset({MANIFEST, ".tantivy-writer.lock", ".tantivy-meta.lock"})


def beside(place: Path) -> Path:
    """Return a fresh, empty folder next to a place, to write in before publishing."""
    folder = place.with_name(f"{place.name}.new")
    discard(folder)
    folder.mkdir()
    return folder


def clone(source: Path, target: Path) -> None:
    """Link every sealed file of one folder into another, or copy where links cannot be.

    Meant for engines that write a file once, or replace it by renaming: what happens
    in the clone never reaches the source.
    """
    for file in _sealed_files(source).values():
        try:
            os.link(file, target / file.name)
        except OSError:
            shutil.copy2(file, target / file.name)


def publish(folder: Path, place: Path, *, stamp: str, source: Path | None = None) -> None:
    """Seal a folder, bring it to the disk and rename it into place.

    Args:
        folder: From `beside(place)`, complete.
        place: Its name from now on; what is there is replaced.
        stamp: The commit that its content belongs to.
        source: The folder it was cloned from; digests of files that are the same
            inode are taken over instead of worked out again.
    """
    known = _known_digests(source) if source else {}
    digests: dict[str, str] = {}
    for name, file in _sealed_files(folder).items():
        inode = file.stat().st_ino
        if (name, inode) in known:
            digests[name] = known[name, inode]
        else:
            digests[name] = digest(file)
            _sync(file)
    seal = {"stamp": stamp, "sha256": digests}
    (folder / MANIFEST).write_text(json.dumps(seal, indent=1, sort_keys=True), encoding="utf-8")
    _sync(folder / MANIFEST)
    _sync(folder)
    discard(place)
    folder.rename(place)
    _sync(place.parent)


def verify(place: Path, *, stamp: str) -> None:
    """Check that a folder belongs to a commit and that every file is as it was sealed.

    Raises:
        StoreDamaged: It is missing, of another commit, or a file is missing, added
            or changed.
    """
    try:
        sealed_stamp, digests = _read(place)
        files = _sealed_files(place)
        if sealed_stamp != stamp:
            raise StoreDamaged(f"{place} belongs to another commit")
        if set(files) != set(digests):
            raise StoreDamaged(f"{place} has not the files that were sealed")
        for name, expected in digests.items():
            if digest(files[name]) != expected:
                raise StoreDamaged(f"{files[name]} is damaged: its checksum does not match")
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise StoreDamaged(f"{place} cannot be read: {broken}") from broken


def discard(folder: Path) -> None:
    """Remove a folder with everything in it, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def _read(place: Path) -> tuple[str, Mapping[str, str]]:
    """Return the stamp of a sealed folder and the digests of its files."""
    seal = json.loads((place / MANIFEST).read_text("utf-8"))
    return str(seal["stamp"]), dict(seal["sha256"])


def _known_digests(source: Path) -> dict[tuple[str, int], str]:
    """Return digests by name and inode of a sealed folder's files."""
    return {
        (name, (source / name).stat().st_ino): sha256 for name, sha256 in _read(source)[1].items()
    }


def _sealed_files(folder: Path) -> dict[str, Path]:
    return {file.name: file for file in sorted(folder.iterdir()) if file.name not in _UNSEALED}


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
