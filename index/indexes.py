"""The indexes derived from a store's database: in folders beside it, or in Milvus."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from index import sealed
from index.catch_up import catch_up
from index.change import Change
from index.connection import Server, Source
from index.database import Database
from index.derived import LOCK, Derived, StoreFacts
from index.errors import StoreDamaged
from index.lock import WriterLock
from index.milvus.address import MilvusAddress
from index.snapshot import Snapshot
from index.source import source_of


class Indexes(Protocol):
    """Where a store's vectors and terms stand.

    Attributes:
        source: The database that they are derived from.
    """

    source: Source

    def lock(self) -> AbstractContextManager[object]:
        """Return the lock that a change holds beside the database's own.

        Raises:
            StoreBusy: On entering: another process holds it.
        """
        ...

    def catch_up(self) -> None:
        """Bring the indexes up to what the database holds now."""
        ...

    def snapshot(self, before: Snapshot | None = None) -> Snapshot:
        """Pin the generation that stands now; `before` may share what still holds."""
        ...

    def change(self, database: Database) -> Change:
        """Start a change in a database of its own; the lock is held."""
        ...

    def problems(self, truth: Database) -> Iterator[str]:
        """Yield what is wrong with the indexes of the generation that a database sees."""
        ...

    def leftovers(self, truth: Database) -> list[Path]:
        """Return the folders that nobody uses, left by a writer that died."""
        ...


def indexes_of(path: Path, database: str | None, milvus: MilvusAddress | None) -> Indexes:
    """Return the indexes of a store.

    Args:
        path: Its folder.
        database: URL of the database that holds the documents; None for a file in the folder.
        milvus: The Milvus that holds vectors and terms; None for folders in the store's.
    """
    if milvus is None:
        return FolderIndexes(path, source_of(path, database))
    from index.milvus.indexes import MilvusIndexes

    return MilvusIndexes(path, database, milvus)


class FolderIndexes:
    """See `Indexes`; FAISS and tantivy in the store's own folder."""

    def __init__(self, folder: Path, source: Source) -> None:
        self._folder, self.source = folder, source

    def lock(self) -> AbstractContextManager[object]:
        """Return the lock on the folder."""
        return WriterLock(self._folder / LOCK)

    def catch_up(self) -> None:
        """Bring the folder up to a database that others write to."""
        catch_up(self._folder, self.source)

    def snapshot(self, before: Snapshot | None = None) -> Snapshot:
        """Pin the generation that stands now; `before` may share its vector base."""
        return Snapshot(self._folder, self.source, before)

    def change(self, database: Database) -> Change:
        """Start a change in a database of its own; the lock is held."""
        return Change(self._folder, database)

    def problems(self, truth: Database) -> Iterator[str]:
        """Yield which folders do not hold what was written."""
        derived, facts = Derived(self._folder, self.source), StoreFacts.of(truth)
        places = (
            (derived.lexical_folder(facts.generation), facts.stamp),
            (derived.dense_folder(facts.dense_generation), facts.dense_stamp),
        )
        for place, stamp in places:
            try:
                if stamp:
                    sealed.verify(place, stamp=stamp, afresh=True)
            except StoreDamaged as broken:
                yield str(broken)

    def leftovers(self, truth: Database) -> list[Path]:
        """Return the folders that no generation uses."""
        if isinstance(self.source, Server):
            return []
        return Derived(self._folder, self.source).leftovers(StoreFacts.of(truth))
