"""Answers, hits and an answerer whose every word the test decides."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.item import Item
from eval.outcome import Outcome
from index.document import Document, Passage
from index.errors import InvalidQuestion, UnknownDocument
from index.hit import Hit
from index.span import Span
from service.answer import (
    Answer,
    Citation,
    RefusalReason,
    Status,
    Support,
    Verdict,
)
from service.library import Intake, SourceReport
from service.question import Question


def item(
    *answers: str,
    item_id: str = "q1",
    text: str = "甲地投入多少资金？",
    documents: tuple[str, ...] = (),
    evidence: tuple[str, ...] = (),
    kind: str | None = None,
    context: str | None = None,
) -> Item:
    return Item(
        id=item_id,
        question=Question(text),
        answers=answers,
        documents=documents,
        evidence=evidence,
        kind=kind or ("figure" if answers else "unanswerable"),
        context=context,
    )


def document(document_id: str, text: str) -> Document:
    return Document(id=document_id, text=text, sha256=f"digest of {text}")


PAGE = document("a", "甲地去年投入三千万元。乙地投入1200万元。")
QUOTE = "乙地投入1200万元。"
ASKED = "乙地投入多少？"


def citation(source: Document, quote: str, *, verdict: Verdict = Verdict.SUPPORTED) -> Citation:
    start = source.text.index(quote)
    return Citation(
        id=1,
        answer_span=Span(0, 0),
        document_id=source.id,
        document_title=None,
        url=None,
        published=None,
        content_sha256=source.sha256,
        span=Span(start, start + len(quote)),
        cited_text=quote,
        quote=quote,
        highlight=None,
        passage_id=f"{source.id}#0",
        support=Support(verdict, 1.0),
    )


def answer(
    text: str,
    *citations: Citation,
    confidence: float = 0.9,
    status: Status = Status.ANSWERED,
    standalone: str = "",
) -> Answer:
    return Answer(
        text=text,
        status=status,
        refusal_reason=RefusalReason.NOT_IN_CORPUS if status is Status.REFUSED else None,
        citations=citations,
        standalone_question=standalone,
        confidence=confidence,
        index_generation=1,
        generator="fake",
    )


def refusal(*citations: Citation) -> Answer:
    return answer("资料中没有。", *citations, confidence=0.1, status=Status.REFUSED)


def hit(document_id: str, text: str) -> Hit:
    span = Span(0, len(text))
    return Hit(Passage(f"{document_id}#0", document_id, 0, span, span, text), 1.0)


def outcome(
    of: Item,
    given: Answer | None,
    *,
    hits: Sequence[Hit] | None = (),
    true: tuple[bool, ...] = (),
    milliseconds: float = 1.0,
) -> Outcome:
    return Outcome(of, given, None if hits is None else tuple(hits), milliseconds, true)


class FakeStore:
    """Holds the documents it is handed."""

    def __init__(self, *documents: Document) -> None:
        self._documents = {document.id: document for document in documents}

    def document(self, document_id: str) -> Document:
        if document_id not in self._documents:
            raise UnknownDocument(document_id)
        return self._documents[document_id]


class FakeAnswerer:
    """Replies from a table of answers and hits by question text; raises on any other."""

    def __init__(
        self,
        store: FakeStore,
        answers: Mapping[str, Answer],
        hits: Mapping[str, list[Hit]] | None = None,
    ) -> None:
        self._store = store
        self.searched: list[str] = []
        self._answers = answers
        self._hits = hits or {}

    def ask(self, question: Question) -> Answer:
        if question.text not in self._answers:
            raise InvalidQuestion("no such question")
        return self._answers[question.text]

    def search(self, query: str, *, limit: int) -> list[Hit]:
        self.searched.append(query)
        return self._hits.get(query, [])[:limit]

    def document(self, document_id: str) -> Document:
        return self._store.document(document_id)

    def answer_given(self, question: Question, context: Document) -> Answer:
        given = self.ask(question)
        return given if given.citations else answer(given.text, citation(context, given.text))


class FakeLibrary(FakeAnswerer):
    """A library at a path that remembers what was put in."""

    def __init__(self, at: Path | None, answers: Mapping[str, Answer] | None = None) -> None:
        super().__init__(FakeStore(PAGE), answers or {})
        self.at = at
        self.ingested: list[Path] = []
        self.added: list[Document] = []
        self.generation = 1

    def ingest(self, paths: Sequence[Path], *, on_progress: object = None) -> Intake:
        self.ingested += paths
        found = sum(path.exists() for path in paths)
        lost = tuple(SourceReport(str(p), 0, "not there") for p in paths if not p.exists())
        return Intake(found, 0, 0, lost, 1)

    def add(self, documents: Sequence[Document]) -> Intake:
        self.added += documents
        return Intake(len(documents), 0, 0, (), 1)
