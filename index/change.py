"""A change of a store: everything in it happens, or nothing."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from index import sealed
from index.acknowledged import note
from index.catch_up import CatchUp
from index.connection import Server
from index.database import Database
from index.derived import Derived, StoreFacts, entries
from index.errors import IndexIncompatible, StoreDamaged
from index.lexical import LexicalWriter
from index.prepared import Prepared

# The vector base is written out anew when the changes since it outgrow these; while more is
# to come, when they outgrow the base itself: else a large ingest would write it many times.
_MOST_CHANGES = 4096
_LARGEST_SHARE = 8  # one part in so many of the base
_log = logging.getLogger("wenju.store")


class Change:
    """Writes documents into a store; `Store.change` opens and ends it.

    The database writes into one transaction, the lexical index into a linked copy of
    its folder. `commit` publishes the derived indexes first and commits the
    transaction last, so the commit is the moment at which everything changes.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        """Start a change; the writer's lock is held and `database` is the change's own."""
        self._folder, self._database = folder, database
        self._derived = Derived(folder, database.source)
        self._begin()

    def _begin(self) -> None:
        folder, database = self._folder, self._database
        database.begin()
        CatchUp(folder, database, database).run()
        self._before = StoreFacts.of(database)
        self._facts = replace(self._before, generation=self._before.generation + 1)
        self._place = self._derived.lexical_folder(self._facts.generation)
        self._beside: Path | None = None
        self._source: Path | None = None
        self._writer: LexicalWriter | None = None
        self._anew = False
        self._growing = False

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
        replaced = self._make_room(prepared)
        writer = self._lexical()
        keys = self._database.insert(prepared)
        writer.add(zip(keys, prepared.terms, strict=True))
        return replaced

    def _make_room(self, prepared: Prepared) -> bool:
        """Check a document and remove those whose place it takes; say whether there were any."""
        expected = (len(prepared.passages), self._facts.dimension)
        if prepared.vectors.shape != expected:
            raise IndexIncompatible(
                f"vectors of shape {prepared.vectors.shape} for {prepared.document.id!r}, "
                f"the store holds {expected}"
            )
        document = prepared.document
        if document.path is None:  # who hands one in may not know what stands elsewhere
            self._database.refuse_elsewhere(document.id, document.collection)
        earlier = self._earlier(prepared)
        for document_id in earlier:
            self.remove(document_id)
        return bool(earlier)

    def remove(self, document_id: str) -> None:
        """Remove a document.

        Raises:
            UnknownDocument: There is none of that id.
        """
        keys = self._database.delete(document_id)
        self._lexical().delete(keys)

    def rewrite(self) -> None:
        """Write both derived indexes anew, without what was removed, though nothing changes."""
        self._anew = True
        self._lexical()

    def commit(self) -> int:
        """Make the change durable and visible; return the generation that stands now."""
        if self._writer is None or self._beside is None:
            self._database.rollback()
            return self._before.generation
        self._database.set_fact("generation", str(self._facts.generation))
        self._write_indexes(self._writer)
        self._writer = None
        stamp = sealed.publish(self._beside, self._place, source=self._source)
        self._database.note_lexical(stamp, self._facts.generation, self._database.last_key())
        self._database.commit()
        if not isinstance(self._database.source, Server):
            note(self._folder, self._facts.generation)
        after = StoreFacts.of(self._database)
        # A reader may have pinned the generation before and not opened its indexes yet;
        # where all is tidied up, it has to make them again for itself.
        self._derived.clean_up(*([after] if self._anew else [self._before, after]))
        return self._facts.generation

    def _write_indexes(self, writer: LexicalWriter) -> None:
        """Write both derived indexes: tantivy its files, without Python, beside the vectors."""
        with ThreadPoolExecutor(1) as beside:
            try:
                end = beside.submit(writer.close, commit=True).result
            except RuntimeError:  # no thread can be started
                end = partial(writer.close, commit=True)
            if self._dense_is_due():
                self._publish_dense()
                self._database.bring_to_disk()
            end()

    def keep(self) -> int:
        """Commit what was written so far and go on in a next generation, still the only writer.

        What is abandoned later on leaves this as it is.

        Returns:
            The generation that stands now.
        """
        self._growing = True
        generation = self.commit()
        self._begin()
        return generation

    def abandon(self) -> None:
        """Undo everything that was not kept."""
        try:
            if self._writer is not None:
                self._writer.close(commit=False)
        except (OSError, RuntimeError):  # the latter where it was closed before the vectors failed
            _log.debug("the lexical index that is given up cannot be closed", exc_info=True)
        self._writer = None
        try:
            self._database.rollback()
        finally:
            if self._beside is not None:
                sealed.discard(self._beside)

    def _earlier(self, prepared: Prepared) -> list[str]:
        """Return the ids of the documents that one takes the place of.

        A path takes the place of its earlier reading where the document is the whole
        file, its id the path below the ingested folder; the lines of a JSON Lines file
        share a path and are told apart by their ids.
        """
        document = prepared.document
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
            self._writer = self._continued() or self._begun_anew()
        return self._writer

    def _continued(self) -> LexicalWriter | None:
        """Return a writer on a copy of the index as it stands; None where it does not hold."""
        if not self._before.stamp or self._anew:
            return None
        current = self._derived.lexical_folder(self._before.generation)
        try:
            sealed.verify(current, stamp=self._before.stamp)
            self._beside = sealed.beside(self._place)
            sealed.clone(current, self._beside)
            writer = LexicalWriter.at(self._beside)
        except (StoreDamaged, OSError):
            return None
        self._source = current
        return writer

    def _begun_anew(self) -> LexicalWriter:
        """Return a writer that has written all that the database holds."""
        self._beside = sealed.beside(self._place)
        writer = LexicalWriter.at(self._beside)
        for batch in entries(self._database):
            writer.add(batch)
        return writer

    def _dense_is_due(self) -> bool:
        if self._anew or not self._facts.dense_stamp:
            return True
        changes = self._database.changed_since(self._facts.dense_last_key)
        if changes <= _MOST_CHANGES:  # counting the base would read all documents
            return False
        base = self._database.passage_count() - changes
        return changes > (base if self._growing else base // _LARGEST_SHARE)

    def _publish_dense(self) -> None:
        stamp = self._derived.publish_dense(self._database, self._facts)
        self._database.note_dense(stamp, self._facts.generation, self._database.last_key())
        self._database.forget_removed()


def write(change: Change, upserts: Sequence[Prepared], removals: Sequence[str]) -> None:
    """Put documents and removals into a change."""
    for document_id in removals:
        change.remove(document_id)
    for prepared in upserts:
        change.upsert(prepared)
