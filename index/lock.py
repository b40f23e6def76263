"""One writer at a time: a lock that a dead holder cannot keep."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from index.errors import StoreBusy


class WriterLock:
    """An exclusive lock on a file, held inside a `with` block.

    The system drops it when the holder ends, however it ends. The file names the
    holder's process, and stays when the lock is free.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """Take the lock at once.

        Raises:
            StoreBusy: Someone else holds it; the message names the process.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            raise StoreBusy(
                f"process {holder} is writing to {self._path.parent}; try again when it is done"
            ) from held
        except OSError:
            os.close(descriptor)
            raise
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
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
