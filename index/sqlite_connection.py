"""A store's SQLite file, and its errors turned into ours.

It runs the statements as they were compiled beforehand (`index.statements`).
"""

import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.connection import Row
from index.errors import ModelError, StoreBusy, StoreDamaged, StoreError
from index.sealed import sync
from index.shipped import shipped

_PATIENCE = 5.0  # seconds to wait for a lock that SQLite itself holds for a moment
_COMPILED = Path(__file__).with_name("compiled.json")


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled statement.

    Attributes:
        text: With a question mark for each parameter, `(__[POSTCOMPILE_name])` for a list.
        parameters: Their names in order; a list holds the one value that never changes.
    """

    text: str
    parameters: tuple[str | list[object], ...]

    def bound(self, given: dict[str, object]) -> tuple[str, list[object]]:
        """Return the text and its parameters in order.

        Lists are filled up by repeating their last value to a length that is a power of
        two, so that SQLite meets few texts and keeps them prepared.
        """
        text, values = self.text, list[object]()
        for name in self.parameters:
            if isinstance(name, list):
                values += name
                continue
            value = given[name]
            if isinstance(value, list):
                length = 1 << (len(value) - 1).bit_length() if value else 0
                values += value + value[-1:] * (length - len(value))
                text = text.replace(f"__[POSTCOMPILE_{name}]", ", ".join("?" * length))
            else:
                values.append(value)
        return text, values


@dataclass(frozen=True, slots=True)
class FileState:
    """By what a change of a file is noticed.

    Attributes:
        changed: When it was last written, in nanoseconds.
        size: In bytes.
        log: Whether SQLite's log beside it holds anything.
    """

    changed: int
    size: int
    log: bool

    @classmethod
    def of(cls, path: Path) -> "FileState":
        """Look at a file; one that is not there has size 0."""
        log = path.with_name(f"{path.name}-wal")
        try:
            status = path.stat()
            return cls(status.st_mtime_ns, status.st_size, log.exists() and log.stat().st_size > 0)
        except FileNotFoundError:
            return cls(0, 0, False)


class SQLiteConnection:
    """See `index.connection.Connection`."""

    def __init__(self, path: Path) -> None:
        """Open the file at a path, made first where there is none."""
        self.path = path
        self._lock = threading.RLock()
        self._frozen: FileState | None = None  # of a file that nobody can write to
        with self._translated():
            self._connection = self._opened()
        self._file = _identity(path)

    @property
    def lost(self) -> bool:
        """Whether the file that was opened lies there no more: it was moved, or replaced.

        What is read of it stays readable, and nothing that others write is ever seen.
        """
        return _identity(self.path) != self._file

    def _opened(self) -> sqlite3.Connection:
        if not _is_writable(self.path):
            return self._opened_for_reading()
        connection = _connected(str(self.path))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def _opened_for_reading(self) -> sqlite3.Connection:
        """Open a file where nothing can be written.

        SQLite reads what a writer is adding beside the file through a map that lies there
        too, and cannot make one here. Where nothing is being added none is needed: the
        file is taken for unchangeable, and opened again should it change after all.
        """
        state = FileState.of(self.path)
        where = self.path.absolute().as_uri()
        if state.log:
            return _connected(f"{where}?mode=ro", uri=True)
        self._frozen = state
        return _connected(f"{where}?immutable=1", uri=True)

    def close(self) -> None:
        """Let go of the file; an open transaction is rolled back."""
        self._connection.close()

    def has_tables(self) -> bool:
        """Say whether a store was ever created in this file."""
        return bool(self._execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'"))

    def make_tables(self) -> None:
        """Make the tables of a store, inside a change."""
        for statement in _tables():
            self._execute(statement)

    def migrate(self, statements: Sequence[str]) -> None:
        """Run the statements that bring a store of an earlier format up, inside a change."""
        for statement in statements:
            self._execute(statement)

    def pin(self) -> None:
        """Read from now on what stands at this moment."""
        self._execute("BEGIN")
        self._execute("SELECT 1 FROM meta LIMIT 1")

    def begin(self) -> None:
        """Start a change; nothing of it is seen by others until `commit`."""
        self._execute("BEGIN IMMEDIATE")

    def bring_to_disk(self) -> None:
        """Bring what the change has written so far to the disk, which its end then need not."""
        log = self.path.with_name(f"{self.path.name}-wal")
        if log.exists():
            sync(log)

    def commit(self) -> None:
        """Make the change durable and visible."""
        self._execute("COMMIT")

    def rollback(self) -> None:
        """Undo the change, if there is one."""
        if self._connection.in_transaction:
            self._execute("ROLLBACK")

    def shrink(self) -> None:
        """Give the disk back what the file does not use; readers are not disturbed."""
        self._execute("VACUUM")

    def settle(self) -> None:
        """Bring the log into the file and cut it off, as far as no reader needs it."""
        self._execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def problems(self) -> list[str]:
        """Return what is wrong with the file as far as SQLite can tell; slow."""
        found = [str(row[0]) for row in self._execute("PRAGMA integrity_check(20)")]
        return [] if found == ["ok"] else found

    def run(self, statement: str, **parameters: object) -> list[Row]:
        """Run a statement and return all its rows."""
        return self._execute(*_statements()[statement].bound(parameters))

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run an insertion for each row, its values in the order of the table's columns."""
        with self._lock, self._translated():
            self._connection.executemany(_statements()[statement].text, rows)

    def damage(self, what: str) -> StoreDamaged:
        """Return the error to raise where a row does not hold what was written."""
        return StoreDamaged(
            f"{self.path} is damaged ({what}); mend it with: wenju doctor --repair --store "
            f"{self.path.parent}"
        )

    def _execute(self, text: str, parameters: Sequence[object] = ()) -> list[Row]:
        with self._lock, self._translated():
            if self._frozen is not None and not self._connection.in_transaction:
                self._thaw()
            return self._connection.execute(text, parameters).fetchall()

    def _thaw(self) -> None:
        """Open the file again if it was changed by somebody who can."""
        if FileState.of(self.path) != self._frozen:
            self._connection.close()
            self._frozen = None
            self._connection = self._opened()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise StoreBusy(f"another process is writing to {self.path.parent}") from error
            raise StoreError(f"{self.path}: {error}") from error
        except sqlite3.DatabaseError as error:
            raise self.damage(str(error)) from error


def _is_writable(path: Path) -> bool:
    """Say whether a file and the folder it lies in can be written to."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _identity(path: Path) -> tuple[int, int] | None:
    """Return by what a file is told from one of its name; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _connected(where: str, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(
        where, isolation_level=None, check_same_thread=False, timeout=_PATIENCE, uri=uri
    )


@cache
def _read() -> tuple[list[str], dict[str, Statement]]:
    """Return how tables are made, and the statements by name.

    Raises:
        StoreError: They cannot be read; whoever asks again reads again.
    """
    try:
        with shipped(_COMPILED):
            compiled = json.loads(_COMPILED.read_bytes())
            statements = {
                name: Statement(one["text"], tuple(one["parameters"]))
                for name, one in compiled["statements"].items()
            }
            return compiled["tables"], statements
    except ModelError as unreadable:  # it is no model: a store cannot be asked without it
        raise StoreError(str(unreadable)) from unreadable


def _tables() -> list[str]:
    return _read()[0]


def _statements() -> dict[str, Statement]:
    return _read()[1]
