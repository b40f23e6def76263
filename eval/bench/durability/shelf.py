"""Does a plan's changes to a store, and says whether a store holds what it must."""

from collections.abc import Sequence
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.bench.durability.plan import Kind, Plan, Shelf, article, names, title
from index.build import add_documents, build_index, remove_documents
from index.document import Document
from index.embed import Embedder
from index.errors import StoreMissing, UnknownDocument
from index.expand import expand
from index.prepare import prepare
from index.retrieve import Retriever
from index.snapshot import Snapshot
from index.sources import read_sources
from index.store import Store


class Broken(Exception):
    """A store does not hold what it must; the message says what is wrong."""


def perform(
    plan: Plan, number: int, *, store: Path, folder: Path | None, embedder: Embedder
) -> None:
    """Do one change of a plan through the store's public interface.

    Args:
        plan: The changes.
        number: Which one.
        store: The store's folder, made first where there is none.
        folder: Holds the files that are ingested, brought into line first; None to hand the
            documents over in memory.
        embedder: The model of the store.
    """
    step = plan.step(number)
    if folder is not None:
        lay_out(step.after, folder)
    if step.kind is Kind.INGEST and folder is not None:
        build_index([folder], store=store, embedder=embedder)
    elif step.kind is Kind.INGEST:
        target = Store.create(store, model_id=embedder.model_id, dimension=embedder.dimension)
        written = [document(name, step.after[name]) for name in step.names]
        add_documents(written, store=target, embedder=embedder)
    elif step.kind is Kind.REMOVE:
        remove_documents(list(step.names), store=Store.open(store))
    else:
        from index.compact import compact

        compact(Store.open(store))


def document(name: str, version: int) -> Document:
    """Return a document of a plan at a version."""
    text = article(name, version)
    return Document(name, text, sha256(text.encode()).hexdigest())


def warm(embedder: Embedder) -> None:
    """Load whatever a change or a question loads when first used; no store is touched.

    Forked children would each load it for themselves, for most of a second; and a call
    that fails while a library is loaded says nothing about a store.
    """
    for module in ("index.compact", "index.sqlite_connection"):
        import_module(module)
    with TemporaryDirectory() as folder:
        lay_out({names()[0]: 1}, Path(folder))
        read = [one for one in read_sources([Path(folder)]) if isinstance(one, Document)]
    prepare(read, embedder)
    expand(title(names()[0], 1), None)


def lay_out(shelf: Shelf, folder: Path) -> None:
    """Make a folder hold exactly the files of a shelf."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names():
        if name not in shelf:
            (folder / name).unlink(missing_ok=True)
        else:
            text = article(name, shelf[name])
            if not (folder / name).exists() or (folder / name).read_text("utf-8") != text:
                (folder / name).write_text(text, encoding="utf-8")


def held(store: Path, allowed: Sequence[Shelf], embedder: Embedder) -> int:
    """Return which of some shelves a store holds, wholly, in every part of it.

    Args:
        store: The store's folder.
        allowed: What it may hold; an empty shelf also stands for no store at all.
        embedder: The model of the store.

    Raises:
        Broken: It holds none of them, or its parts differ.
        StoreError: It cannot be opened.
    """
    try:
        opened = Store.open(store)
    except StoreMissing:
        if {} in allowed:
            return list(allowed).index({})
        raise
    snapshot = opened.snapshot
    texts = {one.id: snapshot.document(one.id).text for one in snapshot.documents()}
    for place, shelf in enumerate(allowed):
        if texts == {name: article(name, version) for name, version in shelf.items()}:
            _check_parts(opened, snapshot, shelf, embedder)
            return place
    raise Broken(f"holds {sorted(texts)}, which is none of the shelves that it may hold")


def _check_parts(store: Store, snapshot: Snapshot, shelf: Shelf, embedder: Embedder) -> None:
    """Check that every index finds exactly what the database holds."""
    passages = sum(len(snapshot.passages_of(name)) for name in shelf)
    sizes = (snapshot.passage_count, len(snapshot.lexical), len(snapshot.dense))
    if set(sizes) != {passages}:
        raise Broken(f"{passages} passages, but database, lexical and dense hold {sizes}")
    retriever = Retriever(store, embedder)
    for name, version in shelf.items():
        clean = snapshot.clean_document(name)
        for passage in snapshot.passages_of(name):
            if passage.span.of(clean.document.text) not in article(name, version):
                raise Broken(f"a passage of {name} points at nothing")
        hits = retriever.search(title(name, version), limit=passages, snapshot=snapshot)
        found = [set(hit.origins) for hit in hits if hit.passage.document_id == name]
        if {"lexical", "dense"} not in found:
            raise Broken(f"{name} is held but not found by both indexes")
        if any(hit.passage.document_id not in shelf for hit in hits):
            raise Broken("something is found that is not held")
    for name in set(names()) - set(shelf):
        try:
            snapshot.document(name)
        except UnknownDocument:
            continue
        raise Broken(f"{name} was removed and is still read")
