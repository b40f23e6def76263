"""A document made ready for the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.document import Document, Passage
from index.embed import FloatMatrix
from index.filter import DEFAULT_COLLECTION
from index.terms import PassageTerms

TextColumns = tuple[bytes, bytes, bytes, str]
"""Original and clean text, alignment and paragraphs, as they are written."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One document, cleaned, split and embedded: what a change writes.

    Processes hand it to each other, so it holds what is written and no more.

    Attributes:
        document: As it was read, its metadata completed.
        passages: In text order.
        vectors: One unit-length row a passage, shape (len(passages), dimension).
        fingerprint: Of what was read; a document with the same one needs no new work.
        terms: What the lexical index keeps of each passage.
        columns: The document's texts as the database keeps them.
        folded: The context of each passage folded, until it is embedded.
    """

    document: Document
    passages: Sequence[Passage]
    vectors: FloatMatrix
    fingerprint: str
    terms: Sequence[PassageTerms]
    columns: TextColumns
    folded: Sequence[str] = ()

    def __reduce__(self) -> tuple[type["Prepared"], tuple[object, ...]]:
        """Pickle by the fields, as `Span` does."""
        read = (self.document, self.passages, self.vectors, self.fingerprint)
        return Prepared, (*read, self.terms, self.columns, self.folded)


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
