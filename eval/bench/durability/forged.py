"""Forged files: bits flipped, and every checksum that guards them worked out anew.

No checksum can notice these, so engines parse them. A child that does may die of it; a
server that holds the store as it was answers on.
"""

import json
import os
import random
import shutil
import sqlite3
import struct
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from eval.bench.durability.child import Ending, ending
from eval.bench.durability.plan import Plan, Shelf, title
from eval.bench.durability.shelf import perform, warm
from index import errors
from index.embed import Embedder
from index.retrieve import Retriever
from index.row_checksum import checksum
from index.sealed import MANIFEST
from index.store import DATABASE, Store

_CHANGES = 4
_NAMED = tuple(
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.StoreError)
)
_SLOWEST = 60.0  # seconds that a child may take

_WAL_HEADER = 32
_FRAME_HEADER = 24


@dataclass(slots=True)
class Tally:
    """What came of many forgeries, by engine."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the figures for a person."""
        return [
            *(
                f"{engine}: {of.total()} forged: "
                + ", ".join(f"{times} {what}" for what, times in sorted(of.items()))
                for engine, of in sorted(self.outcomes.items())
            ),
            f"failures: {len(self.failures)}",
            *self.failures[:20],
        ]


class Forgery:
    """A store whose files are replaced by forged ones, one after the other.

    Args:
        work: An empty folder.
        embedder: The model of the store.
        seed: Of the plan and the places of the flips.
        alive: Raises when a server that holds the store answers no more, or otherwise.
    """

    def __init__(
        self, work: Path, embedder: Embedder, *, seed: int, alive: Callable[[], None] | None = None
    ) -> None:
        self._whole, self._embedder = work / "whole", embedder
        self.store = work / "store"
        self._random = random.Random(seed)  # noqa: S311 - no secret
        self._alive = alive or (lambda: None)
        warm(embedder)
        plan = Plan(seed)
        self._shelf: Shelf = plan.step(_CHANGES - 1).after
        for at in range(_CHANGES):
            self._filled(plan, at)
        shutil.copytree(self._whole, self.store)
        self._right = ending(self._asked).value
        self.tally = Tally()

    def _filled(self, plan: Plan, at: int) -> None:
        def fill() -> None:
            keeper = Store.open(self._whole) if at else None  # so that the log stays
            perform(plan, at, store=self._whole, folder=None, embedder=self._embedder)
            if keeper is not None:
                os._exit(0)  # as `kill -9` ends it: nothing is closed

        end = ending(fill)
        if not end.well:
            raise RuntimeError(end.error or end.signal)

    def forge(self, flips: int) -> None:
        """Flip so many bits of each engine's files, one file at a time, and open the store."""
        for engine, files in self._files().items():
            for number in range(flips):
                file = files[number % len(files)]
                self._lay(file)
                end = ending(self._asked, seconds=_SLOWEST)
                self._judge(engine, file, end)
                self._alive()
        self._restore()

    def _files(self) -> dict[str, list[Path]]:
        """Return the files of the newest generation by engine, below the store."""
        lexical = max(self._whole.glob("lexical.*"), key=lambda one: int(one.suffix[1:]))
        unsealed = (MANIFEST, ".tantivy-writer.lock", ".tantivy-meta.lock")
        parts = sorted(file for file in lexical.iterdir() if file.name not in unsealed)
        found = {
            "FAISS": sorted(self._whole.glob("dense.*/vectors.faiss")),
            "tantivy": parts,
            "SQLite": [self._whole / f"{DATABASE}-wal"],
        }
        return {
            engine: [file.relative_to(self._whole) for file in files]
            for engine, files in found.items()
        }

    def _restore(self) -> None:
        """Put whole files in place, under new inodes: who holds the old ones keeps them."""
        for file in self._whole.rglob("*"):
            if file.is_file() and not file.name.endswith("-shm"):
                self._put(file.relative_to(self._whole), file.read_bytes())

    def _put(self, file: Path, content: bytes) -> None:
        beside = self.store / "forged.new"
        beside.write_bytes(content)
        (self.store / file).parent.mkdir(exist_ok=True)
        beside.replace(self.store / file)

    def _lay(self, file: Path) -> None:
        self._restore()
        content = bytearray((self._whole / file).read_bytes())
        if file.name.endswith("-wal"):
            self._put(file, self._forged_log(content))
            return
        content[self._random.randrange(len(content))] ^= 1 << self._random.randrange(8)
        self._put(file, bytes(content))
        self._reseal(file)

    def _forged_log(self, log: bytearray) -> bytes:
        """Flip a bit of a page in SQLite's log, and let its frames pass."""
        size = struct.unpack(">I", log[8:12])[0] + _FRAME_HEADER
        frames = (len(log) - _WAL_HEADER) // size
        frame = _WAL_HEADER + size * self._random.randrange(frames)
        place = self._random.randrange(frame + _FRAME_HEADER, frame + size)
        log[place] ^= 1 << self._random.randrange(8)
        return bytes(_with_checksums(log, size))

    def _reseal(self, file: Path) -> None:
        """Work out anew the seal of a file's folder, and what the database says of it."""
        seal = self.store / file.parent / MANIFEST
        said = json.loads(seal.read_bytes())
        said["sha256"][file.name] = sha256((self.store / file).read_bytes()).hexdigest()
        self._put(seal.relative_to(self.store), json.dumps(said).encode())
        stamp = sha256(seal.read_bytes()).hexdigest()
        name = "dense_stamp" if file.parent.name.startswith("dense.") else "stamp"
        copy = self.store / "forged.db"
        for ending_ in ("", "-wal"):
            shutil.copyfile(self._whole / f"{DATABASE}{ending_}", f"{copy}{ending_}")
        with closing(sqlite3.connect(copy, isolation_level=None)) as database:
            database.execute("UPDATE meta SET value = ? WHERE name = ?", (stamp, name))
            facts = dict(database.execute("SELECT name, value FROM meta WHERE name <> 'checksum'"))
            parts = (part for one in sorted(facts) for part in (one, facts[one]))
            database.execute(
                "UPDATE meta SET value = ? WHERE name = 'checksum'", (str(checksum(parts)),)
            )
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._put(Path(DATABASE), copy.read_bytes())
        for left in self.store.glob("forged.*"):
            left.unlink()
        self._put(Path(f"{DATABASE}-wal"), b"")

    def _judge(self, engine: str, file: Path, end: Ending) -> None:
        outcome = self._outcome(end)
        self.tally.outcomes.setdefault(engine, Counter())[outcome] += 1
        if engine == "SQLite" and outcome not in ("as before", "refused"):  # rows have checksums
            self.tally.failures.append(f"{file}: {outcome}: {end.error or end.signal}")

    def _outcome(self, end: Ending) -> str:
        if end.signal is not None:
            return "died"
        if not end.well:
            return "refused" if end.error.startswith(_NAMED) else end.error.partition(":")[0]
        return "as before" if end.value == self._right else "other answers"

    def _asked(self) -> dict[str, object]:
        """Copy the store as it is and ask the copy: who writes must not write to the forged."""
        place = self.store.with_name("opened")
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.store, place, ignore=shutil.ignore_patterns("*-shm"))
        return dict(_answers(place, self._shelf, self._embedder))


