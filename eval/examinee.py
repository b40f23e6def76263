"""What an evaluation asks of the system it measures."""

from typing import Protocol

from index.document import Document
from index.hit import Hit
from service.answer import Answer
from service.question import Question


class Asker(Protocol):
    """Answers from a corpus of its own; every `service.library.Library` is one."""

    def ask(self, question: Question, /) -> Answer:
        """Answer a question from the corpus, or refuse with a reason."""
        ...

    def search(self, query: str, /, *, limit: int) -> list[Hit]:
        """Return at most `limit` hits, best first."""
        ...

    def document(self, document_id: str, /) -> Document:
        """Return a document as it is stored, to hold citations against it.

        Raises:
            UnknownDocument: No document has that id.
        """
        ...


class Reader(Protocol):
    """Answers from a text it is handed, without searching."""

    def answer_given(self, question: Question, context: Document, /) -> Answer:
        """Answer a question from one document; citations index its text."""
        ...
