"""`kill -9`: at random moments, and at every system call that changes a store."""

import os
import random
import re
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from eval.bench.durability.child import Child, ending
from eval.bench.durability.plan import Kind, Plan
from eval.bench.durability.shelf import held, perform, warm
from eval.bench.durability.tracer import CALLS, Tracer
from index.embed import Embedder

_SLOWEST = 120.0  # seconds that any child may take
_KILLS_OF_CHANGE = 8  # before a change is let through
_KILLS_OF_STORE = 60  # at random, before it is begun anew


@dataclass(slots=True)
class Tally:
    """What came of many kills.

    Attributes:
        random: Kills at random moments.
        named: Kills at named steps.
        old: How often the change in flight was wholly absent.
        new: How often it was wholly there.
        acknowledged: Changes that were acknowledged before a kill.
        steps: How many kills hit each step, by its name.
        failures: What went wrong, each with its kill.
    """

    random: int = 0
    named: int = 0
    old: int = 0
    new: int = 0
    acknowledged: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the figures for a person."""
        return [
            f"kills: {self.random} at random moments, {self.named} at named steps "
            f"({len(self.steps)} different ones)",
            f"the change in flight was wholly absent {self.old} times, wholly there {self.new}",
            f"acknowledged before a kill: {self.acknowledged}, lost: "
            f"{sum('lost' in one for one in self.failures)}",
            f"failures: {len(self.failures)}",
            *self.failures[:20],
        ]


class Survivor:
    """One store that is killed again and again, and each time goes on from what it holds.

    Args:
        work: An empty folder: the store, the files to ingest and the log lie in it.
        embedder: The model of the store.
        seed: Of the plan and of the moments.
    """

    def __init__(self, work: Path, embedder: Embedder, *, seed: int) -> None:
        self._store, self._folder, self._log = (work / one for one in ("store", "files", "log"))
        self._embedder = embedder
        warm(embedder)
        self._plan = Plan(seed)
        self._random = random.Random(seed)  # noqa: S311 - no secret
        self._next = 0  # the change that comes next
        self._calls: dict[Kind, Counter[str]] = {}  # of a change of a kind: how many of each
        self._pace = 0.0  # seconds that changes take, on average
        self._kills_of_change = 0
        self.tally = Tally()

    def kill_at_random(self) -> None:
        """Let a child change the store until a random moment, and look at what is left."""
        if not self._pace:
            self._pass()
        if self.tally.random % _KILLS_OF_STORE == _KILLS_OF_STORE - 1:
            self._start_anew()
        child, before = Child(self._changes).go(), self._next
        spent = self._random.uniform(0.0, 2.5 * self._pace)
        time.sleep(spent)
        child.kill()
        child.wait()
        self.tally.random += 1
        self._look(f"random kill {self.tally.random}")
        if self._next > before:
            self._pace = 0.8 * self._pace + 0.2 * spent / (self._next - before)

    def kill_at_step(self) -> None:
        """Kill a child as it enters a system call, and look at what is left.

        Which call of a change is drawn evenly from all that such a change makes. After
        some kills a change is let through, so that all kinds of changes have their turn.
        """
        while True:
            kind = self._plan.step(self._next).kind
            if kind not in self._calls or self._kills_of_change >= _KILLS_OF_CHANGE:
                self._pass()
                continue
            call = self._random.choice(sorted(self._calls[kind]))
            place = self._random.randint(1, self._calls[kind][call])
            if self._killed(kind, call, place):
                return

    def _start_anew(self) -> None:
        """Begin again with no store at all, whose making can be killed too."""
        shutil.rmtree(self._store, ignore_errors=True)
        self._log.unlink(missing_ok=True)
        self._next = 0
        self._plan = Plan(self._random.randrange(2**32))

    def _killed(self, kind: Kind, call: str, place: int) -> bool:
        child = Child(partial(self._change, self._next))
        inject = f"inject={call}:signal=KILL:when={place}"
        with Tracer(child, ["-y", "-e", f"trace={call}", "-e", inject]) as tracer:
            end = child.go().wait(seconds=_SLOWEST)
            record = tracer.ended()
        if end.signal is not None:
            self.tally.named += 1
            self._kills_of_change += 1
            self.tally.steps[f"{kind}: {_step_of(record, call)}"] += 1
        killed = end.signal is not None
        self._look(f"{kind}, {call} {place}: {end.error or end.signal}", killed=killed)
        return end.signal is not None

    def _pass(self) -> None:
        """Let a change through, and learn which calls it makes and how long it takes."""
        kind = self._plan.step(self._next).kind
        child = Child(partial(self._change, self._next))
        started = time.perf_counter()
        with Tracer(child, ["-e", f"trace={','.join(CALLS)}"]) as tracer:
            end = child.go().wait(seconds=_SLOWEST)
            made = Counter(re.findall(r"^(\d+) +(\w+)\(", tracer.ended(), re.MULTILINE))
        spent = time.perf_counter() - started
        self._pace = self._pace or spent
        self._kills_of_change = 0
        most: Counter[str] = Counter()  # strace counts for each thread by itself
        for (_, call), times in made.items():
            most[call] = max(most[call], times)
        self._calls[kind] = most
        self._look(f"{kind} let through: {end.error or end.signal}", killed=False)

    def _changes(self) -> None:
        """Be the child: change after change, each acknowledged outside the store."""
        for number in count(self._next):
            self._change(number)

    def _change(self, number: int) -> None:
        places = {"store": self._store, "folder": self._folder}
        perform(self._plan, number, **places, embedder=self._embedder)
        log = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.write(log, f"{number}\n".encode())
        os.fsync(log)
        os.close(log)

    def _look(self, what: str, *, killed: bool = True) -> None:
        """Open the store as the next process would; go on from what it holds."""
        acknowledged = self._acknowledged()
        self.tally.acknowledged += acknowledged + 1 - self._next
        allowed = [self._plan.before(acknowledged + 1), self._plan.step(acknowledged + 1).after]
        end = ending(lambda: held(self._store, allowed, self._embedder), seconds=_SLOWEST)
        self._next = acknowledged + 1
        if not end.well:
            self.tally.failures.append(f"{what}: lost or broken: {end.error or end.signal}")
            return
        self.tally.old += killed and end.value == 0
        self.tally.new += killed and end.value == 1
        self._next += end.value

    def _acknowledged(self) -> int:
        """Return the last change that was acknowledged, or -1; the one before `next` at least."""
        lines = self._log.read_text().split() if self._log.exists() else []
        return max([self._next - 1, *map(int, lines)])


def _step_of(record: str, call: str) -> str:
    """Return a step's name from the last line of a trace: the call and what it touched."""
    lines = [line for line in record.splitlines() if f"{call}(" in line]
    last = lines[-1] if lines else call
    touched = re.findall(r"/store(?:/([\w.\-]+))?(?:/([\w.\-]+))?", last)
    names = [re.sub(r"[0-9a-f]{32}|\d+", "N", "/".join(filter(None, one))) for one in touched]
    return f"{call} {' to '.join(names)}".strip()
