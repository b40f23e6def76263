"""Vectors by key in one FAISS index, of the kind that suits their number.

Few are compared one by one, exactly. Many are sorted into cells around centres trained on
themselves (Sivic and Zisserman 2003, "Video Google"; Jégou, Douze and Schmid 2011, "Product
quantization for nearest neighbor search"), each number rounded to eight bits, and a question
looks into the nearest cells only. `eval.bench.vectors` measures where one overtakes the other.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.cores import usable_cores
from index.embed import FloatMatrix, FloatVector
from index.errors import StoreDamaged
from index.keys import Keys

Batches = Iterable[tuple[Sequence[int], FloatMatrix]]
"""Keys and their vectors, shape (n, dimension)."""

KeyVector = npt.NDArray[np.int64]

# One question is one row: a team of threads only waits for its slowest member, which on a
# busy machine takes a thousand times as long as the search.
faiss.omp_set_num_threads(1)

EXACT = 10_000  # vectors: more are sorted into cells, where searching all takes over 2 ms
_CELL = 256  # vectors a cell on average
_FEWEST_CELLS, _MOST_CELLS = 64, 4096
_TRAINED_ON = 40  # vectors for each cell; more hardly move the centres
_ROUNDS = 10  # of k-means
_RECALL = 0.97  # of the ten nearest, at least: cells are looked into until it is reached
_TRIED = 200  # vectors that the recall is measured with
_NEAREST = 10
_SEED = 1
_AT_ONCE = 16_384  # vectors added, or compared, in one go
_log = logging.getLogger("wenju.store")


class Vectors:
    """Vectors by key. Searching never changes anything, so threads may share one."""

    def __init__(self, index: Any) -> None:
        """Take over a FAISS `IndexIDMap`, its keys in ascending order."""
        self._index = index
        self._inner: Any = faiss.downcast_index(index.index)
        self.keys: KeyVector = faiss.vector_to_array(index.id_map)
        if isinstance(self._inner, faiss.IndexIVF):
            self._inner.make_direct_map()

    @classmethod
    def build(cls, dimension: int, batches: Batches, *, exact: int = EXACT) -> "Vectors":
        """Return an index of batches of keys and their vectors, shape (n, dimension).

        Args:
            dimension: Length of every vector.
            batches: Read once; half a kilobyte a hundred numbers is held in memory.
            exact: Up to so many vectors are compared one by one.
        """
        keys, rows = _collected(dimension, batches, exact)
        inner = faiss.IndexFlatIP(dimension) if len(keys) <= exact else _cells(rows)
        index = faiss.IndexIDMap(inner)
        for start in range(0, len(keys), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            index.add_with_ids(rows[part].astype(np.float32), keys[part])
        made = cls(index)
        if made.approximate:
            made._set_probes(rows)
        return made

    @classmethod
    def open(cls, path: Path) -> "Vectors":
        """Load an index from a file whose checksum has been verified.

        Raises:
            StoreDamaged: FAISS cannot read it, or it is not an index of ours.
        """
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as broken:
            raise StoreDamaged(f"the vector index {path} cannot be read: {broken}") from broken
        kinds = (faiss.IndexFlatIP, faiss.IndexIVFScalarQuantizer)
        if not isinstance(index, faiss.IndexIDMap) or not isinstance(
            faiss.downcast_index(index.index), kinds
        ):
            raise StoreDamaged(f"the vector index {path} is not of the kind that wenju writes")
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the index to a file.

        Raises:
            OSError: The file cannot be written.
        """
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as failed:
            raise OSError(f"{path} cannot be written: {failed}") from failed

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return int(self._index.d)

    @property
    def approximate(self) -> bool:
        """Whether a question looks into some cells only."""
        return isinstance(self._inner, faiss.IndexIVF)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(
        self, row: FloatMatrix, limit: int, *, only: Keys | None = None, gone: Any = None
    ) -> list[tuple[int, float]]:
        """Return keys and inner products of the vectors nearest to a row, shape (1, dimension).

        Args:
            row: What to search.
            limit: Most to return.
            only: The only keys to consider; None for all.
            gone: A selector from `without`; heeded where `only` is None.
        """
        if not len(self):
            return []
        if only is not None and self.approximate and len(only) <= EXACT:
            return self._compared(row[0], only, limit)
        bits = None if only is None else only.bits()  # FAISS borrows them while it searches
        chosen = gone if bits is None else faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg,arg-type]  # stub: C++'s arguments
        scores, keys = self._index.search(row, min(limit, len(self)), params=self._params(chosen))
        there = keys[0] >= 0  # FAISS pads with -1
        return list(zip(keys[0][there].tolist(), scores[0][there].tolist(), strict=True))

    def rows(self, keys: KeyVector) -> FloatMatrix:
        """Return the vectors of some keys that are here, shape (len(keys), dimension)."""
        places = np.searchsorted(self.keys, keys)
        found: FloatMatrix = self._inner.reconstruct_batch(places)
        return found

    def holds(self, keys: KeyVector) -> npt.NDArray[np.bool_]:
        """Say of each key whether it is here."""
        places = np.minimum(np.searchsorted(self.keys, keys), max(0, len(self.keys) - 1))
        if not len(self.keys):
            return np.zeros(len(keys), dtype=np.bool_)
        held: npt.NDArray[np.bool_] = self.keys[places] == keys
        return held

    def _compared(self, row: FloatVector, only: Keys, limit: int) -> list[tuple[int, float]]:
        """Compare a row with the vectors of a few keys, one by one."""
        keys = np.fromiter(only, dtype=np.int64)
        keys = keys[self.holds(keys)]
        if not len(keys):
            return []
        scores = np.einsum("nd,d->n", self.rows(keys), row)
        best = np.lexsort((keys, -scores))[:limit]
        return list(zip(keys[best].tolist(), scores[best].tolist(), strict=True))

    def _params(self, chosen: Any) -> Any:
        """Return parameters with a selector; None for none.

        New ones for each search, because an ID map writes into them while it searches.
        """
        if chosen is None:
            return None
        if self.approximate:
            return faiss.SearchParametersIVF(sel=chosen, nprobe=self._inner.nprobe)  # type: ignore[call-arg]  # stub lacks it
        return faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]  # stub lacks it

    def _set_probes(self, rows: FloatMatrix) -> None:
        """Look into as many cells as the recall needs, measured against all vectors."""
        drawn = np.random.default_rng(_SEED).choice(len(rows), min(_TRIED, len(rows)), False)
        asked = rows[np.sort(drawn)].astype(np.float32)
        exact = _exactly_nearest(rows, asked)
        recall = 0.0
        with _all_cores():
            while recall < _RECALL and self._inner.nprobe < self._inner.nlist:
                self._inner.nprobe *= 2
                _, found = self._inner.search(asked, _NEAREST)
                recall = _share(exact, found)
        _log.info(
            "%d vectors in %d cells, %d looked into for recall@%d %.3f",
            *(len(self), self._inner.nlist, self._inner.nprobe, _NEAREST, recall),
        )


