"""From files to a searchable store."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path

from index.change import Change
from index.document import Document
from index.embed import Embedder
from index.engine import Engine, workers_of
from index.filter import DEFAULT_COLLECTION
from index.ingest_steps import Steps
from index.milvus.address import MilvusAddress
from index.pipeline import begin_early, prepared_batches
from index.prepare import fingerprint
from index.sources import Outcome, ReadReport, read_sources
from index.store import Store
from index.workers import Workers

_BATCH = 64  # documents that are prepared in one go


class Stage(StrEnum):
    """What a build is doing."""

    READ = "read"  # files read and decoded
    INDEX = "index"  # documents cleaned, split, embedded and written
    PUBLISH = "publish"  # the change is being made durable and visible


Progress = Callable[[Stage, int, int | None], None]
"""Called with the stage, how much of it is done, and of how many (None: not known)."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        read: What was read and skipped and why, a row a file; None when nothing was read
            from files.
        added: Documents that were not there before.
        replaced: Documents written in place of an earlier reading.
        unchanged: Documents that stand as they were.
        passages: Passages written.
        seconds: How long it took.
        generation: The generation that stands now.
    """

    read: ReadReport | None
    added: int
    replaced: int
    unchanged: int
    passages: int
    seconds: float
    generation: int


@dataclass(slots=True)
class _Tally:
    """Counts while a build goes on."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    passages: int = 0

    @property
    def documents(self) -> int:
        return self.added + self.replaced + self.unchanged


def build_index(
    paths: Sequence[Path],
    *,
    store: Path,
    embedder: Embedder,
    collection: str = DEFAULT_COLLECTION,
    database: str | None = None,
    milvus: MilvusAddress | None = None,
    on_progress: Progress | None = None,
    processes: int | None = None,
    engine: Engine = Engine.PROCESSES,
    steps: Steps | None = None,
) -> BuildReport:
    """Read files and folders into a store, made first where there is none.

    What is a few thousand documents is one change: searched by others when all of it is
    there, undone when it fails. More are written in several, one after the other without
    another writer in between; what fails undoes the last of them, and a repeat goes on from
    there, because documents whose content stands already are left as they are.

    Args:
        paths: Files and folders.
        store: The store's folder.
        embedder: The model that embeds the passages, and later the questions.
        collection: Where the documents belong from now on.
        database: URL of the database that holds them; None for a file in the folder.
        milvus: The Milvus that holds vectors and terms; None for indexes in the folder.
        on_progress: Told how far it is.
        processes: How many share the work; None for one a core. A few hundred documents
            are worked on here in any case.
        engine: What shares the work.
        steps: When to keep what is there.

    Raises:
        IndexIncompatible: The store was built with another model.
        StoreBusy: Another change is being made.
        CorpusError: A process died.
    """
    with workers_of(engine, processes) as workers:
        begin_early(paths, embedder, workers)
        target = Store.create(
            store,
            model_id=embedder.model_id,
            dimension=embedder.dimension,
            database=database,
            milvus=milvus,
        )
        report, meter = ReadReport(), ReadMeter(on_progress or _silent)
        taken = {summary.id: summary.path for summary in target.documents()}
        outcomes = read_sources(
            paths, on_progress=meter.file, on_bytes=meter.bytes, taken=taken, workers=workers
        )
        documents = (
            replace(document, collection=collection) for document in _taken_down(outcomes, report)
        )
        return _ingest(
            documents,
            target,
            embedder,
            workers,
            meter,
            report=report,
            steps=steps or Steps(),
            on_progress=on_progress,
        )


def add_documents(
    documents: Iterable[Document],
    *,
    store: Store,
    embedder: Embedder,
    on_progress: Progress | None = None,
    processes: int | None = None,
) -> BuildReport:
    """Write documents into a store in one change, in place of those with their ids.

    Raises:
        IndexIncompatible: The store was built with another model.
        StoreBusy: Another change is being made.
    """
    store.require_model(embedder.model_id)
    with Workers(processes) as workers:
        return _ingest(
            documents, store, embedder, workers, ReadMeter(_silent), on_progress=on_progress
        )


def remove_documents(ids: Sequence[str], *, store: Store) -> int:
    """Remove documents in one change; return the generation that stands then.

    Raises:
        UnknownDocument: One of them is not there; nothing was removed.
        StoreBusy: Another change is being made.
    """
    return store.commit([], ids)


@dataclass(slots=True)
class ReadMeter:
    """How far reading is, and what that says of the number of documents.

    Attributes:
        tell: Told of files.
        documents: How many have been read.
        share: How much of all bytes has been read, from 0 to 1; 0 where nobody knows.
    """

    tell: Progress
    documents: int = 0
    share: float = 0.0

    def file(self, done: int, total: int, _: str) -> None:
        """Take note of a file that is about to be read."""
        self.tell(Stage.READ, done, total)

    def bytes(self, done: int, total: int) -> None:
        """Take note of how many bytes have been read."""
        self.share = done / total if total else 1.0

    def expected(self) -> int | None:
        """Return how many documents there will be if the rest is like what was read."""
        return round(self.documents / self.share) if self.share else None


@dataclass(slots=True)
class _Ingest:
    """One change in the making: what goes in, how far it is and what came of it."""

    change: Change
    embedder: Embedder
    workers: Workers
    tell: Progress
    meter: ReadMeter
    steps: Steps | None = None
    tally: _Tally = field(default_factory=_Tally)

    def write(self, documents: Iterable[Document]) -> None:
        """Put documents into the change, those that stand already left out."""
        batches = map(self._fresh, _batches(documents))
        for prepared in prepared_batches(batches, self.embedder, self.workers):
            for document in prepared:
                replaced = self.change.upsert(document)
                self.tally.replaced += replaced
                self.tally.added += not replaced
                self.tally.passages += len(document.passages)
            done = self.tally.documents
            self.tell(Stage.INDEX, done, self.meter.expected())
            if self.steps is not None and self.steps.is_due(len(prepared)):
                self.change.keep()

    def _fresh(self, batch: Sequence[Document]) -> list[Document]:
        self.meter.documents += len(batch)
        stored = self.change.fingerprint
        fresh = [document for document in batch if stored(document.id) != fingerprint(document)]
        self.tally.unchanged += len(batch) - len(fresh)
        return fresh


def _ingest(
    documents: Iterable[Document],
    store: Store,
    embedder: Embedder,
    workers: Workers,
    meter: ReadMeter,
    *,
    report: ReadReport | None = None,
    steps: Steps | None = None,
    on_progress: Progress | None = None,
) -> BuildReport:
    """Write documents in one change, or in steps, and say what came of them."""
    tell = on_progress or _silent
    started = time.perf_counter()
    if steps is not None:
        steps.begin()
    with store.change() as change:
        ingest = _Ingest(change, embedder, workers, tell, meter, steps)
        ingest.write(documents)
        tell(Stage.PUBLISH, 0, 1)
    tell(Stage.PUBLISH, 1, 1)
    return BuildReport(
        read=report,
        added=ingest.tally.added,
        replaced=ingest.tally.replaced,
        unchanged=ingest.tally.unchanged,
        passages=ingest.tally.passages,
        seconds=time.perf_counter() - started,
        generation=store.generation,
    )


def _taken_down(outcomes: Iterable[Outcome], report: ReadReport) -> Iterator[Document]:
    """Yield the documents among some outcomes; the report takes down every outcome."""
    for outcome in outcomes:
        report.add(outcome)
        if isinstance(outcome, Document):
            yield outcome


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    iterator = iter(documents)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _silent(stage: Stage, done: int, total: int | None) -> None:
    """Tell nobody."""
