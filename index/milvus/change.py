"""A change of a store whose vectors and terms stand in Milvus."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.acknowledged import note
from index.change import Change
from index.connection import Server
from index.database import Database
from index.derived import StoreFacts
from index.milvus.catch_up import catch_up, is_behind, rebuild
from index.milvus.client import MilvusClient
from index.milvus.frequencies import Frequencies
from index.milvus.rows import Entry, Home
from index.milvus.state import MilvusState
from index.milvus.writer import MilvusWriter
from index.prepared import Prepared
from index.rows import packed_vectors, unpacked_vectors

# Readers of so many generations before the one that stands still find what was removed since.
_KEPT = 16
_MOST_REMOVED = 20_000  # rows that readers leave out one by one


class MilvusChange(Change):
    """Writes documents into the database and their passages into Milvus.

    Milvus is written first, where no reader looks yet; the commit of the database is the
    moment at which everything changes.
    """

    def __init__(self, folder: Path, database: Database, client: MilvusClient) -> None:
        """Start a change; `database` is the change's own."""
        self._client = client
        super().__init__(folder, database)

    def _begin(self) -> None:
        database = self._database
        database.begin()
        while is_behind(database, self._client):
            catch_up(database, self._client).note(database)
            database.commit()
            database.begin()
        self._before = StoreFacts.of(database)
        self._facts = replace(self._before, generation=self._before.generation + 1)
        self._state = MilvusState.of(database.facts())
        self._milvus: MilvusWriter | None = None
        self._anew = False

    def upsert(self, prepared: Prepared) -> bool:
        """Write a document in place of the one with its id or its path; see `Change.upsert`."""
        replaced = self._make_room(prepared)
        keys = self._database.insert(prepared)
        vectors = unpacked_vectors(packed_vectors(prepared.vectors), self._facts.dimension)
        home = Home.of(prepared.document)
        rows = zip(keys, vectors, prepared.terms, strict=True)
        self._writing().add(Entry(key, home, vector, term) for key, vector, term in rows)
        return replaced

    def remove(self, document_id: str) -> None:
        """Remove a document.

        Raises:
            UnknownDocument: There is none of that id.
        """
        keys = self._database.delete(document_id)
        self._writing().remove(keys)

    def rewrite(self) -> None:
        """Write the collection anew, without what was removed, though nothing changes."""
        self._anew = True
        self._writing()

    def commit(self) -> int:
        """Make the change durable and visible; return the generation that stands now."""
        database = self._database
        if self._milvus is None:
            database.rollback()
            return self._before.generation
        generation = self._facts.generation
        last_key = database.highest_key()
        state = self._finished(self._milvus, generation, last_key)
        database.set_fact("generation", str(generation))
        state.note(database)
        if not isinstance(database.source, Server):  # the folder's own indexes are given up
            database.note_lexical("none", generation, last_key)
            database.note_dense("", generation, 0)
        database.forget_removed()
        database.commit()
        if not isinstance(database.source, Server):
            note(self._folder, generation)
        return generation

    def abandon(self) -> None:
        """Undo everything that was not kept; what Milvus has of it is never read."""
        own = None if self._milvus is None or self._state.collection else self._milvus.name
        self._milvus = None
        self._database.rollback()
        if own is not None:
            self._client.drop(own)
            Frequencies(self._client, own).drop()

    def _finished(self, writer: MilvusWriter, generation: int, last_key: int) -> MilvusState:
        if self._anew:
            return rebuild(self._database, self._client, generation=generation)
        purged, gone = self._to_purge()
        return writer.finish(generation=generation, last_key=last_key, purged=purged, gone=gone)

    def _to_purge(self) -> tuple[int, Sequence[int]]:
        """Return up to which generation removed rows go now, and their keys."""
        since, stands = self._state.purged, self._before.generation
        last_key = self._state.last_key
        removed = self._database.removed_since(since, last_key)
        kept = _KEPT if len(removed) <= _MOST_REMOVED else 1
        until = max(since, stands - kept)
        later = set(self._database.removed_since(until, last_key))
        return until, [key for key in removed if key not in later]

    def _writing(self) -> MilvusWriter:
        """Return the writer of this change, opened at the first use."""
        if self._milvus is None:
            if self._state.previous:
                self._client.drop(self._state.previous)
                Frequencies(self._client, self._state.previous).drop()
                self._state = replace(self._state, previous="")
            self._milvus = MilvusWriter(self._client, self._state, self._facts.dimension)
        return self._milvus
