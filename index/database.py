"""The truth of a store: every SQL statement stands here.

Texts are UTF-8 compressed with zlib, vectors little-endian float16, dates ISO 8601,
paragraphs and headings JSON.
"""

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from index.align import Alignment
from index.document import (
    CleanDocument,
    Document,
    Metadata,
    Paragraph,
    ParagraphKind,
    Passage,
)
from index.embed import FloatMatrix
from index.errors import IndexIncompatible, StoreBusy, StoreDamaged, StoreError, UnknownDocument
from index.prepared import DocumentSummary, Prepared
from index.schema import FORMAT, TABLES
from index.span import Span

_BATCH = 4096  # rows read at a time
_LAST_KEY = 2**63 - 1
_VARIABLES = 500  # parameters of one statement
_VECTOR = np.dtype("<f2")

_Row = tuple[Any, ...]

_SUMMARY = "id, title, source, author, published, url, path, characters, passages, sha256"
_PASSAGE = (
    'passages.key, documents.id, ordinal, start, "end", clean_start, clean_end, headings, text, '
    "title FROM passages JOIN documents ON documents.key = passages.document"
)


class Database:
    """One connection, either pinned to a generation for reading or inside a change."""

    def __init__(self, path: Path) -> None:
        with _translated(path):
            self._connection = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=5
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute("PRAGMA foreign_keys = ON")
        self._path = path
        self._lock = threading.RLock()

    def close(self) -> None:
        """Let go of the file; an open transaction is rolled back."""
        self._connection.close()

    # Transactions

    def pin(self) -> None:
        """Read from now on the generation that stands at this moment."""
        self._run("BEGIN")
        self._run("SELECT value FROM meta LIMIT 1")

    def begin(self) -> None:
        """Start a change; nothing of it is seen by others until `commit`."""
        self._run("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the change durable and visible."""
        self._run("COMMIT")

    def rollback(self) -> None:
        """Undo the change."""
        if self._connection.in_transaction:
            self._run("ROLLBACK")

    # Facts about the store

    def create(self, *, model_id: str, dimension: int) -> None:
        """Make the tables of an empty store; a store that is there stays as it is."""
        self.begin()
        for statement in TABLES:
            self._run(statement)
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
            self._run("INSERT OR IGNORE INTO meta VALUES (?, ?)", (name, str(value)))
        self.commit()

    def is_empty_file(self) -> bool:
        """Say whether no store was ever created in this file."""
        return not self._run("SELECT 1 FROM sqlite_master WHERE name = 'meta'")

    def facts(self) -> dict[str, str]:
        """Return all facts about the store by name.

        Raises:
            IndexIncompatible: The store has another format.
        """
        facts: dict[str, str] = dict(self._run("SELECT name, value FROM meta"))
        if facts.get("format") != str(FORMAT):
            raise IndexIncompatible(
                f"{self._path.parent} has store format {facts.get('format')}, this version reads "
                f"{FORMAT}; ingest the articles again into a new store"
            )
        return facts

    def set_fact(self, name: str, value: str) -> None:
        """Record one fact about the store."""
        self._run("UPDATE meta SET value = ? WHERE name = ?", (value, name))

    def generation(self) -> int:
        """Return the generation alone, which is cheap enough for every question."""
        ((value,),) = self._run("SELECT value FROM meta WHERE name = 'generation'")
        return int(value)

    # Documents

    def fingerprint(self, document_id: str) -> str | None:
        """Return the fingerprint of a document, or None when it is not there."""
        rows = self._run("SELECT fingerprint FROM documents WHERE id = ?", (document_id,))
        return str(rows[0][0]) if rows else None

    def ids_at_path(self, path: str) -> list[str]:
        """Return the ids of the documents that were read from a path."""
        rows = self._run("SELECT id FROM documents WHERE path = ? ORDER BY key", (path,))
        return [id_ for (id_,) in rows]

    def document_count(self) -> int:
        """Return how many documents there are."""
        return int(self._run("SELECT count(*) FROM documents")[0][0])

    def summaries(self) -> list[DocumentSummary]:
        """Return every document without its text, in the order they came."""
        rows = self._run(f"SELECT {_SUMMARY} FROM documents ORDER BY key")  # noqa: S608 - constant
        return [
            DocumentSummary(id_, title, source, author, _date(published), *rest)
            for id_, title, source, author, published, *rest in rows
        ]

    def clean_document(self, document_id: str) -> CleanDocument:
        """Return a document with its clean text.

        Raises:
            UnknownDocument: There is none of that id.
        """
        original, row = self._document(document_id)
        return CleanDocument(
            document=original,
            text=self._unpacked(row["clean"]),
            alignment=Alignment.from_bytes(row["alignment"]),
            paragraphs=tuple(
                Paragraph(Span(start, end), ParagraphKind(kind))
                for start, end, kind in json.loads(row["paragraphs"])
            ),
        )

    def document(self, document_id: str) -> Document:
        """Return a document as it was decoded, its metadata completed.

        Raises:
            UnknownDocument: There is none of that id.
        """
        return self._document(document_id)[0]

    def _document(self, document_id: str) -> tuple[Document, sqlite3.Row]:
        with self._lock, _translated(self._path):
            cursor = self._connection.cursor()
            cursor.row_factory = sqlite3.Row
            row = cursor.execute(
                "SELECT * FROM documents JOIN texts ON document = key WHERE id = ?", (document_id,)
            ).fetchone()
            if row is None:
                raise UnknownDocument(f"there is no document {document_id!r} in the store")
            text = self._unpacked(row["original"])
        if sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != row["sha256"]:
            raise self._damage(f"the text of {document_id!r} has another checksum")
        metadata = Metadata(
            row["title"], row["source"], row["author"], _date(row["published"]), row["url"]
        )
        document = Document(row["id"], text, row["sha256"], metadata, row["path"], row["encoding"])
        return document, row

    # Passages

    def passage_count(self) -> int:
        """Return how many passages there are."""
        return int(self._run("SELECT coalesce(sum(passages), 0) FROM documents")[0][0])

    def passages(self, keys: Sequence[int]) -> list[Passage]:
        """Return the passages of some keys in the order of the keys; unknown keys are left out."""
        found: dict[int, Passage] = {}
        for start in range(0, len(keys), _VARIABLES):
            some = keys[start : start + _VARIABLES]
            marks = ", ".join("?" * len(some))
            rows = self._run(f"SELECT {_PASSAGE} WHERE passages.key IN ({marks})", some)
            found.update((row[0], _passage(row)) for row in rows)
        return [found[key] for key in keys if key in found]

    def passages_of(self, document_id: str) -> list[Passage]:
        """Return the passages of a document in text order."""
        rows = self._run(
            f"SELECT {_PASSAGE} WHERE documents.id = ? ORDER BY ordinal",
            (document_id,),
        )
        return [_passage(row) for row in rows]

    def all_passages(self, after: int = 0) -> Iterator[list[tuple[int, Passage]]]:
        """Yield every passage with its key, in order of keys, some thousand at a time."""
        query = f"SELECT {_PASSAGE} WHERE passages.key > ? ORDER BY passages.key LIMIT {_BATCH}"
        while rows := self._run(query, (after,)):
            yield [(row[0], _passage(row)) for row in rows]
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
        while rows := self._run(query, (after, last, _BATCH)):
            keys = [key for key, _ in rows]
            if any(len(vector) != dimension * _VECTOR.itemsize for _, vector in rows):
                raise StoreDamaged(f"{self._path} holds vectors that are not of its dimension")
            block = np.frombuffer(b"".join(vector for _, vector in rows), dtype=_VECTOR)
            yield keys, block.reshape(len(keys), dimension).astype(np.float32)
            after = keys[-1]

    def changed_since(self, key: int) -> int:
        """Return how many passages came after a key, or were removed since it was the last."""
        query = (
            "SELECT (SELECT count(*) FROM vectors WHERE passage > ?)"
            " + (SELECT count(*) FROM removed)"
        )
        return int(self._run(query, (key,))[0][0])

    def last_key(self) -> int:
        """Return the highest passage key, or 0."""
        return int(self._run("SELECT coalesce(max(key), 0) FROM passages")[0][0])

    def removed_keys(self) -> list[int]:
        """Return the passages removed since the vector index was last written out."""
        return [key for (key,) in self._run("SELECT passage FROM removed ORDER BY passage")]

    def forget_removed(self) -> None:
        """Empty the list of removed passages: the vector index has been written out."""
        self._run("DELETE FROM removed")

    # Changes

    def insert(self, prepared: Prepared) -> list[int]:
        """Write a document that is not there; return the keys of its passages."""
        clean, document = prepared.clean, prepared.clean.document
        metadata = document.metadata
        self._run(
            "INSERT INTO documents (id, path, encoding, sha256, fingerprint, title, source,"
            " author, published, url, characters, passages)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.id,
                document.path,
                document.encoding,
                document.sha256,
                prepared.fingerprint,
                metadata.title,
                metadata.source,
                metadata.author,
                metadata.published.isoformat() if metadata.published else None,
                metadata.url,
                len(document.text),
                len(prepared.passages),
            ),
        )
        ((key,),) = self._run("SELECT key FROM documents WHERE id = ?", (document.id,))
        paragraphs = [(p.clean_span.start, p.clean_span.end, p.kind) for p in clean.paragraphs]
        self._run(
            "INSERT INTO texts VALUES (?, ?, ?, ?, ?)",
            (
                key,
                _packed(document.text),
                _packed(clean.text),
                clean.alignment.to_bytes(),
                json.dumps(paragraphs),
            ),
        )
        return self._insert_passages(key, prepared)

    def _insert_passages(self, document: int, prepared: Prepared) -> list[int]:
        ((last,),) = self._run(
            "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'passages'"
        ) or [(0,)]
        keys = list(range(last + 1, last + 1 + len(prepared.passages)))
        rows = [
            (
                key,
                document,
                passage.ordinal,
                passage.span.start,
                passage.span.end,
                passage.clean_span.start,
                passage.clean_span.end,
                json.dumps(passage.headings, ensure_ascii=False),
                passage.text,
            )
            for key, passage in zip(keys, prepared.passages, strict=True)
        ]
        blobs = [row.tobytes() for row in np.asarray(prepared.vectors).astype(_VECTOR)]
        with self._lock, _translated(self._path):
            self._connection.executemany(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
            )
            self._connection.executemany(
                "INSERT INTO vectors VALUES (?, ?)", zip(keys, blobs, strict=True)
            )
        return keys

    def delete(self, document_id: str) -> list[int]:
        """Remove a document with all that belongs to it; return the keys of its passages.

        Raises:
            UnknownDocument: There is none of that id.
        """
        rows = self._run("SELECT key FROM documents WHERE id = ?", (document_id,))
        if not rows:
            raise UnknownDocument(f"there is no document {document_id!r} in the store")
        keys = self._run("SELECT key FROM passages WHERE document = ?", rows[0])
        self._run(
            "INSERT INTO removed SELECT key FROM passages WHERE document = ? AND key <="
            " (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'dense_last_key')",
            rows[0],
        )
        self._run("DELETE FROM documents WHERE key = ?", rows[0])
        return [key for (key,) in keys]

    def _unpacked(self, data: bytes) -> str:
        try:
            return zlib.decompress(data).decode("utf-8", "surrogatepass")
        except (zlib.error, UnicodeDecodeError) as broken:
            raise self._damage(str(broken)) from broken

    def _damage(self, what: str) -> StoreDamaged:
        return StoreDamaged(
            f"{self._path} is damaged ({what}); move {self._path.parent} away and ingest the "
            "articles again"
        )

    def _run(self, statement: str, parameters: Sequence[object] = ()) -> list[_Row]:
        with self._lock, _translated(self._path):
            return self._connection.execute(statement, parameters).fetchall()


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise StoreBusy(f"another process is writing to {path.parent}") from error
        raise StoreError(f"{path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise StoreDamaged(
            f"{path} is damaged ({error}); move {path.parent} away and ingest the articles again"
        ) from error


def _passage(row: _Row) -> Passage:
    _, document_id, ordinal, start, end, clean_start, clean_end, headings, text, title = row
    return Passage(
        id=f"{document_id}#{ordinal}",
        document_id=document_id,
        ordinal=ordinal,
        span=Span(start, end),
        clean_span=Span(clean_start, clean_end),
        text=text,
        headings=tuple(json.loads(headings)),
        title=title,
    )


def _date(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)
