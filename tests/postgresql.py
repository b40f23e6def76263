"""A PostgreSQL server of the tests' own, in a temporary folder."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = Path(os.environ.get("WENJU_TEST_POSTGRESQL", "/usr/lib/postgresql/15/bin"))
_USER = "postgres"  # the server refuses to run as root


def missing() -> str | None:
    """Say why no server can be started here, or None."""
    if not (BINARIES / "initdb").exists():
        return f"no PostgreSQL server under {BINARIES}"
    try:
        import psycopg  # noqa: F401  # of the extra `postgresql`
    except ImportError:
        return "psycopg is not installed"
    if os.geteuid() == 0 and _USER not in {entry.pw_name for entry in pwd.getpwall()}:
        return f"started as root, and there is no user {_USER} to run the server as"
    return None


class PostgreSQL:
    """Runs a server on a free port of this machine.

    Args:
        folder: Empty; the server's user must reach it.
    """

    def __init__(self, folder: Path) -> None:
        self._data = folder / "data"
        self._socket_folder = folder
        self.port = _free_port()

    def make(self) -> None:
        """Write the files of an empty cluster."""
        if os.geteuid() == 0:
            shutil.chown(self._data.parent, _USER)
        self._run("initdb", "-D", str(self._data), "-A", "trust", "-E", "UTF8", "--locale=C", "-N")

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = f"-p {self.port} -k {self._socket_folder} -h 127.0.0.1 -c shared_buffers=32MB"
        log = str(self._data.parent / "log")
        self._run("pg_ctl", "-D", str(self._data), "-l", log, "-w", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop the server; `immediate` is what a crash does."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", mode, "stop")

    def database(self) -> str:
        """Make an empty database; return its URL."""
        name = f"test_{secrets.token_hex(6)}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", _user(), name)
        return f"postgresql+psycopg://{_user()}@127.0.0.1:{self.port}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(BINARIES / program), *arguments]
        given = {"user": _USER} if os.geteuid() == 0 else {}
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(self._data.parent)}
        done = subprocess.run(  # noqa: S603 - Debian's own programs
            command,
            cwd=self._data.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
            **given,  # type: ignore[call-overload]  # a name, or nothing
        )
        assert done.returncode == 0, f"{program}: {done.stderr.decode(errors='replace')}"


@contextmanager
def running(folder: Path) -> Iterator[PostgreSQL]:
    """Run a server for as long as the block lasts."""
    server = PostgreSQL(folder)
    server.make()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _user() -> str:
    return _USER if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
