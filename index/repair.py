"""Mending a damaged store: nothing is thrown away, and what could not be saved is named."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index import sealed
from index.build import add_documents
from index.database import Database
from index.document import Document
from index.embed import Embedder
from index.errors import StoreDamaged, StoreError
from index.filter import Filter
from index.inspection import Inspection, inspect
from index.milvus.address import MilvusAddress
from index.prepared import DocumentSummary
from index.source import source_of
from index.store import Store


@dataclass(frozen=True, slots=True)
class Repair:
    """What mending did.

    Attributes:
        found: What was wrong.
        saved: How many documents the store holds now.
        lost: Those that could not be read; ingest their files again.
        kept: Where the damaged store was moved to; None where it was mended in place.
        unlisted: How many more there were of which not even the name can be read.
    """

    found: Inspection
    saved: int
    lost: tuple[DocumentSummary, ...] = ()
    kept: Path | None = None
    unlisted: int = 0


def repair(
    path: Path,
    embedder: Embedder,
    *,
    database: str | None = None,
    milvus: MilvusAddress | None = None,
) -> Repair:
    """Mend a store, whatever of it is damaged.

    Damaged indexes are made again from the database, in a new generation that running
    servers pick up. Where the database itself is damaged, a new store is made of every
    document whose original text still has its checksum, and takes its place; servers
    must be started again.

    Args:
        path: The store's folder.
        embedder: The model that built it.
        database: URL of the database that holds the documents; None for a file in the folder.
        milvus: The Milvus that holds vectors and terms; None for folders in the store's.

    Raises:
        StoreBusy: A change is being made.
        StoreDamaged: Not even the list of documents can be read.
        IndexIncompatible: The store was built with another model.
    """
    found = inspect(path, database=database, milvus=milvus)
    if not found.truth:
        store = Store.open(path, model_id=embedder.model_id, database=database, milvus=milvus)
        if found.derived or found.leftovers:
            with store.change() as change:
                change.rewrite()
        return Repair(found, store.document_count)
    if database is not None:
        raise StoreDamaged(f"{found.truth[0]}; the database server has to mend its own files")
    return _made_new(path.resolve(), embedder, found)  # a link stays one, on the disk it names


def _made_new(path: Path, embedder: Embedder, found: Inspection) -> Repair:
    """Put a store in place of a damaged one, of all that can still be read in it."""
    read, lost, unlisted = _readable(path)
    fresh = path.with_name(f"{path.name}.mended")
    sealed.discard(fresh)
    store = Store.create(fresh, model_id=embedder.model_id, dimension=embedder.dimension)
    if read:
        add_documents(read, store=store, embedder=embedder)
    kept = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    path.rename(kept)
    fresh.rename(path)
    sealed.sync(path.parent)
    return Repair(found, len(read), tuple(lost), kept, unlisted)


def _readable(path: Path) -> tuple[list[Document], list[DocumentSummary], int]:
    """Return the documents whose text holds, those whose text does not, and how many more.

    Raises:
        StoreDamaged: They cannot even be listed.
    """
    read, lost = list[Document](), list[DocumentSummary]()
    with closing(Database(source_of(path, None))) as truth:
        listed, due = _listed(truth, path)
        for summary in listed:
            try:
                read.append(truth.document(summary.id))
            except StoreError:
                lost.append(summary)
    return read, lost, due - len(listed)


def _listed(truth: Database, path: Path) -> tuple[Sequence[DocumentSummary], int]:
    """Return the documents that can be listed, and how many there ought to be."""
    try:
        whole = truth.summaries(Filter())
        return whole, len(whole)
    except StoreError:
        return _listed_singly(truth, path)


def _listed_singly(truth: Database, path: Path) -> tuple[Sequence[DocumentSummary], int]:
    try:
        listed, due = truth.readable()
        if not listed:
            raise truth.damage("no document of it can be read")
        return listed, due
    except StoreError as broken:
        raise StoreDamaged(
            f"the list of documents in {path} cannot be read ({broken}): move {path} away and "
            "ingest the articles again"
        ) from broken
