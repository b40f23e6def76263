"""A store at one generation, as the chain sees it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.document import CleanDocument, Document
from index.expand import Translator
from index.filter import Filter
from index.hit import Hit
from index.retrieve import Retriever
from index.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class StoreCorpus:
    """One generation of a store, whatever is written meanwhile.

    Attributes:
        retriever: Searches the store.
        snapshot: The generation.
        filter: The documents of it that are seen; None for all. No other is found or read.
    """

    retriever: Retriever
    snapshot: Snapshot
    filter: Filter | None = None

    @property
    def generation(self) -> int:
        """How many changes had been made to the store."""
        return self.snapshot.generation

    def search(self, query: str, *, limit: int) -> list[Hit]:
        """Return the passages that fit a query, best first."""
        return self.retriever.search(query, limit=limit, snapshot=self.snapshot, filter=self.filter)

    def document(self, document_id: str) -> Document:
        """Return an original document."""
        return self.snapshot.document(document_id, self.filter)

    def clean_document(self, document_id: str) -> CleanDocument:
        """Return a document with its readable text and the way back to the original."""
        return self.snapshot.clean_document(document_id, self.filter)


class LateTranslator:
    """A translator that is loaded when the first word is to be translated."""

    def __init__(self, load: Callable[[], Translator]) -> None:
        self._load = load

    @cached_property
    def _loaded(self) -> Translator:
        return self._load()

    def translate(self, word: str) -> list[tuple[str, float]]:
        """Return Chinese terms for a word with their probabilities, best first."""
        return self._loaded.translate(word)

    def translate_phrase(self, words: Sequence[str]) -> list[tuple[str, float]]:
        """Return Chinese terms for a phrase as a whole, best first."""
        return self._loaded.translate_phrase(words)