def _answers(path: Path, shelf: Shelf, embedder: Embedder) -> Iterator[tuple[str, object]]:
    store = Store.open(path)
    retriever = Retriever(store, embedder)
    for name, version in shelf.items():
        clean = store.clean_document(name)
        yield name, [repr(clean.document), clean.text, repr(clean.paragraphs)]
        hits = retriever.search(title(name, version), limit=8)
        yield f"hits of {name}", [[hit.passage.id, round(hit.score, 9)] for hit in hits]


def _with_checksums(log: bytearray, size: int) -> bytearray:
    """Return an SQLite log with the checksums of all of its frames worked out anew.

    See "WAL-format" in SQLite's documentation: two sums of 32 bits over pairs of words,
    from the header on, each frame's going on from the one before.
    """
    order = ">" if struct.unpack(">I", log[:4])[0] & 1 else "<"
    sums = struct.unpack(">II", log[24:32])
    for frame in range(_WAL_HEADER, len(log) - size + 1, size):
        sums = _summed(sums, log[frame : frame + 8], order)
        sums = _summed(sums, log[frame + _FRAME_HEADER : frame + size], order)
        log[frame + 16 : frame + 24] = struct.pack(">II", *sums)
    return log


def _summed(sums: tuple[int, ...], data: bytes | bytearray, order: str) -> tuple[int, int]:
    first, second = sums
    for one, two in struct.iter_unpack(f"{order}II", data):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return first, second
