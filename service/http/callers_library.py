"""The library as one caller may see it: within their collections, and every answer counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from index.document import Document
from index.filter import DEFAULT_COLLECTION, Filter
from index.hit import Hit
from index.prepared import DocumentSummary
from service.answer import Answer
from service.http.metrics import Metrics
from service.keys.caller import Caller
from service.library import Intake, Library, Progress
from service.observer import Observe
from service.question import Question

if TYPE_CHECKING:
    from service.http.log import Log
    from service.http.tracing import Trace


@dataclass(frozen=True, slots=True)
class CallersLibrary:
    """A library that shows and takes no more than a caller's key allows.

    Routes are given this one, so that none can forget the bounds of a key.

    Attributes:
        library: The whole of it.
        caller: Whoever asks.
        metrics: Counts answers.
        log: Takes answers down; None for none.
        trace: Makes a span of each step; None for none.
    """

    library: Library
    caller: Caller
    metrics: Metrics
    log: "Log | None" = None
    trace: "Trace | None" = None

    @property
    def generation(self) -> int:
        """The store's current generation."""
        return self.library.generation

    def ask(
        self, question: Question, filter: Filter | None = None, *, observe: Observe | None = None
    ) -> Answer:
        """Answer a question from what the caller may see."""
        answer = self.library.ask(question, self._seen(filter), observe=observe)
        self._note(question, answer)
        return answer

    def search(self, query: str, *, limit: int, filter: Filter | None = None) -> list[Hit]:
        """Return the passages that fit a query, among what the caller may see."""
        return self.library.search(query, limit=limit, filter=self._seen(filter))

    def documents(self, filter: Filter | None = None) -> Sequence[DocumentSummary]:
        """Return what the caller may see of the store."""
        return self.library.documents(self._seen(filter))

    def document(self, document_id: str, filter: Filter | None = None) -> Document:
        """Return one document that the caller may see."""
        return self.library.document(document_id, self._seen(filter))

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        collection: str = DEFAULT_COLLECTION,
        on_progress: Progress | None = None,
    ) -> Intake:
        """Read files into one of the caller's collections."""
        self._require(collection)
        return self.library.ingest(paths, collection=collection, on_progress=on_progress)

    def add(
        self,
        documents: Sequence[Document],
        *,
        collection: str = DEFAULT_COLLECTION,
        on_progress: Progress | None = None,
    ) -> Intake:
        """Put documents into one of the caller's collections."""
        self._require(collection)
        return self.library.add(documents, collection=collection, on_progress=on_progress)

    def remove(self, document_ids: Sequence[str], filter: Filter | None = None) -> int:
        """Take documents out that the caller may see, all or none."""
        return self.library.remove(document_ids, self._seen(filter))

    def _seen(self, filter: Filter | None) -> Filter | None:
        if self.caller.collections is None:
            return filter
        return (filter or Filter()).within(self.caller.collections)

    def _require(self, collection: str) -> None:
        allowed = self.caller.collections
        if allowed is not None and collection not in allowed:
            names = ", ".join(sorted(allowed))
            raise HTTPException(403, f"this key adds to these collections only: {names}")

    def _note(self, question: Question, answer: Answer) -> None:
        self.metrics.answer(answer)
        if self.trace is not None:
            self.trace.steps(answer.timings)
        if self.log is not None:
            self.log.info(
                "answered",
                status=answer.status.value,
                reason=answer.refusal_reason.value if answer.refusal_reason else None,
                generator=answer.generator,
                citations=len(answer.citations),
                unverified=len(answer.unsupported),
                generation=answer.index_generation,
                ms=answer.timings.get("total"),
                **self.log.texts(question=question.text, answer=answer.text),
            )
