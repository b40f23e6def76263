"""A corpus of a few texts in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from eval.reading import GivenText
from index.document import CleanDocument, Document
from index.hit import Hit
from tests.fakes import make_document


class Shelf:
    """Holds texts; every search returns all their passages, in order."""

    generation = 1

    def __init__(self, documents: Sequence[Document]) -> None:
        self._texts = {document.id: GivenText.of(document) for document in documents}

    def search(self, query: str, *, limit: int) -> list[Hit]:
        found = [hit for text in self._texts.values() for hit in text.search(query, limit=limit)]
        return found[:limit]

    def document(self, document_id: str) -> Document:
        return self.clean_document(document_id).document

    def clean_document(self, document_id: str) -> CleanDocument:
        return self._texts[document_id].clean


def article(
    name: str, text: str, *, source: str | None = None, published: date | None = None
) -> Document:
    document = make_document(name, text, published=published)
    return replace(document, metadata=replace(document.metadata, source=source))
