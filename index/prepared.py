"""A document made ready for the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.document import CleanDocument, Passage
from index.embed import FloatMatrix
from index.filter import DEFAULT_COLLECTION
from index.terms import PassageTerms

TextColumns = tuple[bytes, bytes, bytes, str]
"""Original and clean text, alignment and paragraphs, as they are written."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One document, cleaned, split and embedded: what a change writes.

    Attributes:
        clean: The document with its readable text and alignment.
        passages: In text order.
        folded: The context of each passage folded, as it was embedded.
        vectors: One unit-length row a passage, shape (len(passages), dimension).
        fingerprint: Of what was read; a document with the same one needs no new work.
        terms: What the lexical index keeps of each passage; None to work it out later.
        columns: The document's texts as the database keeps them; None to do so later.
    """

    clean: CleanDocument
    passages: Sequence[Passage]
    folded: Sequence[str]
    vectors: FloatMatrix
    fingerprint: str
    terms: Sequence[PassageTerms] | None = None
    columns: TextColumns | None = None


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document of the store without its text.

    Attributes:
        characters: Length of the original text.
        passages: How many passages it was split into.
        sha256: Digest of the original text.
        collection: The collection it belongs to.
    """

    id: str
    title: str | None
    source: str | None
    author: str | None
    published: date | None
    url: str | None
    path: str | None
    characters: int
    passages: int
    sha256: str
    collection: str = DEFAULT_COLLECTION
