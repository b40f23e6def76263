"""Calls that fail: a full disk, a broken one, too many open files, at each call of a change."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from eval.bench.durability.child import Child, Ending, ending
from eval.bench.durability.plan import Plan
from eval.bench.durability.shelf import held, perform, warm
from eval.bench.durability.tracer import Tracer
from index import errors
from index.embed import Embedder

FAULTS = {
    "openat": ("EMFILE", "EIO"),
    "mkdir": ("ENOSPC",),
    "write": ("ENOSPC", "EIO"),
    "pwrite64": ("ENOSPC", "EIO"),
    "pread64": ("EIO",),
    "ftruncate": ("ENOSPC",),
    "fsync": ("EIO",),
    "fdatasync": ("EIO",),
    "rename": ("EIO",),
    "link": ("EMLINK",),
    "unlink": ("EIO",),
    "mmap": ("ENOMEM",),
}
"""Ways in which each call is made to fail."""

_CLEAR = tuple(
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.StoreError)
)
_SLOWEST = 300.0  # seconds that a change may take


@dataclass(frozen=True, slots=True)
class Fault:
    """A call that fails.

    Attributes:
        call: Its name.
        place: The how manieth of each thread, from 1.
        error: Such as ENOSPC.
        lasting: Whether all later ones fail too.
    """

    call: str
    place: int
    error: str
    lasting: bool

    def __str__(self) -> str:
        return f"{self.call} {self.place}{' and later' if self.lasting else ''}: {self.error}"

    @property
    def option(self) -> str:
        """The option of strace that brings it about."""
        when = f"{self.place}{'+' if self.lasting else ''}"
        return f"inject={self.call}:error={self.error}:when={when}"


@dataclass(slots=True)
class Tally:
    """What came of many faults."""

    faults: int = 0
    borne: int = 0
    refused: int = 0
    messages: dict[str, list[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the figures for a person."""
        return [
            f"faults: {self.faults}; the change succeeded all the same {self.borne} times, "
            f"failed with a clear error {self.refused} times",
            f"failures: {len(self.failures)}",
            *self.failures[:40],
            "the clear errors:",
            *(
                f"{len(faults):6} {message} ({faults[0]})"
                for message, faults in sorted(self.messages.items(), key=lambda one: -len(one[1]))
            ),
        ]


class Faulty:
    """A change of a store, made again and again with another call failing each time.

    Args:
        work: An empty folder.
        embedder: The model of the store.
        seed: Of the plan.
        number: Which change of the plan; those before it are made first.
    """

    def __init__(self, work: Path, embedder: Embedder, *, seed: int, number: int) -> None:
        self._work, self._embedder = work, embedder
        self._plan, self._number = Plan(seed), number
        self._before, self._store = work / "before", work / "store"
        warm(embedder)
        for earlier in range(number):
            self._well(ending(lambda at=earlier: self._do(at, self._before)))  # type: ignore[misc]
        self.tally = Tally()

    def faults(self, *, every: int = 1) -> Iterator[Fault]:
        """Yield the faults: each call of the change, once and for good; or every so manieth."""
        number, calls = 0, self._calls()
        for call, errors_ in FAULTS.items():
            for place in range(1, calls[call] + 1):
                for error in errors_:
                    for lasting in (False, True):
                        number += 1
                        if number % every == 0:
                            yield Fault(call, place, error, lasting)

    def fail(self, fault: Fault) -> None:
        """Make the change with a fault, look at what is left, and make it again without."""
        self._reset()
        end = self._traced(["-e", f"trace={fault.call}", "-e", fault.option])[0]
        self.tally.faults += 1
        step = self._plan.step(self._number)
        allowed = [step.after] if end.well else [self._plan.before(self._number), step.after]
        left = ending(lambda: held(self._store, allowed, self._embedder))
        again = Ending(0, None)
        if left.well and allowed[left.value or 0] != step.after:
            again = ending(lambda: self._do(self._number, self._store))
        after = ending(lambda: held(self._store, [step.after], self._embedder))
        for what, said in (("what was left", left), ("again", again), ("after it", after)):
            if not said.well:
                self.tally.failures.append(f"{fault}: {what}: {said.error or said.signal}")
        self._judge(fault, end)

    def _judge(self, fault: Fault, end: Ending) -> None:
        if end.well:
            self.tally.borne += 1
        elif end.signal is None and end.error.startswith(_CLEAR):
            self.tally.refused += 1
            message = re.sub(r"/\S+|[0-9a-f]{8,}|\d+", "...", end.error)[:150]
            self.tally.messages.setdefault(message, []).append(str(fault))
        else:
            said = end.error or f"ended by signal {end.signal}"
            self.tally.failures.append(f"{fault}: the change: {said}")

    def _calls(self) -> Counter[str]:
        """Return how many of each call the change makes at most in one thread."""
        self._reset()
        end, record = self._traced(["-e", f"trace={','.join(FAULTS)}"])
        self._well(end)
        made = Counter(re.findall(r"^(\d+) +(\w+)\(", record, re.MULTILINE))
        most: Counter[str] = Counter()
        for (_, call), times in made.items():
            most[call] = max(most[call], times)
        return most

    def _traced(self, options: Sequence[str]) -> tuple[Ending, str]:
        child = Child(partial(self._do, self._number, self._store), log=self._work / "errors.log")
        with Tracer(child, options) as tracer:
            end = child.go().wait(seconds=_SLOWEST)
            return end, tracer.ended()

    def _do(self, number: int, store: Path) -> None:
        perform(self._plan, number, store=store, folder=None, embedder=self._embedder)

    def _reset(self) -> None:
        shutil.rmtree(self._store, ignore_errors=True)
        shutil.copytree(self._before, self._store)

    @staticmethod
    def _well(end: Ending) -> None:
        if not end.well:
            raise RuntimeError(end.error or f"ended by signal {end.signal}")
