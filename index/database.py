"""The truth of a store: every SQL statement stands here."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from index.align import Alignment
from index.connection import Connection
from index.document import CleanDocument, Document, Metadata, Passage
from index.embed import FloatMatrix
from index.errors import IndexIncompatible, UnknownDocument
from index.filter import Filter
from index.prepared import DocumentSummary, Prepared
from index.rows import (
    date_of,
    packed,
    packed_vectors,
    paragraphs_of,
    passage_of,
    row_of_document,
    row_of_passage,
    summary_of,
    unpacked,
    unpacked_vectors,
    written_paragraphs,
)
from index.schema import FORMAT, TABLES

_BATCH = 4096  # rows read at a time
_LAST_KEY = 2**63 - 1
_VARIABLES = 500  # parameters of one statement

_SUMMARY = "id, title, source, author, published, url, path, characters, passages, sha256"
_PASSAGE = (
    'passages.key, documents.id, ordinal, start, "end", clean_start, clean_end, headings, text, '
    "title FROM passages JOIN documents ON documents.key = passages.document"
)


class Database(Connection):
    """The tables of a store, either pinned to a generation for reading or inside a change."""

    def pin(self) -> None:
        """Read from now on the generation that stands at this moment."""
        self.run("BEGIN")
        self.run("SELECT value FROM meta LIMIT 1")

    # Facts about the store

    def create(self, *, model_id: str, dimension: int) -> None:
        """Make the tables of an empty store; a store that is there stays as it is."""
        self.begin()
        for statement in TABLES:
            self.run(statement)
        facts = {
            "format": FORMAT,
            "model_id": model_id,
            "dimension": dimension,
            "generation": 0,
            "stamp": "",
            "dense_generation": 0,
            "dense_stamp": "",
            "dense_last_key": 0,
        }
        for name, value in facts.items():
            self.run("INSERT OR IGNORE INTO meta VALUES (?, ?)", (name, str(value)))
        self.commit()

    def is_empty_file(self) -> bool:
        """Say whether no store was ever created in this file."""
        return not self.run("SELECT 1 FROM sqlite_master WHERE name = 'meta'")

    def facts(self) -> dict[str, str]:
        """Return all facts about the store by name.

        Raises:
            IndexIncompatible: The store has another format.
        """
        facts: dict[str, str] = dict(self.run("SELECT name, value FROM meta"))
        if facts.get("format") != str(FORMAT):
            raise IndexIncompatible(
                f"{self.path.parent} has store format {facts.get('format')}, this version reads "
                f"{FORMAT}; ingest the articles again into a new store"
            )
        return facts

    def set_fact(self, name: str, value: str) -> None:
        """Record one fact about the store."""
        self.run("UPDATE meta SET value = ? WHERE name = ?", (value, name))

    def generation(self) -> int:
        """Return the generation alone, which is cheap enough for every question."""
        ((value,),) = self.run("SELECT value FROM meta WHERE name = 'generation'")
        return int(value)

    # Documents

    def fingerprint(self, document_id: str) -> str | None:
        """Return the fingerprint of a document, or None when it is not there."""
        rows = self.run("SELECT fingerprint FROM documents WHERE id = ?", (document_id,))
        return str(rows[0][0]) if rows else None

    def ids_at_path(self, path: str) -> list[str]:
        """Return the ids of the documents that were read from a path."""
        rows = self.run("SELECT id FROM documents WHERE path = ? ORDER BY key", (path,))
        return [id_ for (id_,) in rows]

    def document_count(self) -> int:
        """Return how many documents there are."""
        return int(self.run("SELECT count(*) FROM documents")[0][0])

    def summaries(self, filter: Filter) -> list[DocumentSummary]:
        """Return every document of a filter without its text, in the order they came."""
        rows = self.run(f"SELECT {_SUMMARY} FROM documents ORDER BY key")  # noqa: S608 - constant
        return [one for one in map(summary_of, rows) if _admitted(filter, one)]

    def admits(self, document_id: str, filter: Filter) -> bool:
        """Say whether a document is there and meets a filter."""
        query = f"SELECT {_SUMMARY} FROM documents WHERE id = ?"  # noqa: S608 - constant
        return any(
            _admitted(filter, one) for one in map(summary_of, self.run(query, (document_id,)))
        )

    def passage_ranges(self, filter: Filter) -> list[tuple[int, int]]:
        """Return the half-open ranges of passage keys of a filter's documents, ascending."""
        query = (
            "SELECT id, min(passages.key), max(passages.key) + 1 FROM documents"
            " JOIN passages ON document = documents.key GROUP BY document ORDER BY 2"
        )
        admitted = {one.id for one in self.summaries(filter)}
        return [(start, end) for id_, start, end in self.run(query) if id_ in admitted]

    def clean_document(self, document_id: str) -> CleanDocument:
        """Return a document with its clean text.

        Raises:
            UnknownDocument: There is none of that id.
            StoreDamaged: It does not hold what was written.
        """
        query = (
            "SELECT clean, alignment, paragraphs FROM texts JOIN documents ON document = key"
            " WHERE id = ?"
        )
        document = self.document(document_id)
        ((clean, alignment, paragraphs),) = self.run(query, (document_id,))
        try:
            return CleanDocument(
                document=document,
                text=unpacked(clean),
                alignment=Alignment.from_bytes(alignment),
                paragraphs=paragraphs_of(paragraphs),
            )
        except ValueError as broken:
            raise self.damage(f"{document_id!r}: {broken}") from broken

    def document(self, document_id: str) -> Document:
        """Return a document as it was decoded, its metadata completed.

        Raises:
            UnknownDocument: There is none of that id.
            StoreDamaged: Its text is not the one that was written.
        """
        rows = self.run(
            "SELECT original, sha256, path, encoding, title, source, author, published, url"
            " FROM documents JOIN texts ON document = key WHERE id = ?",
            (document_id,),
        )
        if not rows:
            raise unknown(document_id)
        original, digest, path, encoding, title, source, author, published, url = rows[0]
        try:
            text = unpacked(original)
        except ValueError as broken:
            raise self.damage(f"{document_id!r}: {broken}") from broken
        if sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != digest:
            raise self.damage(f"the text of {document_id!r} has another checksum")
        metadata = Metadata(title, source, author, date_of(published), url)
        return Document(document_id, text, digest, metadata, path, encoding)

    # Passages

    def passage_count(self) -> int:
        """Return how many passages there are."""
        return int(self.run("SELECT coalesce(sum(passages), 0) FROM documents")[0][0])

    def passages(self, keys: Sequence[int]) -> list[Passage]:
        """Return the passages of some keys in the order of the keys; unknown keys are left out."""
        found: dict[int, Passage] = {}
        for start in range(0, len(keys), _VARIABLES):
            some = keys[start : start + _VARIABLES]
            marks = ", ".join("?" * len(some))
            rows = self.run(f"SELECT {_PASSAGE} WHERE passages.key IN ({marks})", some)
            found.update((row[0], passage_of(row)) for row in rows)
        return [found[key] for key in keys if key in found]

    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document in text order."""
        rows = self.run(
            f"SELECT {_PASSAGE} WHERE documents.id = ? ORDER BY ordinal",
            (document_id,),
        )
        return [passage_of(row) for row in rows]

    def all_passages(self, after: int = 0) -> Iterator[list[tuple[int, Passage]]]:
        """Yield every passage with its key, in order of keys, some thousand at a time."""
        query = f"SELECT {_PASSAGE} WHERE passages.key > ? ORDER BY passages.key LIMIT {_BATCH}"
        while rows := self.run(query, (after,)):
            yield [(row[0], passage_of(row)) for row in rows]
            after = rows[-1][0]

    def vectors(
        self, dimension: int, *, after: int = 0, until: int | None = None
    ) -> Iterator[tuple[list[int], FloatMatrix]]:
        """Yield the vectors of a range of passage keys, some thousand at a time.

        Args:
            dimension: Length of every vector.
            after: Keys up to this one are left out.
            until: The last key wanted, or None for all.

        Yields:
            Keys in ascending order, and their vectors, shape (n, dimension).

        Raises:
            StoreDamaged: A vector has another length.
        """
        query = (
            "SELECT passage, vector FROM vectors WHERE passage > ? AND passage <= ?"
            " ORDER BY passage LIMIT ?"
        )
        last = _LAST_KEY if until is None else until
        while rows := self.run(query, (after, last, _BATCH)):
            keys = [key for key, _ in rows]
            try:
                vectors = unpacked_vectors([vector for _, vector in rows], dimension)
            except ValueError as broken:
                raise self.damage(str(broken)) from broken
            yield keys, vectors
            after = keys[-1]

    def changed_since(self, key: int) -> int:
        """Return how many passages came after a key, or were removed since it was the last."""
        query = (
            "SELECT (SELECT count(*) FROM vectors WHERE passage > ?)"
            " + (SELECT count(*) FROM removed)"
        )
        return int(self.run(query, (key,))[0][0])

    def last_key(self) -> int:
        """Return the highest passage key, or 0."""
        return int(self.run("SELECT coalesce(max(key), 0) FROM passages")[0][0])

    def removed_keys(self) -> list[int]:
        """Return the passages removed since the vector index was last written out."""
        return [key for (key,) in self.run("SELECT passage FROM removed ORDER BY passage")]

    def forget_removed(self) -> None:
        """Empty the list of removed passages: the vector index has been written out."""
        self.run("DELETE FROM removed")

    # Changes

    def insert(self, prepared: Prepared) -> list[int]:
        """Write a document that is not there; return the keys of its passages."""
        clean, document = prepared.clean, prepared.clean.document
        self.run(
            "INSERT INTO documents (id, path, encoding, sha256, title, source, author, published,"
            " url, fingerprint, characters, passages) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *row_of_document(document),
                prepared.fingerprint,
                len(document.text),
                len(prepared.passages),
            ),
        )
        ((key,),) = self.run("SELECT key FROM documents WHERE id = ?", (document.id,))
        texts = (packed(document.text), packed(clean.text), clean.alignment.to_bytes())
        paragraphs = written_paragraphs(clean.paragraphs)
        self.run("INSERT INTO texts VALUES (?, ?, ?, ?, ?)", (key, *texts, paragraphs))
        return self._insert_passages(key, prepared)

    def _insert_passages(self, document: int, prepared: Prepared) -> list[int]:
        used = self.run("SELECT seq FROM sqlite_sequence WHERE name = 'passages'")
        first = used[0][0] + 1 if used else 1
        keys = list(range(first, first + len(prepared.passages)))
        rows = zip(keys, prepared.passages, strict=True)
        self.run_many(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(key, document, *row_of_passage(passage)) for key, passage in rows],
        )
        vectors = packed_vectors(prepared.vectors)
        self.run_many("INSERT INTO vectors VALUES (?, ?)", zip(keys, vectors, strict=True))
        return keys

    def delete(self, document_id: str) -> list[int]:
        """Remove a document with all that belongs to it; return the keys of its passages.

        Raises:
            UnknownDocument: There is none of that id.
        """
        rows = self.run("SELECT key FROM documents WHERE id = ?", (document_id,))
        if not rows:
            raise unknown(document_id)
        keys = self.run("SELECT key FROM passages WHERE document = ?", rows[0])
        self.run(
            "INSERT INTO removed SELECT key FROM passages WHERE document = ? AND key <="
            " (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'dense_last_key')",
            rows[0],
        )
        self.run("DELETE FROM documents WHERE key = ?", rows[0])
        return [key for (key,) in keys]


def _admitted(filter: Filter, summary: DocumentSummary) -> bool:
    return filter.admits(
        collection=summary.collection, source=summary.source, published=summary.published
    )


def unknown(document_id: str) -> UnknownDocument:
    """Return the error to raise where there is no document of an id."""
    return UnknownDocument(f"there is no document {document_id!r} in the store")
