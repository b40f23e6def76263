"""Stand-ins for the library and the embedder, small enough to see through."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.document import Document, Metadata, Passage
from index.errors import InvalidQuestion, InvalidRecord, UnknownDocument
from index.filter import DEFAULT_COLLECTION, Filter
from index.hit import Hit
from index.prepared import DocumentSummary
from index.span import Span
from service.answer import Answer, Citation, RefusalReason, Status, Support, Verdict
from service.library import Intake, Progress, SourceReport
from service.observer import Drafted, Observe, Retrieved
from service.question import Question


def make_document(
    document_id: str, text: str, *, title: str | None = None, published: date | None = None
) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(document_id, text, digest, Metadata(title=title, published=published))


HARBOUR = make_document(
    "harbour.txt",
    "青石港扩建\n青石港去年新建泊位6个，投资4.2亿元。",
    title="青石港扩建",
    published=date(2024, 3, 1),
)


class FakeEmbedder:
    """Unit vectors that depend on the text alone: the same text, the same vector."""

    def __init__(self, dimension: int = 16, model_id: str = "fake") -> None:
        self.dimension = dimension
        self.model_id = model_id

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [self._row(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self.dimension)

    embed_queries = embed_passages

    def _row(self, text: str) -> NDArray[np.float64]:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        row = np.random.default_rng(seed).standard_normal(self.dimension)
        return row / np.linalg.norm(row)


def _admitted(filter: Filter | None, document: Document) -> bool:
    known = document.metadata
    return filter is None or filter.admits(
        collection=document.collection, source=known.source, published=known.published
    )


class FakeLibrary:
    """Holds documents in memory; answers with the line that holds a word of the question.

    A question is cut at spaces; the answer is the first figure-like run after
    the word, or the whole line. Unknown words are refused.
    """

    def __init__(self, documents: Sequence[Document] = (HARBOUR,)) -> None:
        self._documents = {document.id: document for document in documents}
        self.generation = 1
        self.questions: list[Question] = []
        self.filters: list[Filter | None] = []

    def ask(
        self,
        question: Question,
        filter: Filter | None = None,
        *,
        observe: Observe | None = None,
    ) -> Answer:
        self.questions.append(question)
        self.filters.append(filter)
        if question.text == "fail":
            raise InvalidQuestion("this one fails")
        tell: Observe = observe or (lambda _: None)
        words = question.text.split()
        hits = [hit for word in words for hit in self.search(word, limit=10, filter=filter)]
        tell(Retrieved(question.text, tuple(hits), self.generation))
        for document in self._seen(filter):
            for word in words:
                if (start := document.text.find(word)) >= 0:
                    tell(Drafted(1, "extractive"))
                    return self._answered(question, document, start)
        reason = RefusalReason.NOT_IN_CORPUS if words else RefusalReason.UNSAFE_OR_EMPTY
        return self._refused(question, reason, filter)

    def _answered(self, question: Question, document: Document, start: int) -> Answer:
        end = document.text.find("。", start)
        span = Span(start, end if end >= 0 else len(document.text))
        text = span.of(document.text)
        return Answer(
            text=text,
            status=Status.ANSWERED,
            refusal_reason=None,
            citations=(self._citation(document, span, Span(0, len(text)), Verdict.SUPPORTED),),
            standalone_question=question.text,
            confidence=0.9,
            index_generation=self.generation,
            generator="extractive",
            timings={"total": 1.25},
        )

    def _seen(self, filter: Filter | None) -> list[Document]:
        return [one for one in self._documents.values() if _admitted(filter, one)]

    def _refused(
        self, question: Question, reason: RefusalReason, filter: Filter | None = None
    ) -> Answer:
        nearest = [
            self._citation(document, Span(0, 3), Span(0, 0), Verdict.NEAREST)
            for document in self._seen(filter)[:1]
        ]
        return Answer(
            text="语料中没有答案。",
            status=Status.REFUSED,
            refusal_reason=reason,
            citations=tuple(nearest),
            standalone_question=question.text,
            confidence=0.1,
            index_generation=self.generation,
            generator="extractive",
            timings={"total": 1.0},
        )

    def _citation(
        self, document: Document, span: Span, answer_span: Span, verdict: Verdict
    ) -> Citation:
        quote = span.of(document.text)
        return Citation(
            id=1,
            answer_span=answer_span,
            document_id=document.id,
            document_title=document.metadata.title,
            url=document.metadata.url,
            published=document.metadata.published,
            content_sha256=document.sha256,
            span=span,
            cited_text=quote,
            quote=quote,
            highlight=Span(0, min(2, len(quote))),
            passage_id=f"{document.id}#0",
            support=Support(verdict, 0.9),
        )

    def search(self, query: str, *, limit: int, filter: Filter | None = None) -> list[Hit]:
        found = [document for document in self._seen(filter) if query in document.text]
        return [Hit(self._passage(document), 1.0, {"lexical": 1.0}) for document in found[:limit]]

    def _passage(self, document: Document) -> Passage:
        whole = Span(0, len(document.text))
        title = document.metadata.title
        return Passage(f"{document.id}#0", document.id, 0, whole, whole, document.text, (), title)

    def documents(self, filter: Filter | None = None) -> list[DocumentSummary]:
        return [
            DocumentSummary(
                document.id,
                document.metadata.title,
                document.metadata.source,
                document.metadata.author,
                document.metadata.published,
                document.metadata.url,
                document.path,
                len(document.text),
                1,
                document.sha256,
                document.collection,
            )
            for document in self._seen(filter)
        ]

    def document(self, document_id: str, filter: Filter | None = None) -> Document:
        found = self._documents.get(document_id)
        if found is None or not _admitted(filter, found):
            raise UnknownDocument(f"no document is called {document_id}")
        return found

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        collection: str = DEFAULT_COLLECTION,
        on_progress: Progress | None = None,
    ) -> Intake:
        files = [file for path in paths for file in (path.iterdir() if path.is_dir() else [path])]
        read: list[Document] = []
        sources = []
        for number, file in enumerate(sorted(files), start=1):
            if on_progress is not None:
                on_progress("reading", number, len(files))
            try:
                read.append(make_document(file.name, file.read_text(encoding="utf-8")))
                sources.append(SourceReport(file.name, 1))
            except (OSError, UnicodeDecodeError):
                sources.append(SourceReport(file.name, 0, "cannot be read"))
        counts = (
            self.add(read, collection=collection) if read else Intake(0, 0, 0, (), self.generation)
        )
        return replace(counts, sources=tuple(sources))

    def add(
        self,
        documents: Sequence[Document],
        *,
        collection: str = DEFAULT_COLLECTION,
        on_progress: Progress | None = None,
    ) -> Intake:
        tell: Progress = on_progress or (lambda *_: None)
        for done in range(len(documents)):
            tell("index", done + 1, None)
        tell("publish", 0, 1)
        documents = [replace(document, collection=collection) for document in documents]
        for document in documents:
            if self._documents.get(document.id, document).collection != collection:
                raise InvalidRecord(f"the id {document.id!r} is taken")
        replaced = sum(document.id in self._documents for document in documents)
        self._documents.update({document.id: document for document in documents})
        self.generation += 1
        tell("publish", 1, 1)
        sources = tuple(SourceReport(document.id, 1) for document in documents)
        return Intake(len(documents) - replaced, replaced, 0, sources, self.generation)

    def remove(self, document_ids: Sequence[str], filter: Filter | None = None) -> int:
        known = {document.id for document in self._seen(filter)}
        unknown = [name for name in document_ids if name not in known]
        if unknown:
            raise UnknownDocument(f"not in the store: {', '.join(unknown)}; nothing was removed")
        for name in document_ids:
            del self._documents[name]
        self.generation += 1
        return self.generation
