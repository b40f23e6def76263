"""Power loss: changes are recorded call by call, and every moment of them is replayed."""

import random
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from eval.bench.durability.child import Child, ending
from eval.bench.durability.disk import Folder, Loss
from eval.bench.durability.plan import Plan, Shelf
from eval.bench.durability.recording import OPTIONS, Call, Replay, calls_of
from eval.bench.durability.shelf import held, perform, warm
from eval.bench.durability.tracer import Tracer
from index.embed import Embedder


@dataclass(frozen=True, slots=True)
class Recorded:
    """A change as it was recorded.

    Attributes:
        number: Its number in the plan.
        before: A copy of the folder that holds the store, as it was before.
        calls: What was done to files, in order.
    """

    number: int
    before: Path
    calls: Sequence[Call]


@dataclass(slots=True)
class Tally:
    """What came of many power cuts."""

    states: int = 0
    old: int = 0
    new: int = 0
    by_loss: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the figures for a person."""
        losses = ", ".join(f"{loss}: {times}" for loss, times in sorted(self.by_loss.items()))
        return [
            f"states after a power cut: {self.states} (lost: {losses})",
            f"old generation {self.old}, new generation {self.new}",
            f"failures: {len(self.failures)}",
            *self.failures[:20],
        ]


class PowerCuts:
    """Changes of one store, recorded once and cut off at any of their calls.

    Args:
        work: An empty folder.
        embedder: The model of the store.
        seed: Of the plan, the moments and the losses.
    """

    def __init__(self, work: Path, embedder: Embedder, *, seed: int) -> None:
        self._work, self._disk = work, work / "disk"
        self._embedder = embedder
        warm(embedder)
        self._plan = Plan(seed)
        self._random = random.Random(seed)  # noqa: S311 - no secret
        self._disk.mkdir()
        self.tally = Tally()

    def record(self, number: int) -> Recorded:
        """Do the change of a number, and return what it did to files.

        Raises:
            RuntimeError: It failed, or could not be traced.
        """
        before = self._work / f"before-{number}"
        shutil.copytree(self._disk, before)
        child = Child(partial(self._change, number))
        with Tracer(child, OPTIONS) as tracer:
            end = child.go().wait(seconds=300.0)
            calls = list(calls_of(tracer.ended()))
        if not end.well:
            raise RuntimeError(f"change {number} failed: {end.error or end.signal}")
        return Recorded(number, before, calls)

    def cut(self, recorded: Recorded, states: int) -> None:
        """Cut the power at some moments of a change, and look at what each leaves."""
        moments = self._moments(recorded)
        for state in range(states):
            stop = moments[int((state + self._random.random()) / states * len(moments))]
            self._cut(recorded, stop, self._random.choice(list(Loss)))

    def _moments(self, recorded: Recorded) -> list[int]:
        """Return after which calls the disk is another; the acknowledged end several times."""
        replay = self._replay(recorded)
        changed = [at for at, call in enumerate(recorded.calls, 1) if replay.do(call)]
        return [0, *changed, *[len(recorded.calls)] * (1 + len(changed) // 8)]

    def _cut(self, recorded: Recorded, stop: int, loss: Loss) -> None:
        replay = self._replay(recorded)
        for call in recorded.calls[:stop]:
            replay.do(call)
        place = self._work / "left"
        shutil.rmtree(place, ignore_errors=True)
        replay.root.write_out(place, loss, self._random)
        after = self._plan.step(recorded.number).after
        allowed: list[Shelf] = [after]
        if not replay.acknowledged:
            allowed.append(self._plan.before(recorded.number))
        end = ending(lambda: self._look(place / "store", allowed, recorded.number))
        self.tally.states += 1
        self.tally.by_loss[loss] += 1
        if not end.well:
            kind = self._plan.step(recorded.number).kind
            moment = f"{kind}, after call {stop} of {len(recorded.calls)} ({loss} lost)"
            self.tally.failures.append(f"{moment}: {end.error or end.signal}")
            return
        self.tally.old += end.value == 1
        self.tally.new += end.value == 0

    def _look(self, store: Path, allowed: Sequence[Shelf], number: int) -> int:
        """Open what is left, and make the change again where it is not there."""
        found = held(store, allowed, self._embedder)
        if found:
            self._do(number, store)
            held(store, allowed[:1], self._embedder)
        return found

    def _replay(self, recorded: Recorded) -> Replay:
        root = Folder.of(recorded.before)
        return Replay(root, self._disk, self._work / "acknowledged")

    def _change(self, number: int) -> None:
        self._do(number, self._disk / "store")
        (self._work / "acknowledged").write_text(f"{number}\n")

    def _do(self, number: int, store: Path) -> None:
        perform(
            self._plan, number, store=store, folder=self._work / "files", embedder=self._embedder
        )
