"""A corpus that is read once for each question, however many steps ask for it."""

from functools import lru_cache

from index.document import CleanDocument, Document
from index.hit import Hit
from service.state import Corpus

_DOCUMENTS = 64


class HeldCorpus:
    """Holds the documents that a question's steps have asked for.

    Args:
        corpus: Where they come from.
    """

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._clean = lru_cache(_DOCUMENTS)(corpus.clean_document)

    @property
    def generation(self) -> int:
        """How many changes had been made to it."""
        return self._corpus.generation

    def search(self, query: str, *, limit: int) -> list[Hit]:
        """Return the passages that fit a query, best first."""
        return self._corpus.search(query, limit=limit)

    def document(self, document_id: str) -> Document:
        """Return an original document."""
        return self._clean(document_id).document

    def clean_document(self, document_id: str) -> CleanDocument:
        """Return a document with its readable text and the way back to the original."""
        return self._clean(document_id)
