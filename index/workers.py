"""Processes beside this one that share the work on documents.

A result comes in the order in which its task was given, and only a few tasks are on
their way at any time, so memory does not grow with the corpus. Processes start fresh
("spawn"): a copy of this one would hold its locks and threads half-way through.
"""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from types import TracebackType
from typing import Self, TypeVar

from index.cores import usable_cores
from index.errors import CorpusError

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 2  # tasks on their way beyond one for each process; of each where this one works, too
_DONE_HERE = 8  # results of this process that wait for one of another: as many as it starts for
# Seconds after which a thread gives way to another. Those that carry documents and results
# wait for their turn after every 64 kB, and the processes for them: at the usual 5 ms, a third
# of the time.
_TURN = 0.0002
_GARBAGE = 100_000  # objects made before cycles are looked for; work on documents makes few


class Workers:
    """Some processes, started at the first task, ended with the `with` block."""

    def __init__(self, processes: int | None = None) -> None:
        """Plan the processes; none is started yet.

        Args:
            processes: How many; None for one a core. With one, the work is done here.
        """
        self.processes = usable_cores() if processes is None else processes
        self._pool: ProcessPoolExecutor | None = None
        self._turn = sys.getswitchinterval()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let tasks at hand end, drop the others and end the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            sys.setswitchinterval(self._turn)

    @property
    def begun(self) -> bool:
        """Whether processes were started."""
        return self._pool is not None

    @property
    def alone(self) -> bool:
        """Whether there are no processes to share the work with."""
        return self.processes < 2

    def begin(self, task: Callable[[], object]) -> None:
        """Start a process before there is work, where there is more than one.

        Args:
            task: Can be pickled; done there first, so that what tasks need is loaded.
        """
        if not self.alone:
            self._started(self.processes - 1).submit(task)

    def map(
        self,
        function: Callable[[Item], Result],
        items: Iterable[Item],
        *,
        here: Callable[[Item], Result] | None = None,
    ) -> Iterator[Result]:
        """Apply a function to items in the processes.

        Args:
            function: Can be pickled: a function of a module, or a `partial` of one.
            items: Taken one by one, a few ahead of the results.
            here: What does the same in this process, where that cannot bring it down: it then
                is one of those that share the work, while there is no result to be taken.

        Yields:
            The results in the order of the items.

        Raises:
            CorpusError: A process died.
        """
        if self.alone:
            yield from map(here or function, items)
            return
        others = self.processes - (here is not None)
        waiting: deque[Future[Result]] = deque()
        try:
            for item in items:
                if here is None or sum(not one.done() for one in waiting) < _AHEAD * others:
                    waiting.append(self._started(others).submit(function, item))
                else:
                    waiting.append(_done(here(item)))
                most = others + _AHEAD + (here is not None) * _DONE_HERE
                while waiting and (waiting[0].done() or len(waiting) >= most):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as died:
            raise CorpusError(
                "a process that worked on the articles died (killed, out of memory, or a file "
                "that crashes its reader); nothing was changed. Where memory is not short, "
                "ingest the files a part at a time to find the one"
            ) from died
        finally:
            for future in waiting:
                future.cancel()

    def _started(self, count: int) -> ProcessPoolExecutor:
        """Return the processes; the first who asks says how many."""
        if self._pool is None:
            sys.setswitchinterval(_TURN)
            self._pool = ProcessPoolExecutor(
                count,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
            )
        return self._pool


def _done(result: Result) -> "Future[Result]":
    future: Future[Result] = Future()
    future.set_result(result)
    return future


def _begin() -> None:
    """Make a process fit for work: it ends when told or when its parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to handle
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # every core has its process already
    gc.set_threshold(_GARBAGE)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
