"""Digests of files, worked out once in a process for as long as the files stay as they are.

A change links most of its files from the generation before. Reading all of them again at
each change would make its cost that of the whole corpus.
"""

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from index.checksum import digest

_SETTLED = 2_000_000_000  # nanoseconds: the coarsest step in which file systems keep times
_MOST = 16_384  # digests that are remembered
_WORTH_A_THREAD = 1 << 20  # bytes: fewer are read before a thread has started
_MOST_THREADS = 4


@dataclass(frozen=True, slots=True)
class FileState:
    """By what a file is known to be as it was.

    Not by when its names last changed, which every generation does by linking it: who
    writes into a file and then puts its time of change back is noticed by the next
    process only.

    Attributes:
        device: Where it lies.
        inode: Which file it is there.
        size: In bytes.
        changed: When it was last written, in nanoseconds.
    """

    device: int
    inode: int
    size: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> "FileState":
        """Look at a file.

        Raises:
            OSError: It is not there, or cannot be looked at.
        """
        status = path.stat()
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


class Digests:
    """The digests that a process has worked out itself; threads may share it.

    Args:
        now: The time in nanoseconds.
    """

    def __init__(self, now: Callable[[], int] = time.time_ns) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._known: dict[FileState, str] = {}

    def of(self, paths: Sequence[Path]) -> list[str]:
        """Return the sha256 of files in hex, in their order.

        Raises:
            OSError: One of them cannot be read.
        """
        states = [FileState.of(path) for path in paths]
        with self._lock:
            known = {state: self._known[state] for state in states if state in self._known}
        new = {state: path for state, path in zip(states, paths, strict=True) if state not in known}
        started = self._now()
        found = dict(zip(new, _worked_out(list(new.values()), list(new)), strict=True))
        self._remember(found, new, started)
        known |= found
        return [known[state] for state in states]

    def _remember(
        self, found: dict[FileState, str], paths: dict[FileState, Path], started: int
    ) -> None:
        """Keep digests of files that were not written to since, nor just before.

        A file written to again within one step of the clock would look the same.
        """
        kept = {
            state: digested
            for state, digested in found.items()
            if started - state.changed > _SETTLED and FileState.of(paths[state]) == state
        }
        with self._lock:
            self._known |= kept
            while len(self._known) > _MOST:
                del self._known[next(iter(self._known))]


def _worked_out(paths: Sequence[Path], states: Sequence[FileState]) -> list[str]:
    """Return digests of files, read side by side where there is much to read."""
    large = sum(state.size >= _WORTH_A_THREAD for state in states)
    threads = min(large, _MOST_THREADS, os.cpu_count() or 1)
    if threads < 2:
        return [digest(path) for path in paths]
    largest_first = sorted(range(len(paths)), key=lambda at: -states[at].size)
    try:
        with ThreadPoolExecutor(threads) as pool:
            done = list(pool.map(digest, [paths[at] for at in largest_first]))
    except RuntimeError:  # no thread can be started
        return [digest(path) for path in paths]
    digests = dict(zip(largest_first, done, strict=True))
    return [digests[at] for at in range(len(paths))]
