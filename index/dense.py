"""Inner-product search over passage vectors: a base, and what changed since."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embed import FloatMatrix, FloatVector
from index.errors import IndexIncompatible
from index.keys import Keys
from index.ranking import best_first
from index.vectors import EXACT, Batches, KeyVector, Vectors, without

# Training cells takes seconds, and a large ingest changes this much once a step: 1 ms each
# 10,000 is spent on searching what is new until the base is written anew.
_MOST_CHANGED = 2**31
_TIES = 8  # hits asked for beyond the limit, so that ties at the cut go by key


class DenseIndex:
    """Vectors by key: a large base that stays as it is, and the changes since.

    The base is shared between generations and written to disk now and then; what was
    added since stands in a small second index, what was removed is masked. Searching
    never changes anything, so threads may share one.
    """

    def __init__(self, base: Vectors, tail: Vectors, removed: Sequence[int] = ()) -> None:
        self._base = base
        self._tail = tail
        self._removed = removed
        self._gone = without(removed)

    @classmethod
    def build(cls, dimension: int, batches: Batches, *, exact: int = EXACT) -> "DenseIndex":
        """Return an index of batches of keys and their vectors, shape (n, dimension).

        Up to `exact` vectors are searched one by one, more by the cells nearest to a question.
        """
        return cls(Vectors.build(dimension, batches, exact=exact), Vectors.build(dimension, ()))

    @classmethod
    def open(cls, path: Path) -> "DenseIndex":
        """Load a base from a file whose checksum has been verified.

        Raises:
            StoreDamaged: FAISS cannot read it, or it is not an index of ours.
        """
        base = Vectors.open(path)
        return cls(base, Vectors.build(base.dimension, ()))

    def save(self, path: Path) -> None:
        """Write the base to a file; the changes since are not in it.

        Raises:
            OSError: The file cannot be written.
        """
        self._base.save(path)

    def changed(self, batches: Batches, *, removed: Sequence[int]) -> "DenseIndex":
        """Return an index of the same base with other changes on top of it.

        Args:
            batches: Everything added since the base was built and still there: keys and
                their vectors, shape (n, dimension).
            removed: Keys of the base that are no longer there.
        """
        gone = np.array(removed, dtype=np.int64)
        masked = gone[self._base.holds(gone)].tolist()
        tail = Vectors.build(self.dimension, batches, exact=_MOST_CHANGED)
        return DenseIndex(self._base, tail, masked)

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self._base.dimension

    def __len__(self) -> int:
        return len(self._base) + len(self._tail) - len(self._removed)

    def search(
        self, query: FloatVector, limit: int, keys: Keys | None = None
    ) -> list[tuple[int, float]]:
        """Return the keys of the nearest vectors with their inner product, best first.

        Args:
            query: Unit-length vector, shape (dimension,), float32.
            limit: Most hits to return, at least 1.
            keys: The only ones to consider, all of them there; None for all.

        Returns:
            At most `limit` pairs of key and score; equal scores in order of their keys.

        Raises:
            IndexIncompatible: `query` has another dimension than the index.
        """
        row, most = self._row(query), limit + _TIES
        found = self._base.nearest(row, most, only=keys, gone=self._gone)
        found += self._tail.nearest(row, most, only=keys)
        return best_first(found)[:limit]

    def scores(self, query: FloatVector, keys: Sequence[int]) -> list[float]:
        """Return the inner product of a query with the vectors of some keys it holds."""
        row = self._row(query)[0]
        wanted = np.array(keys, dtype=np.int64)
        vectors = self._rows(wanted) if len(self._tail) else self._base.rows(wanted)
        # Not `@`: a hundred rows are no work for a team of threads either.
        scores: list[float] = np.einsum("nd,d->n", vectors, row).tolist()
        return scores

    def _rows(self, keys: KeyVector) -> FloatMatrix:
        """Return the vectors of some keys, from wherever each is, shape (len(keys), dimension)."""
        vectors = np.empty((len(keys), self.dimension), dtype=np.float32)
        in_tail = self._tail.holds(keys)
        for part, here in ((self._tail, in_tail), (self._base, ~in_tail)):
            if here.any():
                vectors[here] = part.rows(keys[here])
        return vectors

    def _row(self, query: FloatVector) -> FloatMatrix:
        if query.shape != (self.dimension,):
            raise IndexIncompatible(
                f"the question's vector has shape {query.shape}, the index {self.dimension} columns"
            )
        return np.ascontiguousarray(query[None, :], dtype=np.float32)
