"""The store on disk: documents, passages and vectors, and the indexes over them.

.wenju/
  wenju.db          SQLite: the truth
  lexical.<n>/      BM25 of generation n, derived
  dense.<m>/        vectors as of generation m ≤ n, derived; newer ones are in wenju.db
  writer.lock       held while a change is made
  acknowledged.json the last generation, by which a damaged log is noticed
"""

import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from index.acknowledged import noted, require
from index.change import Change, write
from index.connection import Server
from index.database import Database
from index.derived import LOCK
from index.document import CleanDocument, Document, Passage
from index.errors import IndexIncompatible, StoreError, StoreMissing
from index.indexes import indexes_of
from index.migration import migrate, needs_migration
from index.milvus.address import MilvusAddress
from index.prepared import DocumentSummary, Prepared
from index.sealed import make_lasting
from index.snapshot import Snapshot
from index.source import DATABASE

__all__ = ["DATABASE", "LOCK", "Store"]

_ATTEMPTS = 5  # to see a generation before the next one is made elsewhere


class Store:
    """A store, read at one generation until `refresh` moves on to a newer one.

    A question that takes several steps holds `snapshot` for all of them; the methods
    here read the newest generation this store has seen.
    """

    def __init__(
        self,
        path: Path,
        *,
        model_id: str | None = None,
        database: str | None = None,
        milvus: MilvusAddress | None = None,
    ) -> None:
        """Open a store; see `Store.open`."""
        self.path = path
        if database is None:
            _require_file(path)
        self._indexes = indexes_of(path, database, milvus)
        self._source = self._indexes.source
        self._cut_off = False  # whether the snapshot is of a database that is gone
        self._poll = self._polling()
        self._lock = threading.Lock()
        self._snapshot = self._newest()
        if model_id is not None:
            self.require_model(model_id)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        model_id: str | None = None,
        database: str | None = None,
        milvus: MilvusAddress | None = None,
    ) -> "Store":
        """Open the store in a folder.

        Args:
            path: The folder.
            model_id: The embedding model that will ask; None to open it for whatever model
                it was built with.
            database: URL of the database that holds the documents; None for a file in the
                folder. The folder then holds the derived indexes alone.
            milvus: The Milvus that holds vectors and terms; None for indexes in the folder.

        Raises:
            StoreMissing: There is no store there.
            StoreDamaged: The database cannot be read.
            IndexIncompatible: It was built with another model or format.
        """
        return cls(path, model_id=model_id, database=database, milvus=milvus)

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        model_id: str,
        dimension: int,
        database: str | None = None,
        milvus: MilvusAddress | None = None,
    ) -> "Store":
        """Open the store in a folder, made first where there is none.

        Raises:
            IndexIncompatible: There is one already, built with another model or format.
            StoreError: The folder cannot be written.
        """
        if database is None or milvus is None:  # else nothing stands in the folder
            try:
                make_lasting(path)
            except OSError as refused:
                raise StoreError(f"{path} cannot be made a store: {refused}") from refused
        with closing(Database(indexes_of(path, database, milvus).source)) as truth:
            if truth.is_empty_file():
                require(path, 0, noted(path) if database is None else 0)
                truth.create(model_id=model_id, dimension=dimension)
        return cls(path, model_id=model_id, database=database, milvus=milvus)

    @property
    def snapshot(self) -> Snapshot:
        """The generation that is being read; it stays as it is for as long as it is held."""
        return self._snapshot

    def refresh(self) -> Snapshot:
        """Move on to the newest generation, if there is one; return what is read now.

        A store that was put in the place of this one is moved on to as well.

        Raises:
            StoreMissing: There is none any more.
            StoreDamaged: It is gone, or an earlier one was put in its place.
            IndexIncompatible: The one in its place was built with another model.
        """
        if self._has_moved_on():
            with self._lock:
                before = self._snapshot
                if self._has_moved_on():
                    after = self._newest(before)
                    if after.facts.model_id != before.facts.model_id:
                        raise IndexIncompatible(
                            f"another store, of the embedding model {after.facts.model_id!r}, was "
                            f"put at {self.path}: start again to ask it"
                        )
                    after.load_like(before)
                    self._snapshot, self._cut_off = after, False
        return self._snapshot

    def _has_moved_on(self) -> bool:
        try:
            generation = None if self._poll.lost else self._poll.generation()
        except StoreError:
            if not self._poll.lost:
                raise
            generation = None
        if generation is None:  # the server was started again, or the file replaced, say
            self._poll = self._polling()
            self._cut_off, generation = True, self._poll.generation()
        return generation != self._snapshot.generation or self._snapshot.lost or self._cut_off

    def _polling(self) -> Database:
        """Open the database to look for what is new, once it holds all that was acknowledged.

        Raises:
            StoreMissing: There is none.
            StoreDamaged: It has lost something.
        """
        in_folder = not isinstance(self._source, Server)
        expected = noted(self.path) if in_folder else 0
        if in_folder:
            _require_file(self.path)
        database = Database(self._source)
        weakref.finalize(self, database.close)
        if database.is_empty_file():
            require(self.path, 0, expected)
            raise _missing(self.path)
        if needs_migration(database.stated_facts()):
            self._bring_up(database)
        require(self.path, database.generation(), expected)
        return database

    def _newest(self, before: Snapshot | None = None) -> Snapshot:
        """Pin the newest generation, once the derived indexes of this folder are up to it."""
        for _ in range(_ATTEMPTS):
            self._indexes.catch_up()
            snapshot = self._indexes.snapshot(before)
            if snapshot.is_indexed:
                break
        return snapshot

    def _bring_up(self, database: Database) -> None:
        try:
            with self.lock():
                migrate(database)
        except OSError as failed:
            raise StoreError(f"{self.path} cannot be brought up: {failed}") from failed

    def require_model(self, model_id: str) -> None:
        """Check that questions embedded by a model can be asked here.

        Raises:
            IndexIncompatible: The store was built with another one.
        """
        if model_id != self.model_id:
            raise IndexIncompatible(
                f"{self.path} was built with the embedding model {self.model_id!r}, not "
                f"{model_id!r}: set WENJU_EMBEDDING_MODEL to the model that built it (leave it "
                "empty for the bundled one), or ingest the articles again into another store "
                "(--store DIR)"
            )

    def lock(self) -> AbstractContextManager[object]:
        """Return the lock that a change holds, and whoever writes to the store's folder.

        Raises:
            StoreBusy: On entering: another process holds it.
        """
        return self._indexes.lock()

    @contextmanager
    def change(self) -> Iterator[Change]:
        """Make one change: committed when the block ends, undone when it raises.

        Raises:
            StoreBusy: Another change is being made; told at once.
            StoreError: The change could not be written; the store is as it was.
        """
        try:
            with self.lock():
                database = Database(self._source)
                try:
                    change = self._indexes.change(database)
                    try:
                        yield change
                        change.commit()
                    except BaseException:
                        change.abandon()
                        raise
                finally:
                    database.close()
        except OSError as failed:
            raise StoreError(f"{self.path} cannot be written: {failed}") from failed
        self.refresh()

    def shrink(self) -> None:
        """Give the disk back what the database does not use; the writer's lock is held."""
        self._poll.shrink()
        with self._lock:  # the same generation: a reader of its own must not hold the old pages
            after = self._newest(self._snapshot)
            after.load_like(self._snapshot)
            self._snapshot = after
        self._poll.settle()

    def commit(self, upserts: Sequence[Prepared], removals: Sequence[str] = ()) -> int:
        """Write and remove documents in one change; return the generation that stands then.

        Raises:
            UnknownDocument: One to remove is not there; nothing was changed.
            StoreBusy: Another change is being made.
        """
        with self.change() as change:
            write(change, upserts, removals)
        return self.generation

    @property
    def model_id(self) -> str:
        """The embedding model of every vector."""
        return self._snapshot.facts.model_id

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self._snapshot.facts.dimension

    @property
    def generation(self) -> int:
        """How many changes have been made."""
        return self._snapshot.generation

    @property
    def passage_count(self) -> int:
        """How many passages there are."""
        return self._snapshot.passage_count

    @property
    def document_count(self) -> int:
        """How many documents there are."""
        return self._snapshot.document_count

    def document(self, document_id: str) -> Document:
        """Return a document as it was decoded, its metadata completed.

        Raises:
            UnknownDocument: There is none of that id.
        """
        return self._snapshot.document(document_id)

    def clean_document(self, document_id: str) -> CleanDocument:
        """Return a document with its readable text and the way back to the original.

        Raises:
            UnknownDocument: There is none of that id.
        """
        return self._snapshot.clean_document(document_id)

    def documents(self) -> list[DocumentSummary]:
        """Return every document without its text, in the order they came."""
        return self._snapshot.documents()

    def passages(self, keys: Sequence[int]) -> list[Passage]:
        """Return the passages of some keys, in the order of the keys."""
        return self._snapshot.passages(keys)


def _require_file(path: Path) -> None:
    """Check that a store's folder holds a database, before one is made by being opened.

    Raises:
        StoreMissing: It does not, and never did.
        StoreDamaged: It does not any more.
    """
    if not (path / DATABASE).is_file():
        require(path, 0, noted(path))
        raise _missing(path)


def _missing(path: Path) -> StoreMissing:
    return StoreMissing(
        f"there is no store at {path}; make one with: wenju ingest PATH --store {path}"
    )
