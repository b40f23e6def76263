"""How domain objects are written into the rows of a store, and read back.

Texts are UTF-8 compressed with zlib, vectors little-endian float16, dates ISO 8601,
paragraphs and headings JSON.
"""

import json
import zlib
from collections.abc import Sequence
from datetime import date

import numpy as np

from index.connection import Row
from index.document import CleanDocument, Document, Paragraph, ParagraphKind, Passage
from index.embed import FloatMatrix
from index.filter import Filter
from index.prepared import DocumentSummary, TextColumns
from index.span import Span

_VECTOR = np.dtype("<f2")


def summary_of(row: Row) -> DocumentSummary:
    """Return a document without its text, from its columns in the summary's order."""
    document_id, title, source, author, published, *rest = row
    return DocumentSummary(document_id, title, source, author, date_of(published), *rest)


def row_of_document(document: Document) -> Row:
    """Return the columns of a document that come from what was read."""
    metadata = document.metadata
    published = metadata.published.isoformat() if metadata.published else None
    stated = (metadata.title, metadata.source, metadata.author, published, metadata.url)
    read = (document.id, document.path, document.encoding, document.sha256)
    return *read, *stated, document.collection


def row_of_summary(document: Document, characters: int, passages: int) -> Row:
    """Return the columns of a document in the summary's order."""
    id_, path, _, digest, title, source, author, published, url, home = row_of_document(document)
    stated = (title, source, author, published, url)
    return id_, *stated, path, characters, passages, digest, home


def passage_of(row: Row) -> Passage:
    """Return a passage from its columns: key, document, place, headings, text, title."""
    _, document_id, ordinal, start, end, clean_start, clean_end, headings, text, title = row
    return Passage(
        id=f"{document_id}#{ordinal}",
        document_id=document_id,
        ordinal=ordinal,
        span=Span(start, end),
        clean_span=Span(clean_start, clean_end),
        text=text,
        headings=tuple(json.loads(headings)) if headings != "[]" else (),
        title=title,
    )


def row_of_passage(passage: Passage) -> Row:
    """Return the columns of a passage without its keys and its title."""
    span, clean_span = passage.span, passage.clean_span
    places = (passage.ordinal, span.start, span.end, clean_span.start, clean_span.end)
    return *places, json.dumps(passage.headings, ensure_ascii=False), passage.text


def paragraphs_of(written: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a clean text from their column."""
    return tuple(
        Paragraph(Span(start, end), ParagraphKind(kind)) for start, end, kind in json.loads(written)
    )


def text_columns(clean: CleanDocument) -> TextColumns:
    """Return the columns of a document's texts."""
    original = packed(clean.document.text)
    return (
        original,
        original if clean.text == clean.document.text else packed(clean.text),
        clean.alignment.to_bytes(),
        written_paragraphs(clean.paragraphs),
    )


def written_paragraphs(paragraphs: Sequence[Paragraph]) -> str:
    """Return the column of a clean text's paragraphs."""
    return json.dumps([(p.clean_span.start, p.clean_span.end, p.kind) for p in paragraphs])


def conditions_of(filter: Filter) -> dict[str, object]:
    """Return the parameters by which a statement heeds a filter."""
    first, last = filter.published_from, filter.published_to
    return {
        "any_collection": int(filter.collections is None),
        "collections": sorted(filter.collections or ()),
        "any_source": int(filter.sources is None),
        "sources": sorted(filter.sources or ()),
        "first": first.isoformat() if first else "",
        "last": last.isoformat() if last else "",
    }


def date_of(written: str | None) -> date | None:
    """Return a date from its column."""
    return date.fromisoformat(written) if written else None


def packed(text: str) -> bytes:
    """Return the column of a text."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def unpacked(data: bytes) -> str:
    """Return a text from its column.

    Raises:
        ValueError: It is not what `packed` wrote.
    """
    try:
        return zlib.decompress(data).decode("utf-8", "surrogatepass")
    except zlib.error as broken:
        raise ValueError(str(broken)) from broken


def packed_vectors(vectors: FloatMatrix) -> list[bytes]:
    """Return a column for each row of vectors, rounded to half precision."""
    return [row.tobytes() for row in np.asarray(vectors).astype(_VECTOR)]


def unpacked_vectors(columns: Sequence[bytes], dimension: int) -> FloatMatrix:
    """Return vectors from their columns, shape (len(columns), dimension).

    Raises:
        ValueError: A column has another length.
    """
    if any(len(column) != dimension * _VECTOR.itemsize for column in columns):
        raise ValueError("a vector is not of the store's dimension")
    block = np.frombuffer(b"".join(columns), dtype=_VECTOR)
    return block.reshape(len(columns), dimension).astype(np.float32)
