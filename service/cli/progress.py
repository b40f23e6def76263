"""Progress of long steps, on standard error so that output stays clean."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from service.cli.options import tell

if TYPE_CHECKING:
    from service.library import Progress

QUIET_SECONDS = 5.0  # between two lines of a step where there is no terminal


@contextmanager
def shown_progress() -> "Iterator[Progress]":
    """Give a callable that shows steps as bars in a terminal, else as lines.

    Nothing is shown, and Rich is not loaded, before the first call.
    """
    shown = _Bars() if sys.stderr.isatty() else _Lines()
    try:
        yield shown.update
    finally:
        shown.close()


class _Bars:
    """A bar for each step."""

    def __init__(self) -> None:
        self._tasks: dict[str, int] = {}

    def update(self, step: str, done: int, total: int | None) -> None:
        if not self._tasks:
            self._start()
        if step not in self._tasks:
            self._tasks[step] = self._bars.add_task(step, total=total)
        self._bars.update(self._tasks[step], completed=done, total=total)  # type: ignore[arg-type]

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._bars = Progress(
            "{task.description}",
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            "left",
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self._bars.start()

    def close(self) -> None:
        if self._tasks:
            self._bars.stop()


def progress_line(step: str, done: int, total: int | None, *, seconds: float) -> str:
    """Return a line on a step, with its rate and what is left once that can be told.

    Args:
        step: Its name.
        done: How much of it is done.
        total: Of how much, perhaps estimated; None where nobody knows.
        seconds: Since its first line.
    """
    line = f"wenju: {step} {done}" if total is None else f"wenju: {step} {done}/{total}"
    if not done or seconds < QUIET_SECONDS:
        return line
    rate = done / seconds
    left = f", {max(0, total - done) / rate:.0f} s left" if total else ""
    return f"{line}, {rate:.0f}/s{left}"


class _Lines:
    """A line when a step begins and ends, and now and then between."""

    def __init__(self) -> None:
        self._step = ""
        self._told = self._began = 0.0

    def update(self, step: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        if step == self._step and done != total and now - self._told < QUIET_SECONDS:
            return
        self._began = self._began if step == self._step else now
        self._step, self._told = step, now
        tell(progress_line(step, done, total, seconds=now - self._began))

    def close(self) -> None:
        """Leave the last line as it is."""
