"""Damaged files: bits flipped, ends cut off, emptied, missing, swapped, forged."""

import json
import logging
import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from eval.bench.durability.child import Ending, ending
from eval.bench.durability.plan import Plan, Shelf, names, title
from eval.bench.durability.shelf import perform
from index import errors
from index.embed import Embedder
from index.retrieve import Retriever
from index.sealed import MANIFEST
from index.store import Store

_CHANGES = 5  # before the damage: several generations, with replaced and removed documents
_NAMED = tuple(
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.StoreError)
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with some other content.

    Attributes:
        file: Its path below the store.
        what: What was done to it.
        content: What is in it now; None where it is gone.
    """

    file: Path
    what: str
    content: bytes | None


@dataclass(slots=True)
class Tally:
    """What came of many mutants.

    Attributes:
        mutants: How many there were, by what was done.
        refused: How many were refused with an error of the store's.
        mended: How many were noticed, said, and answered rightly all the same.
        harmless: How many changed no answer and were not noticed.
        failures: Wrong answers, other errors, crashes.
    """

    mutants: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    mended: int = 0
    harmless: int = 0
    by_file: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the figures for a person."""
        kinds = ", ".join(f"{times} {what}" for what, times in sorted(self.mutants.items()))
        return [
            f"mutants: {self.mutants.total()} ({kinds})",
            f"refused with an error: {self.refused}, mended from the database: {self.mended}, "
            f"no answer changed: {self.harmless}",
            *(
                f"  {file:32} " + ", ".join(f"{times} {what}" for what, times in sorted(of.items()))
                for file, of in sorted(self.by_file.items())
            ),
            f"failures: {len(self.failures)}",
            *self.failures[:40],
        ]


