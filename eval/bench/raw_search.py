"""FAISS and tantivy alone on the files of a store: what a search cannot be faster than."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.embed import Embedder, FloatMatrix
from index.expand import Translator, expand
from index.lexical import Field
from index.script import fold

_POOL = 100  # hits of each engine, as many as a fusion takes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question as the engines take it.

    Attributes:
        row: Its vector, shape (1, dimension).
        query: Its weighted terms as a tantivy query.
    """

    row: FloatMatrix
    query: Any


class RawSearch:
    """The two engines on a store's own index files."""

    def __init__(self, store: Path, embedder: Embedder, translator: Translator | None) -> None:
        """Open the newest files of a store."""
        import faiss
        import tantivy

        self._embedder = embedder
        self._translator = translator
        self._dense = faiss.read_index(str(newest(store, "dense.*") / "vectors.faiss"))
        index = tantivy.Index.open(str(newest(store, "lexical.*")))
        analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("spaces", analyser)
        self._schema, self._searcher = index.schema, index.searcher()

    def prepared(self, question: str) -> Prepared:
        """Return a question as the engines take it; this is not timed."""
        import tantivy

        def clause(field: Field, term: str, weight: float) -> tuple[Any, Any]:
            found = tantivy.Query.term_query(self._schema, field.value, term, index_option="freq")
            return tantivy.Occur.Should, tantivy.Query.boost_query(found, weight)

        terms = expand(question, self._translator).terms
        clauses: Sequence[tuple[Any, Any]] = [
            clause(field, term, weight)
            for field, weights in terms.items()
            for term, weight in weights.items()
            if weight > 0
        ]
        row = self._embedder.embed_queries([fold(question)])
        return Prepared(row, tantivy.Query.boolean_query(list(clauses)))

    def search(self, asked: Prepared) -> None:
        """Search both, and leave what is found."""
        self._dense.search(asked.row, _POOL)
        self._searcher.search(asked.query, _POOL, count=False)


def newest(store: Path, pattern: str) -> Path:
    """Return the folder of the newest generation of a derived index."""
    folders = [path for path in store.glob(pattern) if path.suffix[1:].isdigit()]
    return max(folders, key=lambda path: int(path.suffix[1:]))
