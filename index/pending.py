"""Documents of a change that wait to be written in one go."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.connection import Row
from index.prepared import Prepared
from index.row_checksum import checksum, with_checksum
from index.rows import packed_vectors, row_of_document, row_of_passage, row_of_summary

_FULL = 2048  # passages or documents


@dataclass(slots=True)
class Pending:
    """Rows of documents that are not in the tables yet, and the keys given to them.

    One call of the database for some hundred documents costs less than four for each,
    and across a network that is most of the time.
    """

    _documents: list[Row] = field(default_factory=list)
    _texts: list[Row] = field(default_factory=list)
    _passages: list[Row] = field(default_factory=list)
    _vectors: list[Row] = field(default_factory=list)
    _states: dict[str, tuple[str, str, str | None]] = field(default_factory=dict)
    _document: int = 0
    _passage: int = 0

    def start(self, last_document: int, last_passage: int) -> None:
        """Give out keys after the highest that were ever used."""
        self._document, self._passage = last_document, last_passage

    @property
    def last_keys(self) -> tuple[int, int]:
        """The highest key given to a document, and to a passage."""
        return self._document, self._passage

    @property
    def waiting(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._documents)

    @property
    def is_full(self) -> bool:
        """Whether it is time to write."""
        return max(len(self._documents), len(self._passages)) >= _FULL

    def state(self, document_id: str) -> tuple[str, str] | None:
        """Return fingerprint and collection of a document that waits, or None."""
        known = self._states.get(document_id)
        return known and known[:2]

    def ids_at(self, path: str) -> list[str]:
        """Return the ids of the documents that wait and were read from a path."""
        return [id_ for id_, (_, _, place) in self._states.items() if place == path]

    def add(self, prepared: Prepared) -> list[int]:
        """Let a document wait; return the keys of its passages."""
        document = prepared.document
        self._document += 1
        first = self._passage + 1
        keys = list(range(first, first + len(prepared.passages)))
        self._passage += len(keys)
        counts = (len(document.text), len(keys), first)
        listed = checksum(row_of_summary(document, *counts[:2]))
        self._documents.append(
            (self._document, *row_of_document(document), prepared.fingerprint, *counts, listed)
        )
        columns = prepared.columns
        self._texts.append((self._document, *columns, checksum((document.id, *columns[1:]))))
        for key, passage in zip(keys, prepared.passages, strict=True):
            row, title = row_of_passage(passage), document.metadata.title
            read = checksum((key, document.id, *row, title))
            self._passages.append((key, self._document, *row, read))
        pairs = zip(keys, packed_vectors(prepared.vectors), strict=True)
        self._vectors += map(with_checksum, pairs)
        self._states[document.id] = (prepared.fingerprint, document.collection, document.path)
        return keys

    def take(self) -> Iterator[tuple[str, list[Row]]]:
        """Yield the statements that write what waits, with their rows; nothing waits then."""
        tables = {
            "add_documents": self._documents,
            "add_texts": self._texts,
            "add_passages": self._passages,
            "add_vectors": self._vectors,
        }
        self._documents, self._texts, self._passages, self._vectors = [], [], [], []
        self._states = {}
        yield from tables.items()
