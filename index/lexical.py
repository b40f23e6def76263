"""BM25 over our own terms: the one file that knows tantivy.

Terms are made in `index.terms` and handed over joined by spaces, so the engine
splits at spaces and analyses nothing. BM25 as in Robertson and Zaragoza 2009, "The
Probabilistic Relevance Framework", with tantivy's k1 = 1.2 and b = 0.75.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import Any, cast

import tantivy

from index.common_terms import MANY, common_terms
from index.errors import StoreDamaged
from index.keys import Keys
from index.ranking import best_first
from index.terms import PassageTerms

_ANALYSER = "spaces"
# A segment is written when its postings fill this: some 65,000 passages, as many as an ingest
# keeps at a time. A search looks each of its terms up in each segment.
_HEAP_BYTES = 200_000_000
# Setting up such a heap takes 20 ms and more, which is a good part of adding one article.
_SMALL_HEAP_BYTES = 15_000_000  # the smallest that tantivy takes
_FEW = 256  # passages that are written with it, and keys that are deleted
_TIES = 16  # hits asked for beyond the limit, so that ties at the cut go by key
COMPLETED = 20  # hits to which the common terms are added exactly


class Field(StrEnum):
    """Where a term is looked for."""

    TEXT = "text"
    HEADING = "heading"
    ROMANISED = "romanised"


@dataclass(frozen=True, slots=True)
class LexicalQuery:
    """Weighted terms by field.

    Attributes:
        terms: Weight by term, at least 0; a passage scores the weighted sum of BM25.
    """

    terms: Mapping[Field, Mapping[str, float]] = field(default_factory=dict)


class LexicalIndex:
    """A searchable index of passage terms, on disk or in memory."""

    def __init__(self, index: tantivy.Index) -> None:
        index.register_tokenizer(
            _ANALYSER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        )
        self._index = index
        self._schema = index.schema
        self._searcher = index.searcher()

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """Open the index in a folder whose files have been verified.

        Raises:
            StoreDamaged: It is not an index of ours.
        """
        try:
            index = tantivy.Index.open(str(folder))
            index.config_reader(reload_policy="manual")
            return cls(index)
        except (ValueError, OSError) as broken:
            raise StoreDamaged(f"the lexical index {folder} cannot be opened: {broken}") from broken

    @classmethod
    def build(cls, entries: Iterable[tuple[int, PassageTerms]]) -> "LexicalIndex":
        """Return an index in memory of some passages' terms by key."""
        index = tantivy.Index(_schema())
        writer = LexicalWriter(index)
        writer.add(entries)
        writer.close(commit=True)
        index.reload()
        return cls(index)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self, query: LexicalQuery, limit: int, keys: Keys | None = None
    ) -> list[tuple[int, float]]:
        """Return the keys of the best passages with their BM25 score, best first.

        Args:
            query: Weighted terms; with none, nothing is found.
            limit: Most hits to return, at least 1.
            keys: The only ones to consider; None for all.

        Returns:
            At most `limit` pairs of key and score; equal scores in order of their keys.
        """
        common = self.common(query)
        first = self.first_pass(query, common)
        if first is None:
            return []
        pairs = self._completed(self._best(first, limit + _TIES, keys), common)
        return best_first(pairs)[:limit]

    def common(self, query: LexicalQuery) -> dict[str, float]:
        """Return the terms of the text, with their weights, that come in the second pass."""
        weights = query.terms.get(Field.TEXT, {})
        if len(self) <= MANY:
            return {}
        count, name = self._searcher.doc_freq, Field.TEXT.value
        counts = {term: count(name, term) for term in weights}
        return {term: weights[term] for term in common_terms(weights, counts, len(self))}

    def first_pass(self, query: LexicalQuery, common: Mapping[str, float]) -> tantivy.Query | None:
        """Return a query for the terms that are not common; None where none has any weight."""
        clauses = []
        for field_, weights in query.terms.items():
            name, later = field_.value, common if field_ is Field.TEXT else {}
            clauses += [
                (tantivy.Occur.Should, self._clause(name, term, weight))
                for term, weight in weights.items()
                if weight > 0 and term not in later
            ]
        return tantivy.Query.boolean_query(clauses) if clauses else None

    def second_pass(self, keys: Sequence[int], common: Mapping[str, float]) -> tantivy.Query:
        """Return a query for what common terms add to the scores of some passages.

        Each term is an option of its own around the others: a term of one such option jumps
        from passage to passage, terms that share one are read from end to end.
        """
        key, term_query = "key", tantivy.Query.term_query
        chosen = [(tantivy.Occur.Should, term_query(self._schema, key, one)) for one in keys]
        query = tantivy.Query.const_score_query(tantivy.Query.boolean_query(chosen), 0.0)
        name = Field.TEXT.value
        for term, weight in common.items():
            option = (tantivy.Occur.Should, self._clause(name, term, weight))
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), option])
        return query

    def _completed(
        self, pairs: list[tuple[int, float]], common: Mapping[str, float]
    ) -> list[tuple[int, float]]:
        """Add what common terms say: exactly to the first hits, as much as usual to others."""
        if not common or not pairs:
            return pairs
        first = pairs[:COMPLETED]
        query = self.second_pass([key for key, _ in first], common)
        found = self._searcher.search(query, len(first), count=False).hits
        added = dict(self._keyed(found))
        usual = median(added.values())
        return [(key, score + added.get(key, usual)) for key, score in pairs]

    def _best(self, query: tantivy.Query, limit: int, keys: Keys | None) -> list[tuple[int, float]]:
        """Return the best passages, or the best among some keys, at least `limit` if there are.

        The ranking is followed down until it has given as many of the keys as are wanted,
        or ends: the same as if nothing else were in the index. Intersecting with a set of
        keys inside the engine took ten times as long (140 ms for half of 200,000 passages).
        """
        wanted = limit
        if keys is not None:
            wanted = min(len(self), 2 * limit * max(1, len(self) // max(1, len(keys))))
        while True:
            found = self._searcher.search(query, max(1, wanted), count=False).hits
            pairs = self._keyed(found)
            if keys is not None:
                pairs = keys.among(pairs)
            if keys is None or len(pairs) >= limit or len(found) < wanted:
                return pairs
            wanted *= 4

    def _keyed(self, found: Sequence[tuple[Any, tantivy.DocAddress]]) -> list[tuple[int, float]]:
        addresses = [address for _, address in found]
        keys = cast("list[int]", self._searcher.fast_field_values("key", addresses))
        return [(key, score) for key, (score, _) in zip(keys, found, strict=True)]

    def _clause(self, name: str, term: str, weight: float) -> tantivy.Query:
        clause = tantivy.Query.term_query(self._schema, name, term, "freq")
        return clause if weight == 1.0 else tantivy.Query.boost_query(clause, weight)


class LexicalWriter:
    """Adds and deletes passages of one index; what it did is there after it is closed.

    One thread writes, so that the same passages always make the same index.
    """

    def __init__(self, index: tantivy.Index) -> None:
        index.register_tokenizer(
            _ANALYSER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        )
        self._index = index
        self._writer: tantivy.IndexWriter | None = None
        self._waiting: list[tantivy.Document | int] = []  # what to add, and keys to delete

    @classmethod
    def at(cls, folder: Path) -> "LexicalWriter":
        """Open the index in a folder for writing; an empty folder becomes an empty index.

        Raises:
            OSError: From here or any method: a file cannot be written, or read back.
        """
        with _failing_as_files_do():
            exists = tantivy.Index.exists(str(folder))
            return cls(tantivy.Index.open(str(folder)) if exists else _created(folder))

    def add(self, entries: Iterable[tuple[int, PassageTerms]]) -> None:
        """Add the terms of passages by key."""
        for key, terms in entries:
            document = tantivy.Document()
            document.add_integer("key", key)
            document.add_text(Field.TEXT, terms.text)
            document.add_text(Field.HEADING, terms.heading)
            document.add_text(Field.ROMANISED, terms.romanised)
            self._do(document)

    def delete(self, keys: Sequence[int]) -> None:
        """Delete passages by key; keys that are not there do nothing."""
        for key in keys:
            self._do(key)

    def close(self, *, commit: bool) -> None:
        """End writing: keep everything or nothing, and wait until all files are there."""
        with _failing_as_files_do():
            if commit:
                self._begun(_SMALL_HEAP_BYTES).commit()
            elif self._writer is not None:
                self._writer.rollback()
            if self._writer is not None:
                self._writer.wait_merging_threads()

    def _do(self, what: tantivy.Document | int) -> None:
        """Add a document or delete a key, as soon as it is known that there are many."""
        if self._writer is None:
            self._waiting.append(what)
            if len(self._waiting) <= _FEW:
                return
            with _failing_as_files_do():
                self._begun(_HEAP_BYTES)
        else:
            with _failing_as_files_do():
                _done(self._writer, what)

    def _begun(self, heap_bytes: int) -> tantivy.IndexWriter:
        """Return the engine's writer, which has done what was waiting."""
        if self._writer is None:
            self._writer = self._index.writer(heap_size=heap_bytes, num_threads=1)
        for what in self._waiting:
            _done(self._writer, what)
        self._waiting = []
        return self._writer


def _done(writer: tantivy.IndexWriter, what: tantivy.Document | int) -> None:
    if isinstance(what, int):
        writer.delete_documents_by_term("key", what)
    else:
        writer.add_document(what)


@contextmanager
def _failing_as_files_do() -> Iterator[None]:
    """Turn what tantivy raises into an OSError; it knows one exception for everything."""
    try:
        yield
    except ValueError as failed:
        raise OSError(f"the lexical index: {failed}") from failed


def _created(folder: Path) -> tantivy.Index:
    folder.mkdir(parents=True, exist_ok=True)
    return tantivy.Index(_schema(), path=str(folder))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    # A signed field: deleting by term finds nothing in an unsigned one.
    builder.add_integer_field("key", indexed=True, fast=True)
    for name in Field:
        builder.add_text_field(name.value, tokenizer_name=_ANALYSER, index_option="freq")
    return builder.build()
