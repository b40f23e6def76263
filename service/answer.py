"""What is answered: text, status, and the citations that prove it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from index.span import Span
from service.claims.verdict import Judgement
from service.claims.verdict import Verdict as Verdict  # part of a citation


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


@dataclass(frozen=True, slots=True)
class Support:
    """How well a citation carries its claim; `score` in [0, 1]."""

    verdict: Verdict
    score: float


@dataclass(frozen=True, slots=True)
class AlsoIn:
    """Another document that prints a cited sentence, perhaps shortened.

    `document.text[span.start:span.end] == cited_text` holds here too.

    Attributes:
        document_id: The other document.
        document_title: Its title, if known.
        source: Its outlet, if known.
        url: Its address, if known.
        published: Its date, if known.
        content_sha256: Digest of the original text that `span` indexes.
        span: In the original text.
        cited_text: The original characters, noise included.
    """

    document_id: str
    document_title: str | None
    source: str | None
    url: str | None
    published: date | None
    content_sha256: str
    span: Span
    cited_text: str


@dataclass(frozen=True, slots=True)
class Position:
    """One of several figures that sources give for what was asked.

    Attributes:
        text: The figure, in the asker's script.
        citations: Keys of the citations that give it, from independent sources.
    """

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question or a passage is about.

    Attributes:
        places: As the question or the passage writes them.
        times: `2021`, `2021-06` or `2021-06-30`; `--06` where no year is known.
        names: Other names: of a firm, a work, a project.
    """

    places: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusalDetail:
    """What was asked about, and what the nearest evidence is about.

    Attributes:
        differs: In what they differ: `place`, `time`, `name`; empty where in nothing known.
        asked: Where `differs` names it, only what the evidence lacks.
        found: What the nearest evidence speaks of instead.
    """

    differs: tuple[str, ...]
    asked: Subject
    found: Subject


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
        source: The document's outlet, if known.
        also_in: The other documents that print the same sentence.
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
    source: str | None = None
    also_in: tuple[AlsoIn, ...] = ()


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
        claims: The verdict on each statement of `text`; in order.
        unsupported: The verdict on each statement that was left out; their spans index the
            text as it was drafted.
        index_generation: The generation of the store that answered.
        generator: Who wrote the text: `extractive`, or the language model's name.
        conflict: The figures that independent sources give, the newest first, where they
            differ; else empty.
        refusal_detail: In a refusal with evidence, what that is about and what was asked.
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
    claims: tuple[Judgement, ...] = ()
    unsupported: tuple[Judgement, ...] = ()
    conflict: tuple[Position, ...] = ()
    refusal_detail: RefusalDetail | None = None