class Damaged:
    """A store of some generations, of which one file is another each time it is opened.

    Args:
        work: An empty folder.
        embedder: The model of the store.
        seed: Of the plan and the places of the damage.
        in_log: Leave the last changes in SQLite's log, as a killed writer does.
    """

    def __init__(self, work: Path, embedder: Embedder, *, seed: int, in_log: bool = False) -> None:
        self._whole, self._store, self._embedder = work / "whole", work / "store", embedder
        self._random = random.Random(seed)  # noqa: S311 - no secret
        plan = Plan(seed)
        self._shelf: Shelf = plan.step(_CHANGES - 1).after
        self._earlier = work / "earlier"

        def fill(at: int) -> None:
            keeper = Store.open(self._whole) if in_log and at else None
            perform(plan, at, store=self._whole, folder=None, embedder=embedder)
            if keeper is not None:
                os._exit(0)  # as `kill -9` ends it: nothing is closed

        for at in range(_CHANGES):
            end = ending(lambda at=at: fill(at))  # type: ignore[misc]
            if not end.well:
                raise RuntimeError(end.error or end.signal)
            if at == _CHANGES - 2:
                shutil.copytree(self._whole, self._earlier)
        self._right = self._answers(self._whole if not in_log else self._copy())
        self.tally = Tally()

    def _copy(self) -> Path:
        shutil.rmtree(self._store, ignore_errors=True)
        shutil.copytree(self._whole, self._store)
        return self._store

    def files(self) -> list[Path]:
        """Return every file of the store, below its folder."""
        found = [file for file in self._whole.rglob("*") if file.is_file()]
        return sorted(file.relative_to(self._whole) for file in found)

    def mutants(self, *, flips: int, cuts: int) -> Iterator[Mutant]:
        """Yield mutants of every file: so many flipped bits and cut ends, and the rest once."""
        for file in self.files():
            whole = (self._whole / file).read_bytes()
            for _ in range(flips if whole else 0):
                place, bit = self._random.randrange(len(whole)), self._random.randrange(8)
                flipped = bytearray(whole)
                flipped[place] ^= 1 << bit
                yield Mutant(file, "flipped", bytes(flipped))
            for _ in range(cuts if whole else 0):
                yield Mutant(file, "cut", whole[: self._random.randrange(len(whole))])
            yield Mutant(file, "emptied", b"")
            yield Mutant(file, "missing", None)
            yield from self._swapped(file, whole)
            if flips and file.parent.name and file.name != MANIFEST and whole:
                yield Mutant(file, "forged", bytes(flipped))

    def _swapped(self, file: Path, whole: bytes) -> Iterator[Mutant]:
        """Yield the file as it was a generation before, and with the content of another."""
        kind = file.suffix or file.name
        for other in [*self._earlier.rglob("*"), *self._whole.rglob("*")]:
            alike = other.is_file() and (other.suffix or other.name) == kind
            if alike and other.read_bytes() != whole:
                yield Mutant(file, "swapped", other.read_bytes())

    def open(self, mutant: Mutant) -> None:
        """Open the store with a mutant in it, in a child, and judge what it answers."""
        self._lay(mutant)
        log = self._store / "log"
        end = ending(lambda: self._asked(self._store), log=log)
        said = log.read_text("utf-8", "replace") if log.exists() else ""
        self.tally.mutants[mutant.what] += 1
        name = re.sub(r"[0-9a-f]{32}|\d+", "N", str(mutant.file))
        outcome = self._outcome(end, said)
        self.tally.by_file.setdefault(name, Counter())[outcome] += 1
        if outcome == "refused":
            self.tally.refused += 1
        elif outcome == "mended":
            self.tally.mended += 1
        elif outcome == "harmless":
            self.tally.harmless += 1
        else:
            self.tally.failures.append(f"{mutant.file} {mutant.what}: {outcome}")

    def _outcome(self, end: Ending, said: str) -> str:
        if end.signal is not None:
            return f"crash, signal {end.signal}"
        if not end.well:
            return "refused" if end.error.startswith(_NAMED) else f"error: {end.error[:200]}"
        if end.value != self._right:
            changed = [name for name in self._right if end.value.get(name) != self._right[name]]
            return f"wrong answer: {changed[:3]}"
        return "mended" if "again from the database" in said else "harmless"

    def _lay(self, mutant: Mutant) -> None:
        """Make the store whole but for one file; nothing is shared with the whole one."""
        file = self._copy() / mutant.file
        file.unlink()
        if mutant.content is not None:
            file.write_bytes(mutant.content)
        if mutant.what == "forged":
            seal = file.parent / MANIFEST
            said = json.loads(seal.read_bytes())
            said["sha256"][file.name] = sha256(file.read_bytes()).hexdigest()
            seal.write_text(json.dumps(said, indent=1, sort_keys=True))

    def _answers(self, store: Path) -> dict[str, Any]:
        end = ending(lambda: self._asked(store))
        if not end.well:
            raise RuntimeError(end.error or end.signal)
        return dict(end.value)

    def _asked(self, path: Path) -> dict[str, Any]:
        """Return everything that anybody may want to know of a store."""
        logging.basicConfig(level=logging.WARNING)
        store = Store.open(path)
        retriever = Retriever(store, self._embedder)
        said: dict[str, Any] = {
            "generation": store.generation,
            "documents": [repr(one) for one in store.documents()],
        }
        for name in names():
            if name in self._shelf:
                clean = store.clean_document(name)
                said[name] = [repr(clean.document), clean.text, repr(clean.paragraphs)]
                places = [
                    repr(clean.alignment.to_source(one.clean_span)) for one in clean.paragraphs
                ]
                said[f"places of {name}"] = places
                passages = store.snapshot.passages_of(name)
                said[f"passages of {name}"] = [repr(one) for one in passages]
            for question in (
                title(name, self._shelf.get(name, 1)),
                f"{name[1:3]}号卖到青石港的海盐",
            ):
                hits = retriever.search(question, limit=8)
                said[question] = [(repr(hit.passage), round(hit.score, 9)) for hit in hits]
        kept: dict[str, Any] = json.loads(json.dumps(said))
        return kept