def without(keys: Sequence[int]) -> Any:
    """Return a selector that leaves out some keys; None where there are none.

    FAISS borrows what a selector is made of: hold on to all of it.
    """
    if not len(keys):
        return None
    gone = faiss.IDSelectorBatch(np.array(sorted(keys), dtype=np.int64))
    kept: Any = faiss.IDSelectorNot(gone)
    kept.gone = gone
    return kept


def _collected(dimension: int, batches: Batches, exact: int) -> tuple[KeyVector, FloatMatrix]:
    """Return all keys in ascending order and their vectors, in half precision where many."""
    keys: list[KeyVector] = [np.zeros(0, dtype=np.int64)]
    rows: list[FloatMatrix] = [np.zeros((0, dimension), dtype=np.float32)]
    for some, vectors in batches:
        keys.append(np.array(some, dtype=np.int64))
        many = sum(map(len, keys)) > exact
        rows.append(vectors.astype(np.float16 if many else np.float32))
    joined = np.concatenate(keys)
    kind = np.float16 if len(joined) > exact else np.float32
    everything: FloatMatrix = np.concatenate(rows, dtype=kind, casting="same_kind")
    if np.all(joined[1:] > joined[:-1]):
        return joined, everything
    order = np.argsort(joined, kind="stable")
    return joined[order], everything[order]


def _cells(rows: FloatMatrix) -> Any:
    """Return an empty index with cells trained on an even draw of the rows."""
    dimension = rows.shape[1]
    count = int(np.clip(len(rows) // _CELL, _FEWEST_CELLS, _MOST_CELLS))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        count,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
        False,  # whole vectors, not what they differ from their centre
    )
    index.cp.niter, index.cp.seed, index.cp.spherical = _ROUNDS, _SEED, True
    drawn = np.random.default_rng(_SEED).choice(
        len(rows), min(len(rows), count * _TRAINED_ON), False
    )
    with _all_cores():
        index.train(rows[np.sort(drawn)].astype(np.float32))
    return index


def _exactly_nearest(rows: FloatMatrix, asked: FloatMatrix) -> npt.NDArray[np.int64]:
    """Return the places of the rows nearest to those asked for, shape (n, _NEAREST)."""
    exact = faiss.IndexFlatIP(rows.shape[1])
    found = []
    for start in range(0, len(rows), _AT_ONCE):
        exact.reset()
        exact.add(rows[start : start + _AT_ONCE].astype(np.float32))
        scores, places = exact.search(asked, _NEAREST)
        found.append((scores, places + start))
    scores = np.concatenate([score for score, _ in found], axis=1)
    places = np.concatenate([place for _, place in found], axis=1)
    best = np.argsort(-scores, axis=1, kind="stable")[:, :_NEAREST]
    nearest: npt.NDArray[np.int64] = np.take_along_axis(places, best, axis=1)
    return nearest


def _share(wanted: npt.NDArray[np.int64], found: npt.NDArray[np.int64]) -> float:
    """Return how many of the wanted are found, row by row, from 0 to 1."""
    return float(np.mean([np.isin(*pair).mean() for pair in zip(wanted, found, strict=True)]))


@contextmanager
def _all_cores() -> Iterator[None]:
    """Let FAISS use every core for what is done to many vectors at once."""
    faiss.omp_set_num_threads(usable_cores())
    try:
        yield
    finally:
        faiss.omp_set_num_threads(1)
