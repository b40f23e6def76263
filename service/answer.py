"""What is answered: text, status, and the citations that prove it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from index.span import Span


class Status(StrEnum):
    """How far the question was answered."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    REFUSED = "refused"


class RefusalReason(StrEnum):
    """Why no answer is given."""

    NOT_IN_CORPUS = "not_in_corpus"
    NUMBER_MISSING = "number_missing_in_source"
    SUBJECT_MISMATCH = "subject_mismatch"
    LOW_CONFIDENCE = "low_confidence"
    UNSAFE_OR_EMPTY = "unsafe_or_empty_question"


class Verdict(StrEnum):
    """What checking a citation against its claim found."""

    SUPPORTED = "supported"
    NEAREST = "nearest_evidence"  # shown with a refusal; supports no claim


@dataclass(frozen=True, slots=True)
class Support:
    """How well a citation carries its claim; `score` in [0, 1]."""

    verdict: Verdict
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in an original document that proves part of an answer.

    `document.text[span.start:span.end] == cited_text` holds for every citation.

    Attributes:
        id: Key within the answer, from 1.
        answer_span: The part of the answer's text that it supports; empty in a refusal.
        document_id: The cited document.
        document_title: Its title, if known.
        url: Its address, if known.
        published: Its date, if known.
        content_sha256: Digest of the original text that `span` indexes.
        span: In the original text.
        cited_text: The original characters, noise included.
        quote: The same place, cleaned for reading, in the document's own script.
        highlight: The part of `quote` that is the answer itself, or None.
        passage_id: The passage it lies in.
        support: The verdict.
    """

    id: int
    answer_span: Span
    document_id: str
    document_title: str | None
    url: str | None
    published: date | None
    content_sha256: str
    span: Span
    cited_text: str
    quote: str
    highlight: Span | None
    passage_id: str
    support: Support


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to a question: proven text, or a refusal with its reason.

    Attributes:
        text: The answer, or in a refusal a sentence that says why.
        status: Answered, partial or refused.
        refusal_reason: Set exactly when `status` is refused.
        citations: The proof; in a refusal the nearest evidence.
        standalone_question: The question as it was searched, follow-ups resolved.
        confidence: In [0, 1]; how sure the reader is of the answer.
        notice: What the asker should know of how it was made, such as that the language
            model failed and extraction answered instead.
        timings: Milliseconds by step of the chain, `total` included.
        index_generation: The generation of the store that answered.
        generator: Who wrote the text: `extractive`, or the language model's name.
    """

    text: str
    status: Status
    refusal_reason: RefusalReason | None
    citations: tuple[Citation, ...]
    standalone_question: str
    confidence: float
    index_generation: int
    generator: str
    notice: str | None = None
    timings: Mapping[str, float] = field(default_factory=dict)
