"""The library whose store lies in a folder of this machine."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.document import Document
from index.embed import Embedder
from index.engine import Engine
from index.errors import StoreMissing, UnknownDocument, WenjuError
from index.filter import DEFAULT_COLLECTION, Filter, collection_name
from index.glossary import Glossary
from index.hit import Hit
from index.milvus.address import MilvusAddress
from index.prepared import DocumentSummary
from index.reorder import Reorder
from index.retrieve import Retriever
from index.store import Store
from service.answer import Answer
from service.library import Intake, Progress, SourceReport
from service.observer import Observe
from service.question import Question
from service.store_corpus import LateTranslator, StoreCorpus

if TYPE_CHECKING:  # building needs readers of every format; asking does not
    from index.build import BuildReport
    from index.compact import CompactReport
    from index.read_report import ReadReport


class Answers(Protocol):
    """What the library asks of its answerer; `service.answerer.Answerer` is one."""

    def ask(
        self,
        question: Question,
        *,
        corpus: StoreCorpus | None = None,
        observe: Observe | None = None,
    ) -> Answer:
        """Answer a question, or refuse with a reason; `observe` is told how far it has come."""
        ...


class LocalLibrary:
    """Opens its store and its models when they are first needed; threads may share it.

    Every question is asked of the newest generation, whoever wrote it.

    Args:
        path: The store's folder.
        open_embedder: Loads the embedding model.
        build_answerer: Makes the answerer of a corpus that moves on with the store.
        model_name: What `open_embedder` will load, or None for the bundled model; a store
            built with another is refused before anything is downloaded.
        database: URL of the database that holds the documents; None for a file in the folder.
        milvus: The Milvus that holds vectors and terms; None for indexes in the folder.
        engine: What shares the work of an ingest.
    """

    def __init__(
        self,
        path: Path,
        open_embedder: Callable[[], Embedder],
        build_answerer: Callable[[Callable[[], StoreCorpus]], Answers],
        *,
        model_name: str | None = None,
        database: str | None = None,
        milvus: MilvusAddress | None = None,
        engine: Engine = Engine.PROCESSES,
    ) -> None:
        self._path = path
        self._open_embedder = open_embedder
        self._build_answerer = build_answerer
        self._model_name = model_name
        self._database = database
        self._milvus = milvus
        self._engine = engine
        self._lock = threading.RLock()
        self._writing = threading.Lock()  # changes of one process wait for each other
        self._held_store: Store | None = None
        self._held_embedder: Embedder | None = None
        self._held_retriever: Retriever | None = None
        self._held_answerer: Answers | None = None

    @property
    def generation(self) -> int:
        """The newest generation of the store."""
        return self._store().generation

    def ask(
        self,
        question: Question,
        filter: Filter | None = None,
        *,
        observe: Observe | None = None,
    ) -> Answer:
        """Answer a question from the newest generation, or from its documents of a filter."""
        corpus = None if filter is None else self.corpus(filter)
        return self._answerer().ask(question, corpus=corpus, observe=observe)

    def search(self, query: str, *, limit: int, filter: Filter | None = None) -> list[Hit]:
        """Return the passages that fit a query, best first, among those of a filter."""
        return self.corpus(filter).search(query, limit=limit)

    def corpus(self, filter: Filter | None = None) -> StoreCorpus:
        """Return the newest generation, to be held for as long as it is asked.

        Args:
            filter: The documents that it shows; None for all.
        """
        store = self._store()
        with self._lock:
            if self._held_retriever is None:
                translator = LateTranslator(Glossary.load)
                self._held_retriever = Retriever(store, self._embedder(), translator, Reorder.load)
        return StoreCorpus(self._held_retriever, store.snapshot, filter)

    def documents(self, filter: Filter | None = None) -> Sequence[DocumentSummary]:
        """Return what the store holds of a filter."""
        return self._store().snapshot.documents(filter)

    def document(self, document_id: str, filter: Filter | None = None) -> Document:
        """Return one document with its original text, if the filter admits it."""
        return self._store().snapshot.document(document_id, filter)

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        collection: str = DEFAULT_COLLECTION,
        on_progress: Progress | None = None,
    ) -> Intake:
        """Read files and folders into a collection of the store, made first where there is none."""
        from index.build import build_index

        named = collection_name(collection)
        embedder = self._embedder()
        with self._writing:
            report = build_index(
                paths,
                store=self._path,
                embedder=embedder,
                collection=named,
                database=self._database,
                milvus=self._milvus,
                engine=self._engine,
                on_progress=on_progress,
            )
        return _intake(report)

    def add(
        self,
        documents: Sequence[Document],
        *,
        collection: str = DEFAULT_COLLECTION,
        on_progress: Progress | None = None,
    ) -> Intake:
        """Put documents into a collection of the store, made first where there is none."""
        from index.build import add_documents

        named = collection_name(collection)
        documents = [replace(document, collection=named) for document in documents]

        embedder = self._embedder()
        model, dimension = embedder.model_id, embedder.dimension
        with self._writing:
            store = Store.create(
                self._path,
                model_id=model,
                dimension=dimension,
                database=self._database,
                milvus=self._milvus,
            )
            report = add_documents(
                documents, store=store, embedder=embedder, on_progress=on_progress
            )
        return _intake(report)

    def remove(self, document_ids: Sequence[str], filter: Filter | None = None) -> int:
        """Take documents of a filter out, all or none; every unknown id is named."""
        from index.build import remove_documents

        wanted = list(dict.fromkeys(document_ids))
        store = self._store()
        snapshot = store.snapshot
        if unknown := [name for name in wanted if not snapshot.holds(name, filter)]:
            raise UnknownDocument(f"not in the index: {', '.join(unknown)}; nothing was removed")
        with self._writing:
            return remove_documents(wanted, store=store)

    def compact(self) -> "CompactReport":
        """Write the store anew in one piece; it holds the same."""
        from index.compact import compact

        with self._writing:
            return compact(self._store())

    def _store(self) -> Store:
        with self._lock:
            if self._held_store is None:
                self._held_store = Store.open(
                    self._path, database=self._database, milvus=self._milvus
                )
        self._held_store.refresh()
        return self._held_store

    def _embedder(self) -> Embedder:
        with self._lock:
            if self._held_embedder is None:
                self._refuse_another_model()
                self._held_embedder = self._open_embedder()
            return self._held_embedder

    def _refuse_another_model(self) -> None:
        if self._model_name is None:
            return
        try:
            store = self._store()
        except StoreMissing:
            return
        if not _may_be(self._model_name, store.model_id):
            store.require_model(self._model_name)

    def _answerer(self) -> Answers:
        with self._lock:
            if self._held_answerer is None:
                self._open_ahead()
                self._held_answerer = self._build_answerer(self.corpus)
            return self._held_answerer

    def _open_ahead(self) -> None:
        """Let the store's indexes be opened while the answerer's parts are loaded."""
        with suppress(WenjuError):  # what is wrong with the store is told where it is searched
            self._store().snapshot.open_ahead()


def _may_be(name: str, model_id: str) -> bool:
    """Say whether a model of that name, or in that folder, can have that id."""
    if Path(name).expanduser().is_dir():
        return model_id.startswith(f"{Path(name).expanduser().resolve().name}-")
    return model_id.partition("@")[0] == name


def _intake(report: "BuildReport") -> Intake:
    return Intake(
        added=report.added,
        replaced=report.replaced,
        unchanged=report.unchanged,
        sources=() if report.read is None else sources_of(report.read),
        generation=report.generation,
    )


def sources_of(report: "ReadReport") -> tuple[SourceReport, ...]:
    """Return a reading report as the library's own; a file without a document was skipped."""
    return tuple(
        SourceReport(
            row.path,
            row.documents,
            problem=None if row.documents else row.reason or "holds no document",
            warnings=tuple(row.reasons) if row.documents else (),
        )
        for row in report.rows
    )
