"""Many who ask while all documents are written anew again and again."""

import mmap
import os
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from eval.bench.durability.child import Child
from eval.bench.durability.plan import article, names, title
from eval.bench.durability.shelf import document, warm
from index.build import add_documents, remove_documents
from index.embed import Embedder
from index.retrieve import Retriever
from index.store import Store

_SHELF = tuple(names()[:8])
_FLEETING = _SHELF[-1]  # is removed after each time that all are written
_THREADS, _PROCESSES = 8, 8


@dataclass(slots=True)
class Tally:
    """What the askers saw.

    Attributes:
        changes: How many generations came and went meanwhile.
        answers: How many questions were asked.
        generations: Of how many different generations the answers were.
        failures: Errors, mixed generations, and what was seen after it was gone.
    """

    changes: int = 0
    answers: int = 0
    generations: int = 0
    failures: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the figures for a person."""
        return [
            f"askers: {_THREADS} threads of one process and {_PROCESSES} processes, while "
            f"{self.changes} generations were made",
            f"answers: {self.answers}, of {self.generations} different generations",
            f"failures: {len(self.failures)}",
            *self.failures[:20],
        ]


class _Shared:
    """A number that forked processes share: the last generation that was acknowledged."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 16)

    def set(self, at: int, value: int) -> None:
        self._memory[8 * at : 8 * at + 8] = struct.pack("q", value)

    def get(self, at: int) -> int:
        found: int = struct.unpack("q", self._memory[8 * at : 8 * at + 8])[0]
        return found


def ask_while_changing(work: Path, embedder: Embedder, *, rounds: int) -> Tally:
    """Write all documents anew so many times, each followed by a removal, under 16 askers.

    Generation 2n - 1 holds version n of every document, generation 2n all but one of
    them: so an answer shows of which generation it is, and whether of one only.

    Args:
        work: An empty folder.
        embedder: The model of the store.
        rounds: How often all documents are written.
    """
    warm(embedder)
    path, shared = work / "store", _Shared()
    Child(partial(_write, path, embedder, 1)).go().wait()
    shared.set(0, 2)
    askers = [Child(partial(_ask_all, path, embedder, shared, 1)) for _ in range(_PROCESSES)]
    askers.append(Child(partial(_ask_all, path, embedder, shared, _THREADS)))
    for asker in askers:
        asker.go()
    tally = Tally(changes=2 * (rounds - 1))
    for version in range(2, rounds + 1):
        told = partial(shared.set, 0)
        end = Child(partial(_write, path, embedder, version, told)).go().wait(seconds=300)
        if not end.well:
            tally.failures.append(f"writer: {end.error or end.signal}")
    shared.set(1, 1)
    seen: set[int] = set()
    for asker in askers:
        end = asker.wait(seconds=300)
        if not end.well:
            tally.failures.append(f"asker: {end.error or end.signal}")
            continue
        tally.answers += end.value["answers"]
        tally.failures += end.value["failures"]
        seen |= set(end.value["generations"])
    tally.generations = len(seen)
    return tally


def _write(
    path: Path, embedder: Embedder, version: int, told: Callable[[int], None] | None = None
) -> None:
    store = Store.create(path, model_id=embedder.model_id, dimension=embedder.dimension)
    written = [document(name, version) for name in _SHELF]
    add_documents(written, store=store, embedder=embedder)
    if told:
        told(2 * version - 1)
    remove_documents([_FLEETING], store=store)
    if told:
        told(2 * version)


def _ask_all(path: Path, embedder: Embedder, shared: _Shared, threads: int) -> dict[str, object]:
    store = Store.open(path)
    said = [_Said() for _ in range(threads)]
    running = [threading.Thread(target=_ask, args=(store, embedder, shared, one)) for one in said]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return {
        "answers": sum(one.answers for one in said),
        "failures": [failure for one in said for failure in one.failures],
        "generations": sorted({generation for one in said for generation in one.generations}),
    }


@dataclass(slots=True)
class _Said:
    answers: int = 0
    failures: list[str] = field(default_factory=list)
    generations: set[int] = field(default_factory=set)


def _ask(store: Store, embedder: Embedder, shared: _Shared, said: _Said) -> None:
    retriever = Retriever(store, embedder)
    while not shared.get(1):
        try:
            wrong = _wrong(store, retriever, shared.get(0), said)
        except Exception as error:  # whatever it is, it is what this looks for
            wrong = f"{type(error).__name__}: {error}"
        said.answers += 1
        if wrong and len(said.failures) < 5:
            said.failures.append(f"asker {os.getpid()}: {wrong}")
        time.sleep(0.002)


def _wrong(store: Store, retriever: Retriever, acknowledged: int, said: _Said) -> str | None:
    """Ask one question; return what is wrong with what was found, or None."""
    snapshot = store.refresh()
    generation = snapshot.generation
    said.generations.add(generation)
    if generation < acknowledged:
        return f"generation {generation} was answered after {acknowledged} was acknowledged"
    version = (generation + 1) // 2
    there = set(_SHELF if generation % 2 else _SHELF[:-1])
    asked = _SHELF[said.answers % len(_SHELF)]
    hits = retriever.search(title(asked, version), limit=40, snapshot=snapshot)
    found = {hit.passage.document_id for hit in hits}
    if found != there:
        return f"generation {generation} found {sorted(found)}"
    for name in found:
        if snapshot.document(name).text != article(name, version):
            return f"generation {generation} holds another version of {name}"
    if any(
        hit.passage.text not in snapshot.clean_document(hit.passage.document_id).text
        for hit in hits
    ):
        return f"generation {generation} found a passage of another"
    return None
