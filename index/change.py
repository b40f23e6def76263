"""A change of a store: everything in it happens, or nothing."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index import sealed
from index.database import Database
from index.derived import Derived, StoreFacts, entries
from index.errors import IndexIncompatible, StoreDamaged
from index.lexical import LexicalWriter
from index.prepared import Prepared
from index.terms import terms_of

# The vector base is written out anew when the changes since it outgrow these.
_MOST_CHANGES = 4096
_LARGEST_SHARE = 8  # one part in so many of the base


class Change:
    """Writes documents into a store; `Store.change` opens and ends it.

    The database writes into one transaction, the lexical index into a linked copy of
    its folder. `commit` publishes the derived indexes first and commits the
    transaction last, so the commit is the moment at which everything changes.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        """Start a change; the writer's lock is held and `database` is the change's own."""
        self._database = database
        self._derived = Derived(folder)
        database.begin()
        self._before = StoreFacts.of(database)
        self._facts = replace(self._before, generation=self._before.generation + 1)
        self._place = self._derived.lexical_folder(self._facts.generation)
        self._beside: Path | None = None
        self._source: Path | None = None
        self._writer: LexicalWriter | None = None

    def fingerprint(self, document_id: str) -> str | None:
        """Return the fingerprint of a document as it stands, or None when it is not there."""
        return self._database.fingerprint(document_id)

    def upsert(self, prepared: Prepared) -> bool:
        """Write a document in place of the one with its id or its path.

        Returns:
            Whether there was one.

        Raises:
            IndexIncompatible: Its vectors are not of the store's dimension.
        """
        expected = (len(prepared.passages), self._facts.dimension)
        if prepared.vectors.shape != expected:
            raise IndexIncompatible(
                f"vectors of shape {prepared.vectors.shape} for {prepared.clean.document.id!r}, "
                f"the store holds {expected}"
            )
        document = prepared.clean.document
        if document.path is None:  # who hands one in may not know what stands elsewhere
            self._database.refuse_elsewhere(document.id, document.collection)
        earlier = self._earlier(prepared)
        for document_id in earlier:
            self.remove(document_id)
        writer = self._lexical()
        keys = self._database.insert(prepared)
        writer.add(zip(keys, map(terms_of, prepared.passages, prepared.folded), strict=True))
        return bool(earlier)

    def remove(self, document_id: str) -> None:
        """Remove a document.

        Raises:
            UnknownDocument: There is none of that id.
        """
        keys = self._database.delete(document_id)
        self._lexical().delete(keys)

    def commit(self) -> int:
        """Make the change durable and visible; return the generation that stands now."""
        if self._writer is None or self._beside is None:
            self._database.rollback()
            return self._before.generation
        self._writer.close(commit=True)
        self._writer = None
        stamp = sealed.publish(self._beside, self._place, source=self._source)
        self._database.set_fact("generation", str(self._facts.generation))
        self._database.set_fact("stamp", stamp)
        if self._dense_is_due():
            self._publish_dense()
        self._database.commit()
        # A reader may have pinned the generation before and not opened its indexes yet.
        self._derived.clean_up(self._before, StoreFacts.of(self._database))
        return self._facts.generation

    def abandon(self) -> None:
        """Undo everything."""
        if self._writer is not None:
            self._writer.close(commit=False)
            self._writer = None
        self._database.rollback()
        if self._beside is not None:
            sealed.discard(self._beside)

    def _earlier(self, prepared: Prepared) -> list[str]:
        """Return the ids of the documents that one takes the place of.

        A path takes the place of its earlier reading where the document is the whole
        file, its id the path below the ingested folder; the lines of a JSON Lines file
        share a path and are told apart by their ids.
        """
        document = prepared.clean.document
        ids = [document.id] if self.fingerprint(document.id) is not None else []
        if document.path is not None and document.path.endswith(document.id):
            ids += [
                other
                for other in self._database.ids_at_path(document.path)
                if other != document.id and document.path.endswith(other)
            ]
        return ids

    def _lexical(self) -> LexicalWriter:
        """Return the writer of the next lexical index, opened at the first use."""
        if self._writer is None:
            self._beside = sealed.beside(self._place)
            current = self._derived.lexical_folder(self._before.generation)
            fresh = not self._before.stamp
            try:
                if not fresh:
                    sealed.verify(current, stamp=self._before.stamp)
                    sealed.clone(current, self._beside)
                    self._source = current
            except StoreDamaged:
                fresh = True
            self._writer = LexicalWriter.at(self._beside)
            if fresh:
                for batch in entries(self._database):
                    self._writer.add(batch)
        return self._writer

    def _dense_is_due(self) -> bool:
        changes = self._database.changed_since(self._facts.dense_last_key)
        base = self._database.passage_count() - changes
        return not self._facts.dense_stamp or changes > max(_MOST_CHANGES, base // _LARGEST_SHARE)

    def _publish_dense(self) -> None:
        stamp = self._derived.publish_dense(self._database, self._facts)
        self._database.set_fact("dense_generation", str(self._facts.generation))
        self._database.set_fact("dense_stamp", stamp)
        self._database.set_fact("dense_last_key", str(self._database.last_key()))
        self._database.forget_removed()


def write(change: Change, upserts: Sequence[Prepared], removals: Sequence[str]) -> None:
    """Put documents and removals into a change."""
    for document_id in removals:
        change.remove(document_id)
    for prepared in upserts:
        change.upsert(prepared)
