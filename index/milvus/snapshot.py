"""One generation of a store whose vectors and terms stand in Milvus."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from index.connection import Source
from index.embed import FloatVector
from index.errors import IndexIncompatible, StoreError
from index.filter import Filter
from index.lexical import LexicalQuery
from index.milvus.client import MilvusClient
from index.milvus.frequencies import Frequencies
from index.milvus.rows import condition_of
from index.milvus.state import MilvusState
from index.milvus.weights import question_dimensions, question_vector
from index.ranking import best_first
from index.snapshot import Snapshot

_TIES = 16  # hits asked for beyond the limit, so that ties at the cut go by key


class MilvusSnapshot(Snapshot):
    """A store as it was at one generation; searched in Milvus, read from the database.

    A hit is a passage of the generation: rows that came later are left out by their key,
    those that were removed by name, and what the database does not hold is dropped.
    """

    def __init__(self, folder: Path, source: Source, client: MilvusClient) -> None:
        """Pin the generation that stands now."""
        super().__init__(folder, source)
        self._client = client
        self._state = MilvusState.of(self._database.facts())

    @property
    def is_indexed(self) -> bool:
        """Whether Milvus holds this generation."""
        return self._state.generation == self.generation

    def search_terms(
        self, query: LexicalQuery, limit: int, filter: Filter | None = None
    ) -> list[tuple[int, float]]:
        """Return the keys of a filter's best passages with their BM25 score, best first."""
        weights = question_dimensions(query)
        if not self._state.collection:
            return []
        counts = Frequencies(self._client, self._state.collection)
        found = counts.of(weights, self.generation)
        vector = question_vector(weights, found, self._passages)
        return self._search("terms", vector, limit, filter) if vector else []

    def search_vectors(
        self, vector: FloatVector, limit: int, filter: Filter | None = None
    ) -> list[tuple[int, float]]:
        """Return the keys of a filter's nearest passages with their cosine, best first."""
        if vector.shape != (self.facts.dimension,):
            raise IndexIncompatible(
                f"the question's vector has shape {vector.shape}, the index "
                f"{self.facts.dimension} columns"
            )
        return self._search("vector", vector, limit, filter) if self._state.collection else []

    def scores(self, vector: FloatVector, keys: Sequence[int]) -> list[float]:
        """Return the cosine of a vector and those of some passages."""
        if not keys:
            return []
        held = self._client.vectors(self._state.collection, keys, self.facts.dimension)
        if missing := set(keys) - held.keys():
            raise StoreError(
                f"Milvus has let go of {len(missing)} passages of generation {self.generation} "
                "meanwhile; ask again"
            )
        return [float(held[key] @ vector) for key in keys]

    def open_ahead(self) -> None:
        """Do nothing: there is no index to open."""

    def load_like(self, before: Snapshot) -> None:
        """Do nothing: there is no index to open."""

    def _search(
        self, field: str, query: object, limit: int, filter: Filter | None
    ) -> list[tuple[int, float]]:
        condition = condition_of(filter, self._state.last_key, self._removed)
        if condition is None:
            return []
        found = self._client.search(
            self._state.collection, field, query, limit=limit + _TIES, condition=condition
        )
        return best_first(self._there(found))[:limit]

    def _there(self, pairs: list[tuple[int, float]]) -> list[tuple[int, float]]:
        """Return those pairs whose passage the database holds: all, unless Milvus is astray."""
        if len(self._database.passages([key for key, _ in pairs])) == len(pairs):
            return pairs
        return [pair for pair in pairs if self._database.passages([pair[0]])]

    @cached_property
    def _removed(self) -> list[int]:
        """Keys of rows that were removed up to this generation and may stand there still."""
        return self._database.removed_since(self._state.purged, self._state.last_key)

    @cached_property
    def _passages(self) -> int:
        return self._database.passage_count()
