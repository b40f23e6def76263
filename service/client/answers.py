"""Answers and proofs read from JSON: the way back of `service.render`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from index.span import Span
from service.answer import (
    AlsoIn,
    Answer,
    Citation,
    Position,
    RefusalDetail,
    RefusalReason,
    Status,
    Subject,
    Support,
)
from service.claims.verdict import Finding, Judgement, Reason, Verdict
from service.client.results import CheckedDocument, Proof

Json = Mapping[str, Any]


def read_answer(payload: Json) -> Answer:
    """Return an answer; `service.render.answer_payload` is the other direction."""
    reason, detail = payload["refusal_reason"], payload["refusal_detail"]
    return Answer(
        text=payload["answer"],
        status=Status(payload["status"]),
        refusal_reason=None if reason is None else RefusalReason(reason),
        citations=tuple(map(read_citation, payload["citations"])),
        standalone_question=payload["standalone_question"],
        confidence=payload["confidence"],
        index_generation=payload["index_generation"],
        generator=payload["generator"],
        notice=payload["notice"],
        timings=dict(payload["timings"]),
        claims=tuple(map(read_claim, payload["claims"])),
        unsupported=tuple(map(read_claim, payload["unsupported"])),
        conflict=tuple(
            Position(one["answer"], tuple(one["citations"])) for one in payload["conflict"]
        ),
        refusal_detail=None if detail is None else _detail(detail),
    )


def read_proof(payload: Json) -> Proof:
    """Return the verdicts on an answer that was held against documents."""
    return Proof(
        verdict=Verdict(payload["verdict"]),
        claims=tuple(map(read_claim, payload["claims"])),
        documents=tuple(
            CheckedDocument(one["key"], one["id"], one["title"], one["content_sha256"])
            for one in payload["documents"]
        ),
    )


def read_claim(payload: Json) -> Judgement:
    """Return the verdict on one claim."""
    return Judgement(
        text=payload["text"],
        answer_span=read_range(payload["answer"]),
        verdict=Verdict(payload["verdict"]),
        findings=tuple(map(_finding, payload["reasons"])),
        document_id=payload["document_id"],
        source_span=_optional_place(payload["source"]),
        corrected=payload["corrected"],
    )


def read_citation(payload: Json) -> Citation:
    """Return a citation; `answer_span` indexes the answer, `span` the original text."""
    highlight = payload["highlight"]
    return Citation(
        id=payload["id"],
        answer_span=read_range(payload["answer"]),
        document_id=payload["document_id"],
        document_title=payload["document_title"],
        url=payload["url"],
        published=read_day(payload["published"]),
        content_sha256=payload["content_sha256"],
        span=read_place(payload),
        cited_text=payload["cited_text"],
        quote=payload["quote"],
        highlight=None if highlight is None else read_range(highlight),
        passage_id=payload["passage_id"],
        support=Support(Verdict(payload["support"]["verdict"]), payload["support"]["score"]),
        source=payload["source"],
        also_in=tuple(map(_also_in, payload["also_in"])),
    )


def read_day(value: str | None) -> date | None:
    """Return a date, or None where none is known."""
    return None if value is None else date.fromisoformat(value)


def read_place(payload: Json) -> Span:
    """Return a span of a document's original text."""
    return Span(payload["start_char_index"], payload["end_char_index"])


def read_range(payload: Json) -> Span:
    """Return a span of an answer's text."""
    return Span(payload["start_index"], payload["end_index"])


def _also_in(payload: Json) -> AlsoIn:
    return AlsoIn(
        document_id=payload["document_id"],
        document_title=payload["document_title"],
        source=payload["source"],
        url=payload["url"],
        published=read_day(payload["published"]),
        content_sha256=payload["content_sha256"],
        span=read_place(payload),
        cited_text=payload["cited_text"],
    )


def _finding(payload: Json) -> Finding:
    return Finding(
        Reason(payload["reason"]), read_range(payload["answer"]), _optional_place(payload["source"])
    )


def _detail(payload: Json) -> RefusalDetail:
    return RefusalDetail(
        tuple(payload["differs"]), _subject(payload["asked"]), _subject(payload["found"])
    )


def _subject(payload: Json) -> Subject:
    return Subject(*(tuple(payload[name]) for name in ("places", "times", "names")))


def _optional_place(payload: Json | None) -> Span | None:
    return None if payload is None else read_place(payload)
