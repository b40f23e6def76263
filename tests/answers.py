"""Answers made by hand, for what is made of them."""

from dataclasses import replace
from datetime import date

from index.filter import Filter
from index.span import Span
from service.answer import Answer, Citation, RefusalReason, Status, Support, Verdict
from service.claims.verdict import Judgement
from service.observer import Observe
from service.question import Question
from tests.fakes import FakeLibrary, make_document

PORT = make_document("港/北.txt", "北港去年新建泊位6个。", title="北港", published=date(2024, 3, 1))
TOWN = make_document("town.txt", "青石镇投入4.2亿元。", title="青石镇")
TEXT = "北港新建泊位6个；青石镇投入4.2亿元。"
FIRST, SECOND = Span(0, 8), Span(9, 19)


def citation(
    key: int, answer_span: Span, *, of_port: bool = True, url: str | None = None
) -> Citation:
    document = PORT if of_port else TOWN
    span = Span(0, len(document.text))
    return Citation(
        id=key,
        answer_span=answer_span,
        document_id=document.id,
        document_title=document.metadata.title,
        url=url,
        published=document.metadata.published,
        content_sha256=document.sha256,
        span=span,
        cited_text=document.text,
        quote=document.text,
        highlight=None,
        passage_id=f"{document.id}#0",
        support=Support(Verdict.SUPPORTED, 0.9),
    )


def claim(span: Span, *, corrected: str | None = None) -> Judgement:
    return Judgement(span.of(TEXT), span, Verdict.SUPPORTED, (), corrected=corrected)


TWO_CLAIMS = Answer(
    text=TEXT,
    status=Status.ANSWERED,
    refusal_reason=None,
    citations=(
        citation(1, FIRST),
        citation(2, SECOND, of_port=False),
        citation(3, SECOND),
    ),
    standalone_question="北港和青石镇",
    confidence=0.9,
    index_generation=7,
    generator="extractive",
    claims=(claim(FIRST), claim(SECOND)),
)
REFUSED = replace(
    TWO_CLAIMS,
    text="资料中没有所问的答案。",
    status=Status.REFUSED,
    refusal_reason=RefusalReason.NOT_IN_CORPUS,
    citations=(replace(citation(1, Span(0, 0)), support=Support(Verdict.NEAREST, 0.1)),),
    claims=(),
)


class ScriptedLibrary(FakeLibrary):
    """Answers every question alike."""

    def __init__(self, answer: Answer = TWO_CLAIMS) -> None:
        super().__init__((PORT, TOWN))
        self.answer = answer

    def ask(
        self,
        question: Question,
        filter: Filter | None = None,
        *,
        observe: Observe | None = None,
    ) -> Answer:
        super().ask(question, filter, observe=observe)
        return self.answer
