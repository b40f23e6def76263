"""A store as the chain sees it: one generation, from the search to the citation."""

from functools import lru_cache

from index.document import CleanDocument, Document
from index.hit import Hit
from index.retrieve import Retriever

_DOCUMENTS_KEPT = 64


class StoreCorpus:
    """The generation of a store that stood when the question came.

    Args:
        retriever: Searches the store.
    """

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self._snapshot = retriever.store.snapshot
        self._clean = lru_cache(_DOCUMENTS_KEPT)(self._snapshot.clean_document)

    @property
    def generation(self) -> int:
        """How many changes had been made."""
        return self._snapshot.generation

    def search(self, query: str, *, limit: int) -> list[Hit]:
        """Return the passages that fit a query, best first."""
        return self._retriever.search(query, limit=limit, snapshot=self._snapshot)

    def document(self, document_id: str) -> Document:
        """Return an original document."""
        return self.clean_document(document_id).document

    def clean_document(self, document_id: str) -> CleanDocument:
        """Return a document with its readable text and the way back to the original."""
        return self._clean(document_id)
