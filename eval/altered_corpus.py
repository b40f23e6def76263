"""A corpus from which documents were taken out, or in which one reads otherwise."""

from eval.reading import GivenText
from index.document import CleanDocument, Document
from index.hit import Hit
from service.state import Corpus

_MORE = 16  # hits asked for beyond those wanted: what a document taken out may have held


class AlteredCorpus:
    """A corpus that lacks a document, or has another text in its place.

    Searching goes by the texts as they were: a passage that reads otherwise is found as
    its original is.

    Args:
        corpus: What is altered; stays as it is.
        without: Id of the document taken out, or None.
        instead: The other text, under the id of the document it stands for, or None.
    """

    def __init__(
        self, corpus: Corpus, *, without: str | None = None, instead: Document | None = None
    ) -> None:
        self._corpus = corpus
        self._without = without
        self._instead = None if instead is None else GivenText.of(instead)

    @property
    def generation(self) -> int:
        """The generation of what is altered."""
        return self._corpus.generation

    def search(self, query: str, *, limit: int) -> list[Hit]:
        """Return the passages that fit a query, best first."""
        hits = self._corpus.search(query, limit=limit + _MORE)
        seen = (self._altered(hit) for hit in hits)
        return [hit for hit in seen if hit is not None][:limit]

    def document(self, document_id: str) -> Document:
        """Return an original document, or what stands for it."""
        return self.clean_document(document_id).document

    def clean_document(self, document_id: str) -> CleanDocument:
        """Return a document, or what stands for it, with its readable text."""
        if self._instead is not None and document_id == self._instead.clean.document.id:
            return self._instead.clean
        return self._corpus.clean_document(document_id)

    def _altered(self, hit: Hit) -> Hit | None:
        """Return a hit as it reads here; None when it is not here."""
        document_id, ordinal = hit.passage.document_id, hit.passage.ordinal
        if document_id == self._without:
            return None
        if self._instead is None or document_id != self._instead.clean.document.id:
            return hit
        passages = self._instead.passages
        return Hit(passages[ordinal], hit.score) if ordinal < len(passages) else None
