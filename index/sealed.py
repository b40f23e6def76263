"""Folders of derived files: written beside, sealed with checksums, renamed into place.

The seal lists the checksum of every file. Its own checksum is the stamp of the folder,
which the database keeps: so neither a file nor the seal can be another than the one
that was committed, even where somebody has worked the checksums out anew.
"""

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from index.checksum import digest
from index.digests import Digests
from index.errors import StoreDamaged

MANIFEST = "seal.json"
_DIGESTS = Digests()
_UNSEALED = frozenset({MANIFEST, ".tantivy-writer.lock", ".tantivy-meta.lock"})


def beside(place: Path) -> Path:
    """Return a fresh, empty folder next to a place, to write in before publishing.

    Raises:
        OSError: It cannot be made, or what a dead writer left there cannot be removed.
    """
    folder = place.with_name(f"{place.name}.new")
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    return folder


def make_lasting(folder: Path) -> None:
    """Make a folder and those above it, so that a power cut cannot take them away again.

    Raises:
        OSError: One of them cannot be made.
    """
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        sync(made.parent)


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


def publish(folder: Path, place: Path, *, source: Path | None = None) -> str:
    """Seal a folder, bring it to the disk and rename it into place.

    Args:
        folder: From `beside(place)`, complete.
        place: Its name from now on; what is there is replaced.
        source: The folder it was cloned from; digests of files that are the same
            inode are taken over instead of worked out again.

    Returns:
        The folder's stamp, different for each one that is published.

    Raises:
        OSError: It cannot be written; what was at the place may be gone.
    """
    known = _known_digests(source) if source else {}
    digests: dict[str, str] = {}
    (folder / MANIFEST).touch()
    mode = (folder / MANIFEST).stat().st_mode  # who may read one file may read them all
    for name, file in _sealed_files(folder).items():
        inode = file.stat().st_ino
        if (name, inode) in known:
            digests[name] = known[name, inode]
        else:
            digests[name] = digest(file)
            if file.stat().st_mode != mode:
                file.chmod(mode)
            sync(file)
    seal = {"nonce": secrets.token_hex(16), "sha256": digests}
    written = json.dumps(seal, indent=1, sort_keys=True).encode()
    (folder / MANIFEST).write_bytes(written)
    sync(folder / MANIFEST)
    sync(folder)
    discard(place)
    folder.rename(place)
    sync(place.parent)
    return sha256(written).hexdigest()


def verify(place: Path, *, stamp: str, afresh: bool = False) -> None:
    """Check that a folder is the one of a stamp and that every file is as it was sealed.

    Files are looked at before anything maps or parses them, so one that was cut short
    cannot pull the ground from under an engine. What this process has read already and
    nobody has written to since is not read again.

    Args:
        place: The folder.
        stamp: Its stamp, as the database has it.
        afresh: Read all of it again, to find what a disk has changed by itself.

    Raises:
        StoreDamaged: It is missing, another one, or a file is missing, added or changed.
    """
    try:
        seal = (place / MANIFEST).read_bytes()
        if sha256(seal).hexdigest() != stamp:
            raise StoreDamaged(f"{place} is damaged or belongs to another commit")
        digests, files = _digests(seal), _sealed_files(place)
        if set(files) != set(digests):
            raise StoreDamaged(f"{place} has not the files that were sealed")
        known = Digests() if afresh else _DIGESTS
        for file, found in zip(files.values(), known.of(list(files.values())), strict=True):
            if found != digests[file.name]:
                raise StoreDamaged(f"{file} is damaged: its checksum does not match")
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise StoreDamaged(f"{place} cannot be read: {broken}") from broken


def discard(folder: Path) -> None:
    """Remove a folder with everything in it, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def _digests(seal: bytes) -> Mapping[str, str]:
    """Return the digests of a sealed folder's files by name."""
    return dict(json.loads(seal)["sha256"])


def _known_digests(source: Path) -> dict[tuple[str, int], str]:
    """Return digests by name and inode of a sealed folder's files."""
    digests = _digests((source / MANIFEST).read_bytes())
    return {(name, (source / name).stat().st_ino): known for name, known in digests.items()}


def _sealed_files(folder: Path) -> dict[str, Path]:
    return {file.name: file for file in sorted(folder.iterdir()) if file.name not in _UNSEALED}


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
