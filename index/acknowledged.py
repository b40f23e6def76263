"""The last generation that was acknowledged, noted beside the database.

SQLite takes a log that is damaged for one that a power cut has torn: it goes on from the
last commit that it can read, and says nothing. This note tells one from the other. It is
written when the commit is on the disk already, so that a power cut never leaves it ahead;
it may be behind, or lost, and then says nothing.
"""

import json
import zlib
from contextlib import suppress
from pathlib import Path

from index.errors import StoreDamaged
from index.source import DATABASE

NOTE = "acknowledged.json"


def note(folder: Path, generation: int) -> None:
    """Note that a generation stands; where that cannot be written, it stands all the same."""
    beside = folder / f"{NOTE}.new"
    said = {"generation": generation, "checksum": _checksum(generation)}
    try:
        beside.write_text(json.dumps(said), encoding="ascii")
        beside.replace(folder / NOTE)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def noted(folder: Path) -> int:
    """Return the generation that was noted last, 0 where no note can be read."""
    try:
        said = json.loads((folder / NOTE).read_bytes())
        generation = int(said["generation"])
        return generation if said["checksum"] == _checksum(generation) else 0
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def require(folder: Path, generation: int, expected: int) -> None:
    """Check that a database holds all that was acknowledged.

    Args:
        folder: The store.
        generation: What the database stands at; 0 where it is missing or empty.
        expected: What was noted before the database was looked at.

    Raises:
        StoreDamaged: It stands at an earlier generation.
    """
    if generation >= expected:
        return
    database = folder / DATABASE
    if not generation:
        raise StoreDamaged(
            f"{database} is missing or empty, though {expected} changes of it were acknowledged: "
            f"put it back, or move {folder} away and ingest the articles again"
        )
    raise StoreDamaged(
        f"{database} is damaged (it stands at generation {generation}, but {expected} was "
        "acknowledged: its log was damaged or taken away, or an older file put in its place); "
        f"keep what is left with: wenju doctor --repair --store {folder}"
    )


def _checksum(generation: int) -> int:
    return zlib.crc32(b"generation %d" % generation)
