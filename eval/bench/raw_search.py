"""FAISS and tantivy alone on the files of a store: what a search cannot be faster than.

The very calls that a search makes of the two engines are made again, their arguments at hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from index.embed import Embedder, FloatMatrix
from index.expand import Translator, expand
from index.lexical import COMPLETED, LexicalIndex
from index.retrieve import POOL
from index.script import fold


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question as the engines take it.

    Attributes:
        row: Its vector, shape (1, dimension).
        queries: What tantivy is asked, each with the number of hits wanted.
    """

    row: FloatMatrix
    queries: Sequence[tuple[Any, int]]


class RawSearch:
    """The two engines on a store's own index files."""

    def __init__(self, store: Path, embedder: Embedder, translator: Translator | None) -> None:
        """Open the newest files of a store."""
        import faiss
        import tantivy

        self._embedder = embedder
        self._translator = translator
        vectors = newest(store, "dense.*") / "vectors.faiss"
        self._dense = faiss.read_index(str(vectors), faiss.IO_FLAG_MMAP_IFC)
        folder = newest(store, "lexical.*")
        self._lexical = LexicalIndex.open(folder)
        self._searcher = tantivy.Index.open(str(folder)).searcher()

    def prepared(self, question: str) -> Prepared:
        """Return a question as the engines take it; this is not timed."""
        row = self._embedder.embed_queries([fold(question)])
        query = expand(question, self._translator)
        common = self._lexical.common(query)
        first = self._lexical.first_pass(query, common)
        if first is None:
            return Prepared(row, [])
        addresses = [address for _, address in self._searcher.search(first, POOL).hits]
        found = cast("list[int]", self._searcher.fast_field_values("key", addresses))[:COMPLETED]
        second = [(self._lexical.second_pass(found, common), len(found))] if common else []
        return Prepared(row, [(first, POOL), *second])

    def search(self, asked: Prepared) -> None:
        """Search both, and leave what is found."""
        self._dense.search(asked.row, POOL)
        for query, limit in asked.queries:
            self._searcher.search(query, limit, count=False)


def newest(store: Path, pattern: str) -> Path:
    """Return the folder of the newest generation of a derived index."""
    folders = [path for path in store.glob(pattern) if path.suffix[1:].isdigit()]
    return max(folders, key=lambda path: int(path.suffix[1:]))
