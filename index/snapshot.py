"""One generation of a store, as its readers hold it."""

import threading
import weakref
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from index.connection import Source
from index.database import Database, unknown
from index.dense import DenseIndex
from index.derived import Derived, StoreFacts
from index.document import CleanDocument, Document, Passage
from index.embed import FloatVector
from index.errors import WenjuError
from index.filter import Filter
from index.keys import Keys
from index.lexical import LexicalIndex, LexicalQuery
from index.prepared import DocumentSummary
from index.source import DATABASE

_FILTERS = 32  # of which the admitted keys are held


class Snapshot:
    """A store as it was at one generation, whatever is written meanwhile.

    The two indexes are opened when first asked for. Threads may share a snapshot; it
    lets go of its files when nobody holds it any more.
    """

    def __init__(
        self, folder: Path, source: Source | None = None, before: "Snapshot | None" = None
    ) -> None:
        """Pin the generation that stands now.

        Args:
            folder: The store.
            source: Its database; None for the file in the folder.
            before: An older snapshot, whose vector base is shared where it still holds.
        """
        self._database = Database(source or folder / DATABASE)
        weakref.finalize(self, self._database.close)
        self._database.pin()
        self._derived = Derived(folder, self._database.source)
        self.facts = StoreFacts.of(self._database)
        self._lexical_generation = int(self._database.facts()["lexical_generation"])
        self._lock = threading.Lock()
        self._keys: dict[Filter, Keys] = {}
        self._lexical: LexicalIndex | None = None
        self._base: DenseIndex | None = None
        self._dense: DenseIndex | None = None
        if before is not None and before.facts.dense_stamp == self.facts.dense_stamp:
            self._base = before._base

    @property
    def is_indexed(self) -> bool:
        """Whether the lexical index of this folder is of this generation."""
        return self._lexical_generation == self.facts.generation

    @property
    def lost(self) -> bool:
        """Whether its database has hung up, so that another snapshot must be taken."""
        return self._database.lost

    @property
    def generation(self) -> int:
        """How many changes had been made."""
        return self.facts.generation

    @property
    def lexical(self) -> LexicalIndex:
        """The BM25 index of this generation."""
        with self._lock:
            if self._lexical is None:
                self._lexical = self._derived.lexical(self._database, self.facts)
            return self._lexical

    @property
    def dense(self) -> DenseIndex:
        """The vector index of this generation."""
        with self._lock:
            if self._dense is None:
                if self._base is None:
                    self._base = self._derived.dense_base(self._database, self.facts)
                self._dense = self._derived.dense(self._database, self.facts, self._base)
            return self._dense

    def search_terms(
        self, query: LexicalQuery, limit: int, filter: Filter | None = None
    ) -> list[tuple[int, float]]:
        """Return the keys of a filter's best passages with their BM25 score, best first."""
        keys = self.keys(filter)
        if keys is not None and not keys:
            return []
        return self.lexical.search(query, limit, keys)

    def search_vectors(
        self, vector: FloatVector, limit: int, filter: Filter | None = None
    ) -> list[tuple[int, float]]:
        """Return the keys of a filter's nearest passages with their cosine, best first."""
        keys = self.keys(filter)
        if keys is not None and not keys:
            return []
        return self.dense.search(vector, limit, keys)

    def scores(self, vector: FloatVector, keys: Sequence[int]) -> list[float]:
        """Return the cosine of a vector and those of some passages."""
        return self.dense.scores(vector, keys)

    def open_ahead(self) -> None:
        """Begin to open both indexes, which a search will find open or wait for.

        Their checksums take a fifth of a second a quarter of a gigabyte, on another core.
        What fails is tried again, and raises, when an index is asked for.
        """
        threading.Thread(target=self._open_both, daemon=True).start()

    def _open_both(self) -> None:
        with suppress(WenjuError, OSError):
            _ = self.lexical
            _ = self.dense

    def load_like(self, before: "Snapshot") -> None:
        """Open now the indexes that an older snapshot had open."""
        if before._lexical is not None:
            _ = self.lexical
        if before._dense is not None:
            _ = self.dense

    def document(self, document_id: str, filter: Filter | None = None) -> Document:
        """Return a document as it was decoded, its metadata completed.

        Raises:
            UnknownDocument: There is none of that id, or the filter does not admit it.
        """
        self._require(document_id, filter)
        return self._database.document(document_id)

    def clean_document(self, document_id: str, filter: Filter | None = None) -> CleanDocument:
        """Return a document with its readable text and the way back to the original.

        Raises:
            UnknownDocument: There is none of that id, or the filter does not admit it.
        """
        self._require(document_id, filter)
        return self._database.clean_document(document_id)

    def holds(self, document_id: str, filter: Filter | None = None) -> bool:
        """Say whether there is a document of an id, among those of a filter."""
        return self._database.admits(document_id, filter or Filter())

    def documents(self, filter: Filter | None = None) -> list[DocumentSummary]:
        """Return every document of a filter without its text, in the order they came."""
        return self._database.summaries(filter or Filter())

    def keys(self, filter: Filter | None) -> Keys | None:
        """Return the keys of the passages that a filter admits; None for all passages."""
        if filter is None or filter.everything:
            return None
        with self._lock:
            if filter not in self._keys:
                while len(self._keys) >= _FILTERS:
                    del self._keys[next(iter(self._keys))]
                self._keys[filter] = Keys.of(self._database.passage_ranges(filter))
            return self._keys[filter]

    def _require(self, document_id: str, filter: Filter | None) -> None:
        if filter is not None and not self._database.admits(document_id, filter):
            raise unknown(document_id)

    def passages(self, keys: Sequence[int]) -> list[Passage]:
        """Return the passages of some keys, in the order of the keys."""
        return self._database.passages(keys)

    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document in text order."""
        return self._database.passages_of(document_id)

    @property
    def passage_count(self) -> int:
        """How many passages there are."""
        return self._database.passage_count()

    @property
    def document_count(self) -> int:
        """How many documents there are."""
        return self._database.document_count()
