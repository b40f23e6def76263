"""What the command line and the HTTP service work with: one store and its answerer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from index.document import Document
from index.hit import Hit
from service.answer import Answer
from service.observer import Observe
from service.question import Question

if TYPE_CHECKING:
    from index.prepared import DocumentSummary

Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Called with what is being done, how much of it is done, and of how much (None: unknown)."""


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What became of one file or record that was handed in.

    Attributes:
        name: Its path, or its id when it came without one.
        documents: How many documents it gave; 0 when it was skipped.
        problem: Why it was skipped, or None.
        warnings: What was guessed or lost in reading it.
    """

    name: str
    documents: int
    problem: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of everything that was handed in at once.

    Attributes:
        added: How many documents are new.
        replaced: How many took the place of an earlier reading.
        unchanged: How many the store already held as they are.
        sources: One report per file or record, in reading order.
        generation: The store's generation afterwards.
    """

    added: int
    replaced: int
    unchanged: int
    sources: tuple[SourceReport, ...]
    generation: int

    @property
    def read(self) -> int:
        """How many documents were read, new or not."""
        return self.added + self.replaced + self.unchanged

    @property
    def skipped(self) -> tuple[SourceReport, ...]:
        """The sources that gave nothing."""
        return tuple(source for source in self.sources if source.problem is not None)


class Library(Protocol):
    """A store that can be asked, searched, filled and emptied."""

    @property
    def generation(self) -> int:
        """The store's current generation; it grows with every change."""
        ...

    def ask(self, question: Question, *, observe: Observe | None = None) -> Answer:
        """Answer a question, or refuse with a reason; `observe` is told how far it has come."""
        ...

    def search(self, query: str, *, limit: int) -> list[Hit]:
        """Return the passages that fit a query, best first."""
        ...

    def documents(self) -> "Sequence[DocumentSummary]":
        """Return what the store holds, in the order it was added."""
        ...

    def document(self, document_id: str) -> Document:
        """Return one document.

        Raises:
            UnknownDocument: No document has that id.
        """
        ...

    def ingest(self, paths: Sequence[Path], *, on_progress: Progress | None = None) -> Intake:
        """Read files and folders into the store, making it if there is none."""
        ...

    def add(self, documents: Sequence[Document]) -> Intake:
        """Put documents that are already in memory into the store."""
        ...

    def remove(self, document_ids: Sequence[str]) -> int:
        """Take documents out, all or none of them.

        Returns:
            The new generation.

        Raises:
            UnknownDocument: Some ids are not in the store; nothing was removed.
        """
        ...
