"""What is installed, what would be used, what would be downloaded, and a question offline."""

import hashlib
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from index.document import Document
from index.errors import StoreMissing, WenjuError
from service.answer import Status
from service.bootstrap import milvus_of, open_embedder, open_local_library
from service.connections import refused_connections
from service.question import Question
from service.settings import Settings

PACKAGES = (
    "wenju",
    "torch",
    "sentence-transformers",
    "faiss-cpu",
    "tantivy",
    "opencc",
    "tiktoken",
    "langchain",
    "langchain-core",
    "fastapi",
    "uvicorn",
)
ARTICLE = "石湾镇去年修路120公里。今年石湾镇计划种树3万棵。"
QUESTION, EXPECTED = "石湾镇去年修路多少公里", "120公里"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `well` is False when something must be done about it."""

    name: str
    value: str
    well: bool = True


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything looked at, in order."""

    items: tuple[Finding, ...]

    @property
    def well(self) -> bool:
        """Whether nothing is amiss."""
        return all(finding.well for finding in self.items)

    def payload(self) -> dict[str, object]:
        """Return the findings for `doctor --json`."""
        items = [{"name": one.name, "value": one.value, "well": one.well} for one in self.items]
        return {"well": self.well, "findings": items}


def examine(settings: Settings) -> Findings:
    """Look at everything that an answer needs; never raises an expected error."""
    looks: tuple[tuple[str, Callable[[Settings], Iterator[Finding]]], ...] = (
        ("packages", _packages),
        ("embedding model", _embedding),
        ("reranker", _reranker),
        ("would be downloaded", _downloads),
        ("store", _store),
        ("store's files", _files),
        ("language model", _language_model),
        ("offline question", _offline),
    )
    items: list[Finding] = []
    for name, look in looks:
        try:
            items += look(settings)
        except WenjuError as error:
            items.append(Finding(name, str(error), well=False))
    return Findings(tuple(items))


def _packages(_: Settings) -> Iterator[Finding]:
    yield Finding("python", f"{platform.python_version()} on {platform.platform()}")
    yield Finding("environment", sys.prefix)
    for name in PACKAGES:
        try:
            yield Finding(name, version(name))
        except PackageNotFoundError:
            yield Finding(name, "not installed: run ./wenju again", well=False)


def _embedding(settings: Settings) -> Iterator[Finding]:
    if settings.embedding_model is not None:
        yield Finding("embedding model", _place(settings.embedding_model))
        return
    with refused_connections():
        bundled = open_embedder(settings)
    yield Finding("embedding model", f"{bundled.model_id}, bundled, checksums right")


def _reranker(settings: Settings) -> Iterator[Finding]:
    name = settings.reranker
    yield Finding("reranker", "built in" if name is None else _place(name))


def _downloads(settings: Settings) -> Iterator[Finding]:
    named = (settings.embedding_model, settings.reranker)
    fetched = [name for name in named if name is not None and not _is_folder(name)]
    value = f"{' and '.join(fetched)}, unless the hub's cache here has it" if fetched else "nothing"
    yield Finding("would be downloaded", value)


def _place(name: str) -> str:
    return f"{name}, {'in a local folder' if _is_folder(name) else 'from the Hugging Face hub'}"


def _is_folder(name: str) -> bool:
    return Path(name).expanduser().is_dir()


def _store(settings: Settings) -> Iterator[Finding]:
    library = open_local_library(settings)
    try:
        held = library.documents()
    except StoreMissing:
        yield Finding("store", f"none at {settings.store} yet: wenju ingest PATH makes one")
        return
    passages = sum(summary.passages for summary in held)
    yield Finding(
        "store",
        f"{settings.store}: {len(held)} documents, {passages} passages, "
        f"generation {library.generation}",
    )
    if settings.embedding_model is None:
        library.corpus()  # raises when the store was built with another model
        yield Finding("store's model", "the one that is set")


def _files(settings: Settings) -> Iterator[Finding]:
    """Read the whole store and check it."""
    from index.inspection import inspect

    try:
        found = inspect(settings.store, database=_database(settings), milvus=milvus_of(settings))
    except StoreMissing:
        return
    for problem in (*found.truth, *found.derived):
        yield Finding("store's files", f"{problem}; mend it: wenju doctor --repair", well=False)
    if found.well:
        yield Finding("store's files", "every text and index is as it was written")
    if found.leftovers:
        names = ", ".join(place.name for place in found.leftovers)
        yield Finding("left over", f"{names}; wenju compact takes them away")


def mend(settings: Settings) -> Iterator[Finding]:
    """Mend the store that the settings name, and say what was done.

    Raises:
        StoreMissing: There is none.
        StoreBusy: A change is being made.
        StoreDamaged: Nothing of it can be saved.
    """
    from index.repair import repair

    done = repair(
        settings.store,
        open_embedder(settings),
        database=_database(settings),
        milvus=milvus_of(settings),
    )
    if done.kept is not None:
        yield Finding(
            "mended",
            f"{done.saved} documents saved into a new store; the damaged one is kept as "
            f"{done.kept}; start running servers again",
        )
    elif done.found.derived or done.found.leftovers:
        yield Finding("mended", "the indexes were made again from the database")
    else:
        yield Finding("mended", "there was nothing to mend")
    if done.found.lost:
        again = "ingest again what was ingested last, and remove again what was removed"
        yield Finding("lost", f"the last {done.found.lost} changes: {again}", well=False)
    if done.unlisted:
        again = "ingest their folders again, which adds what is missing"
        yield Finding("lost", f"{done.unlisted} documents without a readable name; {again}", False)
    for lost in done.lost:
        yield Finding(
            "lost", f"{lost.id}; ingest it again: {lost.path or 'from its source'}", False
        )


def _database(settings: Settings) -> str | None:
    return None if settings.database is None else settings.database.get_secret_value()


def _language_model(settings: Settings) -> Iterator[Finding]:
    if settings.llm is None:
        yield Finding("language model", "none: answers are extracted, nothing is sent anywhere")
    else:
        place = settings.llm_base_url or "the provider's own address"
        yield Finding(
            "language model", f"{settings.llm} at {place}; questions and passages go there"
        )


def _offline(_: Settings) -> Iterator[Finding]:
    """Ask the default set-up a question in a throw-away index, connections refused."""
    with tempfile.TemporaryDirectory(prefix="wenju-doctor-") as folder:
        defaults = Settings.model_construct(store=Path(folder) / "store")
        digest = hashlib.sha256(ARTICLE.encode()).hexdigest()
        with refused_connections() as watch:
            library = open_local_library(defaults)
            library.add([Document("doctor", ARTICLE, digest)])
            answer = library.ask(Question(QUESTION))
    right = answer.status is Status.ANSWERED and EXPECTED in answer.text
    said = f"{QUESTION}? {answer.text}"
    yield Finding("offline question", said, well=right)
    attempts = ", ".join(watch.attempts)
    yield Finding(
        "connections opened", attempts or "none, while indexing and answering it", not attempts
    )
