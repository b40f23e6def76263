"""One writer at a time: a lock that a dead holder cannot keep."""

import fcntl
import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from index.errors import StoreBusy

_MOST_BYTES = 2048  # of the holder's description
_MOST_COMMAND = 200  # characters of its command line


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock.

    Attributes:
        pid: Its process.
        host: The machine it runs on.
        since: When it took the lock, ISO 8601 in UTC.
        command: Its command line, cut where it is long.
    """

    pid: int
    host: str
    since: str
    command: str

    @classmethod
    def this_process(cls) -> "Holder":
        """Describe this process at this moment."""
        since = datetime.now(UTC).isoformat(timespec="seconds")
        command = " ".join(sys.orig_argv)[:_MOST_COMMAND]
        return cls(os.getpid(), socket.gethostname(), since, command)

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, since {self.since}: {self.command}"


class WriterLock:
    """An exclusive lock on a file, held inside a `with` block.

    The system drops it when the holder ends, however it ends. The file describes the
    last holder, and stays when the lock is free.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """Take the lock at once.

        Raises:
            StoreBusy: Someone else holds it; the message names the holder.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _describe(descriptor)
        except BlockingIOError as held:
            holder = _holder(descriptor)
            os.close(descriptor)
            raise StoreBusy(
                f"{self._path.parent} is being written to by {holder or 'an unknown process'}; "
                "try again when it is done"
            ) from held
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _describe(descriptor: int) -> None:
    """Write who holds the lock; a full disk must not keep it from being held."""
    described = json.dumps(asdict(Holder.this_process()))
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, described.encode()[:_MOST_BYTES], 0)
    except OSError:
        return


def _holder(descriptor: int) -> Holder | None:
    """Read who holds the lock; None where it is not, or not yet, written down."""
    try:
        said = json.loads(os.pread(descriptor, _MOST_BYTES, 0))
        return Holder(int(said["pid"]), said["host"], said["since"], said["command"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
