"""What the chain knows after each of its steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from index.document import CleanDocument, Document, Passage
from index.hit import Hit
from prompts.packing import PackedContext
from service.answer import Answer
from service.draft import Claim, Draft
from service.observer import Drafted, Event, Observe, Retrieved
from service.question import Language, Question
from service.reader.analysis import Analysis
from service.reader.view import View
from service.refusal import Refusal


class Corpus(Protocol):
    """One generation of a searchable store."""

    @property
    def generation(self) -> int:
        """How many changes had been made to it."""
        ...

    def search(self, query: str, *, limit: int) -> list[Hit]:
        """Return the passages that fit a query, best first."""
        ...

    def document(self, document_id: str) -> Document:
        """Return an original document."""
        ...

    def clean_document(self, document_id: str) -> CleanDocument:
        """Return a document with its readable text and the way back to the original."""
        ...


@dataclass(frozen=True, slots=True)
class State:
    """A question on its way to an answer; each step fills in its part.

    Attributes:
        question: As it was asked.
        corpus: What it is answered from, the same generation throughout.
        language: The asker's; in whose script the answer is written.
        started: Seconds on the performance counter when it was asked.
        deadline: Seconds on the monotonic clock by which the answer must be out, or None.
        standalone: The question with follow-ups resolved.
        analysis: What the standalone question asks for.
        hits: What the search found, with scores, best first.
        passages: Best first.
        views: The same passages prepared for reading, once they are reranked.
        retrieved: Every passage that was found, prepared, those read or not, best first.
        context: The passages packed for a language model.
        outcome: What the generator drafted, or why it declined.
        differing: Where independent sources give different figures for what was asked: the
            claims of each figure, the newest first.
        notice: Why another generator than the configured one answers, or None.
        answer: The verified answer.
        timings: Milliseconds by step.
        observe: Told of what is reached before the answer, or None.
    """

    question: Question
    corpus: Corpus
    language: Language
    started: float
    deadline: float | None = None
    standalone: str = ""
    analysis: Analysis | None = None
    hits: tuple[Hit, ...] = ()
    passages: tuple[Passage, ...] = ()
    views: tuple[View, ...] = ()
    retrieved: tuple[View, ...] = ()
    context: PackedContext | None = None
    outcome: Draft | Refusal | None = None
    differing: tuple[tuple[Claim, ...], ...] = ()
    notice: str | None = None
    answer: Answer | None = None
    timings: Mapping[str, float] = field(default_factory=dict)
    observe: Observe | None = None


def seconds_left(state: State) -> float | None:
    """Return the time left before the deadline, at least a tenth of a second; None: no deadline."""
    return None if state.deadline is None else max(0.1, state.deadline - monotonic())


def reached(step: str, state: State) -> Event | None:
    """Return what there is to tell once a step has ended; None: nothing."""
    if step == "retrieve":
        return Retrieved(state.standalone, state.hits, state.corpus.generation)
    if step == "generate" and isinstance(state.outcome, Draft):
        return Drafted(len(state.outcome.claims), state.outcome.generator)
    return None
