"""Damaged files: bits flipped, ends cut off, emptied, missing, swapped, forged."""

import json
import logging
import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from eval.bench.durability.child import Child, ending
from eval.bench.durability.plan import Plan, Shelf, names, title
from eval.bench.durability.shelf import perform, warm
from index import errors
from index.embed import Embedder
from index.retrieve import Retriever
from index.sealed import MANIFEST
from index.store import Store

_CHANGES = 5  # before the damage: several generations, with replaced and removed documents
_CHILDREN = 4  # at a time: each waits for the threads of its engines most of the time
_SLOWEST = 600.0  # seconds that all of one child's mutants may take
_SWAPS = 6  # contents of other files that each file is given
OUTCOMES = ("refused", "mended", "harmless")
"""Refused with an error of the store's; noticed, said, and answered rightly all the same; no
answer changed. Everything else is a failure."""


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
        outcomes: How often each of `OUTCOMES` came, or none of them.
        by_file: The same by the kind of file.
        failures: Wrong answers, other errors, crashes.
    """

    mutants: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    by_file: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the figures for a person."""
        kinds = ", ".join(f"{times} {what}" for what, times in sorted(self.mutants.items()))
        return [
            f"mutants: {self.mutants.total()} ({kinds})",
            f"refused with an error: {self.outcomes['refused']}, mended from the database: "
            f"{self.outcomes['mended']}, no answer changed: {self.outcomes['harmless']}",
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
        in_log: Leave the last changes in SQLite's log, as a killed writer does; only the
            files beside it are then harmed, the indexes being those of a store at rest.
    """

    def __init__(self, work: Path, embedder: Embedder, *, seed: int, in_log: bool = False) -> None:
        self._whole, self._store, self._embedder = work / "whole", work / "store", embedder
        self._in_log = in_log
        self._random = random.Random(seed)  # noqa: S311 - no secret
        warm(embedder)
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
        whole = self._whole if not in_log else self._copy()
        self._right, self._right_again = self._answers(whole), self._made_again()
        self.tally = Tally()
        self._before = self._digest()

    def close(self) -> None:
        """Count it as a failure where the whole store is not as it was."""
        if self._digest() != self._before:
            self.tally.failures.append("a file was written to that no store may write to")

    def _made_again(self) -> dict[str, Any]:
        """Return what is right where the lexical index was made again from the database.

        BM25 counts what was removed until it is written anew, so scores may differ, and
        nothing else.
        """
        store = self._copy()
        for folder in [*store.glob("lexical.*"), *store.glob("dense.*")]:
            shutil.rmtree(folder)
        return self._answers(store)

    def _copy(self) -> Path:
        """Copy the whole store; files of sealed folders are linked, nobody writes into them."""
        shutil.rmtree(self._store, ignore_errors=True)
        for file in sorted(self._whole.rglob("*")):
            place = self._store / file.relative_to(self._whole)
            if file.is_dir():
                place.mkdir(parents=True)
            elif file.parent == self._whole:
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, place)
            else:
                os.link(file, place)
        return self._store

    def _digest(self) -> str:
        """Return a digest of all files of the whole store."""
        found = sha256()
        for file in sorted(self._whole.rglob("*")):
            if file.is_file():
                found.update(str(file).encode() + file.read_bytes())
        return found.hexdigest()

    def files(self) -> list[Path]:
        """Return every file of the store, below its folder, each by the last of its names."""
        found = [file for file in sorted(self._whole.rglob("*")) if file.is_file()]
        named = {file.stat().st_ino: file.relative_to(self._whole) for file in found}
        return sorted(file for file in named.values() if not (self._in_log and file.parent.name))

    def mutants(self, *, flips: int, cuts: int) -> Iterator[Mutant]:
        """Yield mutants of every file: so many flipped bits and cut ends, and the rest once."""
        for file in self.files():
            whole = (self._whole / file).read_bytes()
            for _ in range(flips if whole else 0):
                yield Mutant(file, "flipped", self._flipped(whole))
            for _ in range(cuts if whole else 0):
                yield Mutant(file, "cut", whole[: self._random.randrange(len(whole))])
            yield Mutant(file, "emptied", b"")
            yield Mutant(file, "missing", None)
            yield from self._swapped(file, whole)
            if flips and file.parent.name and file.name != MANIFEST and whole:
                yield Mutant(file, "forged", self._flipped(whole))

    def _flipped(self, whole: bytes) -> bytes:
        flipped = bytearray(whole)
        flipped[self._random.randrange(len(whole))] ^= 1 << self._random.randrange(8)
        return bytes(flipped)

    def _swapped(self, file: Path, whole: bytes) -> Iterator[Mutant]:
        """Yield the file with the contents of others of its kind, now and a generation before."""
        kind = file.suffix or file.name
        contents = {
            other.read_bytes()
            for other in [*self._earlier.rglob("*"), *self._whole.rglob("*")]
            if other.is_file() and (other.suffix or other.name) == kind
        }
        for content in sorted(contents - {whole})[:_SWAPS]:
            yield Mutant(file, "swapped", content)

    def open(self, mutants: Sequence[Mutant]) -> None:
        """Open the store with one mutant after another in it, and judge what it answers.

        Some children share the work; where one dies, each of its mutants gets its own.
        """
        shares = [mutants[at::_CHILDREN] for at in range(_CHILDREN)]
        children = [
            Child(partial(self._opened_all, share, number)).go()
            for number, share in enumerate(shares)
        ]
        for share, child in zip(shares, children, strict=True):
            end = child.wait(seconds=_SLOWEST)
            outcomes = end.value if end.well else map(self._alone, share)
            for mutant, outcome in zip(share, outcomes, strict=True):
                self._count(mutant, outcome)

    def _alone(self, mutant: Mutant) -> str:
        end = ending(lambda: self._opened(mutant))
        return end.value or f"crash: {end.error or end.signal}"

    def _opened_all(self, mutants: Sequence[Mutant], child: int) -> list[str]:
        self._store = self._store.with_name(f"store-{child}")
        return list(map(self._opened, mutants))

    def _count(self, mutant: Mutant, outcome: str) -> None:
        self.tally.mutants[mutant.what] += 1
        name = re.sub(r"[0-9a-f]{32}|\d+", "N", str(mutant.file))
        known = outcome if outcome in OUTCOMES else "failed"
        self.tally.by_file.setdefault(name, Counter())[known] += 1
        self.tally.outcomes[known] += 1
        if known == "failed":
            self.tally.failures.append(f"{mutant.file} {mutant.what}: {outcome}")

    def _opened(self, mutant: Mutant) -> str:
        """Open the store with a mutant in it; return an outcome, or what went wrong."""
        self._lay(mutant)
        with _said() as said:
            try:
                answers = self._asked(self._store)
            except errors.StoreError:
                return "refused"
            except Exception as error:  # whatever it is, it is what this looks for
                return f"{type(error).__name__}: {error}"[:300]
        mended = [line for line in said if "again from the database" in line]
        lexical = any(f"{os.sep}lexical." in line for line in mended)
        right = self._right_again if lexical else self._right
        if answers == right:
            return "mended" if mended else "harmless"
        changed = [name for name in right if answers.get(name) != right[name]]
        return f"wrong answer{' of a mended store' if mended else ''}: {changed[:3]}"

    def _lay(self, mutant: Mutant) -> None:
        """Make the store whole but for one file, which is harmed under all of its names."""
        file = self._copy() / mutant.file
        if mutant.content is None:
            file.unlink()
            return
        names = [one for one in self._store.rglob(f"*{file.suffix}") if one.samefile(file)]
        for name in names:
            name.unlink()
        file.write_bytes(mutant.content)
        for name in names:
            if name != file:
                os.link(file, name)
        if mutant.what == "forged":
            seal = file.parent / MANIFEST
            said = json.loads(seal.read_bytes())
            seal.unlink()
            said["sha256"][file.name] = sha256(file.read_bytes()).hexdigest()
            seal.write_text(json.dumps(said, indent=1, sort_keys=True))

    def _answers(self, store: Path) -> dict[str, Any]:
        end = ending(lambda: self._asked(store))
        if not end.well:
            raise RuntimeError(end.error or end.signal)
        return dict(end.value)

    def _questions(self) -> list[str]:
        """Return a question of each document that is held, and some of none."""
        gone = [name for name in names() if name not in self._shelf]
        titles = [title(name, self._shelf.get(name, 1)) for name in (*self._shelf, *gone[:2])]
        return [*titles, *(f"{one[1:3]}号卖到青石港的海盐" for one in names()[:3])]

    def _asked(self, path: Path) -> dict[str, Any]:
        """Return everything that anybody may want to know of a store."""
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
        for question in self._questions():
            hits = retriever.search(question, limit=8)
            said[question] = [(repr(hit.passage), round(hit.score, 9)) for hit in hits]
        kept: dict[str, Any] = json.loads(json.dumps(said))
        return kept


@contextmanager
def _said() -> Iterator[list[str]]:
    """Collect what the store's log says."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    handler, log = Kept(logging.WARNING), logging.getLogger("wenju.store")
    log.addHandler(handler)
    try:
        yield lines
    finally:
        log.removeHandler(handler)
