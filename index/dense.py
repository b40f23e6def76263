"""Exact inner-product search over passage vectors: the one file that knows FAISS."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.embed import FloatMatrix, FloatVector
from index.errors import IndexIncompatible, StoreDamaged
from index.keys import Keys

Batches = Iterable[tuple[Sequence[int], FloatMatrix]]
"""Keys and their vectors, shape (n, dimension)."""

# One question is one row: a team of threads only waits for its slowest member, which on a
# busy machine takes a thousand times as long as the search.
faiss.omp_set_num_threads(1)

_TIES = 8  # hits asked for beyond the limit, so that ties at the cut go by key


class DenseIndex:
    """Vectors by key: a large base that stays as it is, and the changes since.

    The base is shared between generations and written to disk now and then; what was
    added since stands in a small second index, what was removed is masked. Searching
    never changes anything, so threads may share one.
    """

    def __init__(self, base: Any, tail: Any, removed: Sequence[int] = ()) -> None:
        self._base = base
        self._tail = tail
        self._tail_keys = faiss.vector_to_array(tail.id_map)
        self._removed = np.array(sorted(removed), dtype=np.int64)
        # FAISS borrows its selectors: they live as long as this index.
        self._gone = faiss.IDSelectorBatch(self._removed)
        self._there = faiss.IDSelectorNot(self._gone)

    @classmethod
    def build(cls, dimension: int, batches: Batches) -> "DenseIndex":
        """Return an index of batches of keys and their vectors, shape (n, dimension)."""
        return cls(_filled(dimension, batches), _filled(dimension, ()))

    @classmethod
    def open(cls, path: Path) -> "DenseIndex":
        """Load a base from a file whose checksum has been verified.

        Raises:
            StoreDamaged: FAISS cannot read it, or it is not an index of ours.
        """
        try:
            base = faiss.read_index(str(path))
        except RuntimeError as broken:
            raise StoreDamaged(f"the vector index {path} cannot be read: {broken}") from broken
        if not isinstance(base, faiss.IndexIDMap2):
            raise StoreDamaged(f"the vector index {path} is not of the kind that wenju writes")
        return cls(base, _filled(base.d, ()))

    def save(self, path: Path) -> None:
        """Write the base to a file; the changes since are not in it.

        Raises:
            OSError: The file cannot be written.
        """
        try:
            faiss.write_index(self._base, str(path))
        except RuntimeError as failed:
            raise OSError(f"{path} cannot be written: {failed}") from failed

    def changed(self, batches: Batches, *, removed: Sequence[int]) -> "DenseIndex":
        """Return an index of the same base with other changes on top of it.

        Args:
            batches: Everything added since the base was built and still there: keys and
                their vectors, shape (n, dimension).
            removed: Keys of the base that are no longer there.
        """
        base = set(faiss.vector_to_array(self._base.id_map).tolist()) if removed else set()
        masked = [key for key in removed if key in base]
        return DenseIndex(self._base, _filled(self.dimension, batches), masked)

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return int(self._base.d)

    def __len__(self) -> int:
        return int(self._base.ntotal + self._tail.ntotal - len(self._removed))

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
        row = self._row(query)
        bits = None if keys is None else keys.bits()  # FAISS borrows them while it searches
        chosen = None if bits is None else faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg,arg-type]  # stub: C++'s arguments
        found = _nearest(self._base, row, limit + _TIES, self._mask(chosen))
        found += _nearest(self._tail, row, limit + _TIES, _only(chosen))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def scores(self, query: FloatVector, keys: Sequence[int]) -> list[float]:
        """Return the inner product of a query with the vectors of some keys it holds."""
        row = self._row(query)[0]
        vectors = np.empty((len(keys), self.dimension), dtype=np.float32)
        wanted = np.array(keys, dtype=np.int64)
        in_tail = np.isin(wanted, self._tail_keys)
        for part, here in ((self._tail, in_tail), (self._base, ~in_tail)):
            if here.any():
                vectors[here] = part.reconstruct_batch(wanted[here])
        # Not `@`: a hundred rows are no work for a team of threads either.
        return [float(score) for score in np.einsum("nd,d->n", vectors, row)]

    def _mask(self, chosen: Any) -> Any:
        """Return parameters that leave out what was removed, or is not chosen; None for neither.

        New ones for each search, because an ID map writes into them while it searches.
        """
        if chosen is not None or not len(self._removed):
            return _only(chosen)
        return faiss.SearchParameters(sel=self._there)  # type: ignore[call-arg]  # stub lacks it

    def _row(self, query: FloatVector) -> FloatMatrix:
        if query.shape != (self.dimension,):
            raise IndexIncompatible(
                f"the question's vector has shape {query.shape}, the index {self.dimension} columns"
            )
        return np.ascontiguousarray(query[None, :], dtype=np.float32)


def _only(chosen: Any) -> Any:
    """Return parameters that search what a selector admits; None for everything."""
    if chosen is None:
        return None
    return faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]  # stub lacks it


def _filled(dimension: int, batches: Batches) -> Any:
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
    for keys, vectors in batches:
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        index.add_with_ids(rows, np.array(keys, dtype=np.int64))
    return index


def _nearest(index: Any, row: FloatMatrix, limit: int, params: Any) -> list[tuple[int, float]]:
    if not index.ntotal:
        return []
    scores, keys = index.search(row, min(limit, index.ntotal), params=params)
    return [
        (int(key), float(score))
        for key, score in zip(keys[0], scores[0], strict=True)
        if key >= 0  # FAISS pads with -1
    ]
