"""Work done in a forked child, so that it can be killed, traced, and die alone."""

import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FAILED = 70  # exit code of work that raised


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended.

    Attributes:
        code: Its exit code; None when a signal ended it.
        signal: The signal that ended it, or None.
        value: What its work returned, if it came so far.
        error: The last line of what it raised, or an empty text.
    """

    code: int | None
    signal: int | None
    value: Any = None
    error: str = ""

    @property
    def well(self) -> bool:
        """Whether the work was done."""
        return self.code == 0


class Child:
    """A forked child that waits for `go` before it works.

    Forking is cheap where importing is not: the parent loads every engine once, starts
    no thread and opens no store.
    """

    def __init__(self, work: Callable[[], Any], *, log: Path | None = None) -> None:
        """Fork.

        Args:
            work: What the child does; its result must be fit for JSON.
            log: Where its standard error goes; None to drop it.
        """
        self._started, start = os.pipe()
        self._result, result = socket.socketpair()  # told by `send`, should `write` be failing
        # Opened here: whoever traces the child may be there before the child is.
        sink = os.open(log or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if not self.pid:
            os.close(start)
            self._result.close()
            _run(work, self._started, result, sink)
        os.close(sink)
        os.close(self._started)
        result.close()
        self._start = start

    def go(self) -> "Child":
        """Let the child begin."""
        os.write(self._start, b".")
        return self

    def kill(self) -> None:
        """End the child at once."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self, *, seconds: float = 60.0) -> Ending:
        """Return how it ended; one that has not ended in time is killed with SIGXCPU's number."""
        written, late = self._collect(time.monotonic() + seconds)
        if late:
            self.kill()
        _, status = os.waitpid(self.pid, 0)
        os.close(self._start)
        self._result.close()
        if late:
            return Ending(None, signal.SIGXCPU, error=f"not done in {seconds:g} s")
        said = json.loads(written) if written else {}
        if os.WIFSIGNALED(status):
            return Ending(None, os.WTERMSIG(status))
        return Ending(os.WEXITSTATUS(status), None, said.get("value"), said.get("error", ""))

    def _collect(self, deadline: float) -> tuple[bytes, bool]:
        written = b""
        while True:
            ready, _, _ = select.select(
                [self._result], [], [], max(0.0, deadline - time.monotonic())
            )
            if not ready:
                return written, True
            block = self._result.recv(1 << 16)
            if not block:
                return written, False
            written += block


def ending(work: Callable[[], Any], *, seconds: float = 300.0, log: Path | None = None) -> Ending:
    """Do something in a child and return how it ended."""
    return Child(work, log=log).go().wait(seconds=seconds)


def _run(work: Callable[[], Any], started: int, result: socket.socket, sink: int) -> None:
    """Be the child: never returns."""
    code = _FAILED
    try:
        os.dup2(sink, 2)
        os.read(started, 1)
        try:
            said: dict[str, Any] = {"value": work()}
            code = 0
        except BaseException as error:  # a child tells whatever ended it
            with suppress(OSError):
                traceback.print_exc()
            said = {"error": f"{type(error).__name__}: {error}"}
        result.sendall(json.dumps(said).encode())
    finally:
        os._exit(code)
