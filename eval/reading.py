"""Reading alone: the chain over one text that is handed in, nothing to be found in it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from index.clean.cleaning import clean_document
from index.document import CleanDocument, Document, Passage
from index.errors import UnknownDocument
from index.hit import Hit
from index.split import split_passages
from index.static_embedder import StaticEmbedder
from service.answer import Answer
from service.bootstrap import build_answerer
from service.question import Question
from service.settings import Settings
from service.state import Corpus


@dataclass(frozen=True, slots=True)
class GivenText:
    """A corpus of one document, in memory; every search returns its passages in order."""

    clean: CleanDocument
    passages: tuple[Passage, ...]
    generation: int = 0

    @classmethod
    def of(cls, document: Document) -> "GivenText":
        """Clean and split a document as an index would."""
        clean = clean_document(document)
        return cls(clean, tuple(split_passages(clean)))

    def search(self, query: str, *, limit: int) -> list[Hit]:
        """Return the first `limit` passages."""
        return [Hit(passage, 1.0) for passage in self.passages[:limit]]

    def document(self, document_id: str) -> Document:
        """Return the document; see `service.state.Corpus`."""
        return self.clean_document(document_id).document

    def clean_document(self, document_id: str) -> CleanDocument:
        """Return the cleaned document.

        Raises:
            UnknownDocument: The id is another's.
        """
        if document_id != self.clean.document.id:
            raise UnknownDocument(document_id)
        return self.clean


class AnswersFrom(Protocol):
    """Answers from any corpus; `service.answerer.Answerer` is one."""

    def answer_from(self, question: Question, corpus: Corpus) -> Answer:
        """Answer a question from a corpus of the caller's own."""
        ...


class ChainReader:
    """Reads a given text with the whole chain; an `eval.examinee.Reader`."""

    def __init__(self, answerer: AnswersFrom) -> None:
        self._answerer = answerer
        self._prepared = lru_cache(maxsize=1)(GivenText.of)  # questions come context by context

    def answer_given(self, question: Question, context: Document) -> Answer:
        """Answer a question from one document, or refuse."""
        return self._answerer.answer_from(question, self._prepared(context))


def open_reader(settings: Settings) -> ChainReader:
    """Return a reader with the chain that the settings describe.

    Raises:
        InvalidSetting: The language model's provider is unknown.
        ModelUnavailable: The language model's package or key is missing.
    """
    nothing = GivenText.of(Document(id="", text="", sha256=""))
    return ChainReader(build_answerer(settings, lambda: nothing, StaticEmbedder.load))
