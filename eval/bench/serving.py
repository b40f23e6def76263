"""A server of our own in a process of its own, for benches and tests."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs.

    Attributes:
        process: Its process; its log can be read from `stderr`.
        port: Where it listens, on this machine.
    """

    process: "subprocess.Popen[str]"
    port: int


@contextmanager
def served(store: Path, settings: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Serve a store until the block ends.

    Args:
        store: The store's folder.
        settings: Environment variables besides the present ones.

    Raises:
        SystemExit: The server does not start; with what it said.
    """
    command = [sys.executable, "-m", "service.cli", "serve", "--port", "0", "--store", str(store)]
    environment = {**os.environ, "WENJU_LOG_LEVEL": "error", **(settings or {})}
    with subprocess.Popen(  # noqa: S603  # our own interpreter and arguments
        command, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield Served(process, _port(process))
        finally:
            process.kill()


def _port(process: "subprocess.Popen[str]") -> int:
    assert process.stderr is not None  # noqa: S101  # it is piped
    said = process.stderr.readline()
    process.stderr.readline()
    if "http://" not in said:
        raise SystemExit(f"the server did not start: {said}{process.stderr.read()}")
    return int(said.strip().rpartition(":")[2])
