"""A library whose every text would act if it were taken for more than text."""

import re
from datetime import date
from typing import Any

from index.document import Document, Metadata
from index.hit import Hit
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
    Verdict,
)
from service.claims.verdict import Finding, Judgement, Reason
from service.observer import Drafted, Observe, Retrieved
from service.question import Question
from tests.browser.payloads import PAYLOADS
from tests.fakes import FakeLibrary, make_document


def hostile_document(number: int, payload: str) -> Document:
    """Return a document with a payload in every field that takes text."""
    plain = make_document(f"h{number}", f"{payload}\n第{number}篇。{payload}")
    known = Metadata(
        title=payload, source=payload, author=payload, published=date(2024, 1, 2), url=payload
    )
    return Document(plain.id, plain.text, plain.sha256, known)


class HostileLibrary(FakeLibrary):
    """Answers the question `n ...` with the n-th payload in every field of the answer."""

    def __init__(self) -> None:
        super().__init__([hostile_document(at, one) for at, one in enumerate(PAYLOADS)])

    def ask(self, question: Question, *args: Any, observe: Observe | None = None) -> Answer:
        number = int((re.match(r"\d+", question.text) or ["0"])[0])
        document = self._documents[f"h{number}"]
        if observe is not None:
            hit = Hit(self._passage(document), 1.0, {})
            observe(Retrieved(PAYLOADS[number], (hit,), self.generation))
            observe(Drafted(1, PAYLOADS[number]))
        return _answer(number, PAYLOADS[number], document, self.generation)


def _answer(number: int, payload: str, document: Document, generation: int) -> Answer:
    status = (Status.ANSWERED, Status.PARTIAL, Status.REFUSED)[number % 3]
    refused = status is Status.REFUSED
    whole = Span(0, len(payload))
    subject = Subject(places=(payload,), times=(payload,), names=(payload,))
    finding = Finding(Reason.FIGURE_DIFFERS, whole, whole)
    judged = Judgement(payload, whole, Verdict.SUPPORTED, (finding,), document.id, whole, payload)
    return Answer(
        text=payload,
        status=status,
        refusal_reason=RefusalReason.SUBJECT_MISMATCH if refused else None,
        citations=(_citation(payload, document, Span(0, 0) if refused else whole),),
        standalone_question=f"{payload}？",
        confidence=0.5,
        index_generation=generation,
        generator=payload,
        notice=payload,
        timings={"total": 1.0},
        claims=() if refused else (judged,),
        unsupported=(judged,),
        conflict=(Position(payload, (1,)),) if status is Status.PARTIAL else (),
        refusal_detail=RefusalDetail(("place",), subject, subject) if refused else None,
    )


def _citation(payload: str, document: Document, answer_span: Span) -> Citation:
    span = Span(0, len(payload))
    also = AlsoIn(
        document_id=document.id,
        document_title=payload,
        source=payload,
        url=payload,
        published=None,
        content_sha256=document.sha256,
        span=span,
        cited_text=payload,
    )
    return Citation(
        id=1,
        answer_span=answer_span,
        document_id=document.id,
        document_title=payload,
        url=payload,
        published=document.metadata.published,
        content_sha256=document.sha256,
        span=span,
        cited_text=payload,
        quote=payload,
        highlight=Span(0, 1),
        passage_id=f"{document.id}#0",
        support=Support(Verdict.SUPPORTED, 0.9),
        source=payload,
        also_in=(also,),
    )
