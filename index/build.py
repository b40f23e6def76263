"""From files to a searchable store."""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path

from index.change import Change
from index.clean.cleaning import clean_document
from index.document import CleanDocument, Document, Passage
from index.embed import Embedder
from index.filter import DEFAULT_COLLECTION
from index.prepared import Prepared
from index.script import fold
from index.sources import ReadReport, read_sources
from index.split import split_passages
from index.store import Store

_BATCH = 256  # documents in memory at a time


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
    on_progress: Progress | None = None,
) -> BuildReport:
    """Read files and folders into a store, made first where there is none.

    The whole call is one change: searched by others when all of it is there, undone
    when it fails. Documents whose content stands already are left as they are.

    Args:
        paths: Files and folders.
        store: The store's folder.
        embedder: The model that embeds the passages, and later the questions.
        collection: Where the documents belong from now on.
        on_progress: Told how far it is.

    Raises:
        IndexIncompatible: The store was built with another model.
        StoreBusy: Another change is being made.
    """
    target = Store.create(store, model_id=embedder.model_id, dimension=embedder.dimension)
    report = ReadReport()
    taken = {summary.id: summary.path for summary in target.documents()}
    found = _read(paths, taken, report, on_progress or _silent)
    documents = (replace(document, collection=collection) for document in found)
    return _ingest(documents, target, embedder, report, on_progress)


def add_documents(
    documents: Iterable[Document],
    *,
    store: Store,
    embedder: Embedder,
    on_progress: Progress | None = None,
) -> BuildReport:
    """Write documents into a store in one change, in place of those with their ids.

    Raises:
        IndexIncompatible: The store was built with another model.
        StoreBusy: Another change is being made.
    """
    store.require_model(embedder.model_id)
    return _ingest(documents, store, embedder, None, on_progress)


def remove_documents(ids: Sequence[str], *, store: Store) -> int:
    """Remove documents in one change; return the generation that stands then.

    Raises:
        UnknownDocument: One of them is not there; nothing was removed.
        StoreBusy: Another change is being made.
    """
    return store.commit([], ids)


def fingerprint(document: Document) -> str:
    """Return a digest of all that decides what is stored of a document as it was read."""
    metadata = document.metadata
    stated = [metadata.title, metadata.source, metadata.author, str(metadata.published)]
    elsewhere = [] if document.collection == DEFAULT_COLLECTION else [document.collection]
    facts = json.dumps([document.sha256, *stated, metadata.url, *elsewhere])
    return hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()


def prepare(documents: Sequence[Document], embedder: Embedder) -> Iterator[Prepared]:
    """Clean, split and embed documents, all their passages in one call of the embedder."""
    cleaned: list[tuple[CleanDocument, list[Passage]]] = []
    for document in documents:
        clean = clean_document(document)
        cleaned.append((clean, split_passages(clean)))
    texts = [fold(passage.context) for _, passages in cleaned for passage in passages]
    vectors = embedder.embed_passages(texts)
    start = 0
    for document, (clean, passages) in zip(documents, cleaned, strict=True):
        end = start + len(passages)
        yield Prepared(
            clean=clean,
            passages=passages,
            folded=texts[start:end],
            vectors=vectors[start:end],
            fingerprint=fingerprint(document),
        )
        start = end


def _ingest(
    documents: Iterable[Document],
    store: Store,
    embedder: Embedder,
    report: ReadReport | None,
    on_progress: Progress | None,
) -> BuildReport:
    """Write documents in one change and say what came of them."""
    tell = on_progress or _silent
    started = time.perf_counter()
    tally = _Tally()
    with store.change() as change:
        for batch in _batches(documents):
            _write(batch, change, embedder, tally)
            tell(Stage.INDEX, tally.documents, None)
        tell(Stage.PUBLISH, 0, 1)
    tell(Stage.PUBLISH, 1, 1)
    return BuildReport(
        read=report,
        added=tally.added,
        replaced=tally.replaced,
        unchanged=tally.unchanged,
        passages=tally.passages,
        seconds=time.perf_counter() - started,
        generation=store.generation,
    )


def _write(batch: Sequence[Document], change: Change, embedder: Embedder, tally: _Tally) -> None:
    fresh = [
        document for document in batch if change.fingerprint(document.id) != fingerprint(document)
    ]
    tally.unchanged += len(batch) - len(fresh)
    for prepared in prepare(fresh, embedder):
        replaced = change.upsert(prepared)
        tally.replaced += replaced
        tally.added += not replaced
        tally.passages += len(prepared.passages)


def _read(
    paths: Sequence[Path], taken: Mapping[str, str | None], report: ReadReport, tell: Progress
) -> Iterator[Document]:
    """Yield the documents of files and folders; the report takes down every outcome."""

    def on_progress(done: int, total: int, _: str) -> None:
        tell(Stage.READ, done, total)

    for outcome in read_sources(paths, on_progress=on_progress, taken=taken):
        report.add(outcome)
        if isinstance(outcome, Document):
            yield outcome


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    iterator = iter(documents)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _silent(stage: Stage, done: int, total: int | None) -> None:
    """Tell nobody."""
