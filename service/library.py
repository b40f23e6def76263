"""What the command line and the HTTP service work with: one store and its answerer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from index.document import Document
from index.filter import DEFAULT_COLLECTION, Filter
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

    def ask(
        self,
        question: Question,
        filter: Filter | None = None,
        *,
        observe: Observe | None = None,
    ) -> Answer:
        """Answer a question, or refuse with a reason.

        Args:
            question: What is asked.
            filter: The documents that it may be answered from; no other is seen, cited or
                hinted at. None for all.
            observe: Told how far it has come.
        """
        ...

    def search(self, query: str, *, limit: int, filter: Filter | None = None) -> list[Hit]:
        """Return the passages that fit a query, best first, among those of a filter."""
        ...

    def documents(self, filter: Filter | None = None) -> "Sequence[DocumentSummary]":
        """Return what the store holds of a filter, in the order it was added."""
        ...

    def document(self, document_id: str, filter: Filter | None = None) -> Document:
        """Return one document.

        Raises:
            UnknownDocument: No document of the filter has that id.
        """
        ...

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        collection: str = DEFAULT_COLLECTION,
        on_progress: Progress | None = None,
    ) -> Intake:
        """Read files and folders into the store, making it if there is none.

        Args:
            paths: Files and folders.
            collection: Where their documents belong from now on; one that is read again for
                another collection moves there.
            on_progress: Told how far it is.
        """
        ...

    def add(
        self,
        documents: Sequence[Document],
        *,
        collection: str = DEFAULT_COLLECTION,
        on_progress: Progress | None = None,
    ) -> Intake:
        """Put documents that are already in memory into a collection of the store.

        Args:
            documents: All of them are added, or none.
            collection: Where they belong.
            on_progress: Told how far it is; what it raises before the change stands undoes it.

        Raises:
            InvalidRecord: An id is taken by a document of another collection; nothing was
                added.
        """
        ...

    def remove(self, document_ids: Sequence[str], filter: Filter | None = None) -> int:
        """Take documents of a filter out, all or none of them.

        Returns:
            The new generation.

        Raises:
            UnknownDocument: Some ids are not in the store, or not of the filter; nothing was
                removed.
        """
        ...
