"""strace, attached to a child: kills it, or fails its calls, at a chosen system call.

Only the system sees what SQLite, tantivy and FAISS do to files, so that is where they
are stopped; nothing in wenju knows that it is watched.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from eval.bench.durability.child import Child

CALLS = (
    "openat mkdir rename link unlink unlinkat rmdir ftruncate write pwrite64 fsync fdatasync "
    "fallocate getdents64 newfstatat lseek"
).split()
"""The calls by which a store is changed, and those that look before they change."""


def missing() -> str | None:
    """Say why nothing can be traced here, or None."""
    if shutil.which("strace") is None:
        return "strace is not installed (apt-get install strace)"
    probe = subprocess.run(
        ["strace", "-qq", "-o", "/dev/null", "true"],  # noqa: S607 - wherever it is
        capture_output=True,
        check=False,
    )
    return None if probe.returncode == 0 else "strace may not trace here (ptrace is forbidden)"


class Tracer:
    """strace on a waiting child, from the `with` line on.

    Args:
        child: Not yet told to go.
        options: Of strace, such as `-e inject=fsync:signal=KILL:when=3`.
    """

    def __init__(self, child: Child, options: Sequence[str]) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._log = tempfile.NamedTemporaryFile(suffix=".strace")  # noqa: SIM115 - likewise
        command = ["strace", "-f", "-p", str(child.pid), "-o", self._log.name, *options]
        self._process = subprocess.Popen(command, stderr=self._said)  # noqa: S603 - our own words
        self._child = child

    def __enter__(self) -> Self:
        """Wait until the child is traced.

        Raises:
            RuntimeError: strace could not attach.
        """
        while self._process.poll() is None:
            self._said.seek(0)
            if b"attached" in self._said.read():
                return self
            time.sleep(0.002)  # strace and the child want the processor
        self._said.seek(0)
        raise RuntimeError(self._said.read().decode("utf-8", "replace").strip())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.wait(timeout=30)
        self._said.close()
        self._log.close()

    def ended(self) -> str:
        """Wait for strace, and return its whole record."""
        self._process.wait(timeout=60)
        return Path(self._log.name).read_text("utf-8", "replace")
