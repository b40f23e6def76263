"""Tidying a store: what many changes have scattered is written anew, in one piece."""

from dataclasses import dataclass
from pathlib import Path

from index.errors import StoreError
from index.store import DATABASE, Store

_LOGS = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class CompactReport:
    """What tidying did.

    Attributes:
        bytes_before: Size of all files of the store.
        bytes_after: The same when it was done.
        generation: The generation that stands now; it holds the same documents.
    """

    bytes_before: int
    bytes_after: int
    generation: int


def compact(store: Store) -> CompactReport:
    """Write both derived indexes anew and give the disk back what the database does not use.

    Readers read on, and find the same; the new generation stands before the old one's
    folders go. What a dead writer left is removed.

    Args:
        store: Tidied, and refreshed.

    Raises:
        StoreBusy: A change is being made.
        StoreError: The disk has no room, say; the store holds what it held.
    """
    before = size(store.path)
    with store.change() as change:
        change.rewrite()
    try:
        with store.lock():
            store.shrink()
    except OSError as failed:
        raise StoreError(f"{store.path / DATABASE} cannot be shrunk: {failed}") from failed
    return CompactReport(before, size(store.path), store.generation)


def size(folder: Path) -> int:
    """Return how many bytes the files of a store take, one that has several names once.

    SQLite's log counts not: it is cut off when the last reader of earlier pages ends.
    """
    seen: dict[tuple[int, int], int] = {}
    for file in folder.rglob("*"):
        try:
            status = file.lstat()
        except FileNotFoundError:
            continue  # somebody tidies up meanwhile
        if file.is_file() and not file.name.endswith(_LOGS):
            seen[status.st_dev, status.st_ino] = status.st_size
    return sum(seen.values())
