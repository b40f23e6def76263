"""The derived indexes of a folder, brought up to a database that others write to.

A server that shares its database finds that others have moved on: what came since is
added to its indexes and what went is taken out, so that the cost follows the change. An
index that lags too far behind, or does not hold, is made again from the database.
"""

import logging
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from index import sealed
from index.connection import Server, Source
from index.database import Database
from index.derived import LOCK, Derived, StoreFacts, entries
from index.errors import StoreBusy, StoreDamaged
from index.lexical import LexicalWriter
from index.lock import WriterLock
from index.terms import terms_of

_PATIENCE = 120.0  # seconds to wait for another process of this machine that does the same
_PAUSE = 0.05
_MOST_CHANGES = 4096  # the vector base is written out anew when the changes outgrow these
_LARGEST_SHARE = 8  # or one part in so many of the base
_log = logging.getLogger("wenju.store")


def catch_up(folder: Path, source: Source) -> None:
    """Bring the derived indexes of a folder up to what its database holds now.

    A database in the folder itself is never ahead of its indexes.

    Raises:
        StoreBusy: Another process of this machine has been writing to the folder for minutes.
        StoreError: The database or the folder cannot be read or written.
    """
    if not isinstance(source, Server):
        return
    deadline = time.monotonic() + _PATIENCE
    while _is_behind(source):
        try:
            with (
                WriterLock(folder / LOCK),
                closing(Database(source)) as database,
                closing(Database(source)) as notes,
            ):
                database.pin()
                CatchUp(folder, database, notes).run()
        except StoreBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)


def _is_behind(source: Source) -> bool:
    with closing(Database(source)) as database:
        facts = database.facts()
    return facts["lexical_generation"] != facts["generation"]


class CatchUp:
    """Brings one folder up to one state of its database.

    Args:
        folder: Its lock is held.
        database: Sees the state.
        notes: Takes down how far the indexes have come; may be the same.
    """

    def __init__(self, folder: Path, database: Database, notes: Database) -> None:
        self._derived = Derived(folder, database.source)
        self._database, self._notes = database, notes
        self._facts = database.facts()
        self._generation = int(self._facts["generation"])
        self._before = int(self._facts["lexical_generation"])

    def run(self) -> None:
        """Write both indexes beside the earlier ones, and let go of those before."""
        if self._before == self._generation:
            return
        last_key = self._database.last_key()
        self._notes.note_lexical(self._lexical(), self._generation, last_key)
        before = replace(StoreFacts.of(self._database), generation=self._before)
        dense = before.dense_generation
        if self._dense_is_due():
            facts = StoreFacts.of(self._database)
            stamp = self._derived.publish_dense(self._database, facts)
            self._notes.note_dense(stamp, self._generation, last_key)
            dense = self._generation
        now = replace(before, generation=self._generation, dense_generation=dense)
        self._derived.clean_up(before, now)

    def _lexical(self) -> str:
        """Write the lexical index of the generation; return its stamp."""
        place = self._derived.lexical_folder(self._generation)
        folder = sealed.beside(place)
        source = self._derived.lexical_folder(self._before)
        try:
            self._continue(source, folder)
        except (StoreDamaged, OSError) as broken:
            _log.info("%s; the lexical index is made again from the database", broken)
            folder = sealed.beside(place)
            writer = LexicalWriter.at(folder)
            for batch in entries(self._database):
                writer.add(batch)
            writer.close(commit=True)
            return sealed.publish(folder, place)
        return sealed.publish(folder, place, source=source)

    def _continue(self, source: Path, folder: Path) -> None:
        """Write what changed since an earlier index on top of a copy of it.

        Raises:
            StoreDamaged: It does not hold, or what was removed since is not known any more.
        """
        if self._before < int(self._facts.get("forgotten", "0")):
            raise StoreDamaged(f"{source} lags too far behind")
        sealed.verify(source, stamp=self._facts["stamp"])
        sealed.clone(source, folder)
        last_key = int(self._facts["lexical_last_key"])
        writer = LexicalWriter.at(folder)
        writer.delete(self._database.removed_since(self._before, last_key))
        for batch in self._database.all_passages(after=last_key):
            writer.add([(key, terms_of(passage)) for key, passage in batch])
        writer.close(commit=True)

    def _dense_is_due(self) -> bool:
        facts = self._facts
        if not facts["dense_stamp"]:
            return True
        if int(facts["dense_generation"]) < int(facts.get("forgotten", "0")):
            return True
        changes = self._database.changed_since(int(facts["dense_last_key"]))
        if changes <= _MOST_CHANGES:  # counting the base would read all documents
            return False
        base = self._database.passage_count() - changes
        return changes > base // _LARGEST_SHARE
