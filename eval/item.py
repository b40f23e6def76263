"""One question of a set, with what is right."""

import hashlib
from dataclasses import dataclass

from index.document import Document, Metadata
from service.question import Question


@dataclass(frozen=True, slots=True)
class Item:
    """A question, its gold answers and the place that proves them.

    Attributes:
        id: Unique in its set.
        question: The question with the turns before it.
        answers: Acceptable answers, any of which is right; empty when the question must
            be refused. A `list` question's answer is one string, its parts joined by `、`.
        documents: Ids of the documents that hold the answer; empty when not stated.
        evidence: Sentences that prove the answer; all of them are wanted.
        kind: What is asked for: `figure`, `date`, `list`, ...
        split: Which part of the set it belongs to, if parts are told apart.
        context: The text to read when reading alone is measured.
    """

    id: str
    question: Question
    answers: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    kind: str = "answerable"
    split: str | None = None
    context: str | None = None

    @property
    def answerable(self) -> bool:
        """Whether the question has an answer; if not it must be refused."""
        return bool(self.answers)


def context_document(text: str, title: str | None) -> Document:
    """Return the context of a question as a document, named by its digest."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(
        id=f"context-{digest[:16]}", text=text, sha256=digest, metadata=Metadata(title=title)
    )
