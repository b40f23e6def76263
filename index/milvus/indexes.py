"""The indexes of a store in Milvus: caught up, pinned, changed and checked."""

import time
import weakref
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path

from index.change import Change
from index.connection import Server, Source
from index.database import Database
from index.derived import LOCK
from index.errors import StoreBusy
from index.lock import WriterLock
from index.milvus.address import MilvusAddress
from index.milvus.catch_up import catch_up, is_behind, is_there
from index.milvus.change import MilvusChange
from index.milvus.client import MilvusClient
from index.milvus.snapshot import MilvusSnapshot
from index.milvus.state import MilvusState
from index.snapshot import Snapshot
from index.source import DATABASE

_PATIENCE = 600.0  # seconds to wait for another process that brings the collection up
_PAUSE = 0.1


class MilvusIndexes:
    """See `index.indexes.Indexes`.

    With a database on a server the store's folder is neither needed nor looked at.
    """

    def __init__(self, folder: Path, database: str | None, address: MilvusAddress) -> None:
        """Connect nothing yet.

        Args:
            folder: The store's, for a database that is a file in it.
            database: URL of the database; None for that file.
            address: The Milvus.
        """
        self._folder = folder
        self.source: Source = (
            folder / DATABASE if database is None else Server(database, folder="milvus")
        )
        self._client = MilvusClient(address)
        weakref.finalize(self, self._client.close)

    def lock(self) -> AbstractContextManager[object]:
        """Return the lock on the folder; a database on a server has one of its own."""
        if isinstance(self.source, Server):
            return nullcontext()
        return WriterLock(self._folder / LOCK)

    def catch_up(self) -> None:
        """Bring the collection up to the database, as another process may be doing already.

        Raises:
            StoreBusy: Another process has been writing for minutes.
            StoreError: Milvus or the database cannot be reached.
        """
        deadline = time.monotonic() + _PATIENCE
        while self._is_behind():
            try:
                with self.lock(), closing(Database(self.source)) as database:
                    database.begin()
                    if is_behind(database, self._client):
                        catch_up(database, self._client).note(database)
                    database.commit()
            except StoreBusy:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE)

    def snapshot(self, before: Snapshot | None = None) -> Snapshot:
        """Pin the generation that stands now."""
        return MilvusSnapshot(self._folder, self.source, self._client)

    def change(self, database: Database) -> Change:
        """Start a change in a database of its own; the lock is held."""
        return MilvusChange(self._folder, database, self._client)

    def problems(self, truth: Database) -> Iterator[str]:
        """Yield what is wrong with the collection of the generation that a database sees."""
        facts = truth.facts()
        state, place = MilvusState.of(facts), self._client.address.uri
        if not int(facts["generation"]):
            return
        if not is_there(state, self._client):
            yield f"Milvus at {place} does not hold the collection {state.collection!r} as written"
        elif state.generation != int(facts["generation"]):
            yield f"Milvus at {place} is behind the database"
        else:
            removed = len(truth.removed_since(state.purged, state.last_key))
            rows, due = self._client.count(state.collection), truth.passage_count() + removed
            if rows != due:
                yield f"Milvus at {place} holds {rows} passages, not {due}"

    def leftovers(self, truth: Database) -> list[Path]:
        """Return no folders: there are none."""
        return []

    def _is_behind(self) -> bool:
        with closing(Database(self.source)) as database:
            return is_behind(database, self._client)
