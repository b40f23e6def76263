"""A store's SQLite file, and its errors turned into ours.

It runs the statements as they were compiled beforehand (`index.statements`).
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.connection import Row
from index.errors import StoreBusy, StoreDamaged, StoreError

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


class SQLiteConnection:
    """See `index.connection.Connection`."""

    lost = False  # a file does not hang up

    def __init__(self, path: Path) -> None:
        """Open the file at a path, made first where there is none."""
        self.path = path
        self._lock = threading.RLock()
        with self._translated():
            self._connection = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=_PATIENCE
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.execute("PRAGMA foreign_keys = ON")

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

    def commit(self) -> None:
        """Make the change durable and visible."""
        self._execute("COMMIT")

    def rollback(self) -> None:
        """Undo the change, if there is one."""
        if self._connection.in_transaction:
            self._execute("ROLLBACK")

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
            f"{self.path} is damaged ({what}); move {self.path.parent} away and ingest the "
            "articles again"
        )

    def _execute(self, text: str, parameters: Sequence[object] = ()) -> list[Row]:
        with self._lock, self._translated():
            return self._connection.execute(text, parameters).fetchall()

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


@cache
def _read() -> tuple[list[str], dict[str, Statement]]:
    compiled = json.loads(_COMPILED.read_text("utf-8"))
    statements = {
        name: Statement(one["text"], tuple(one["parameters"]))
        for name, one in compiled["statements"].items()
    }
    return compiled["tables"], statements


def _tables() -> list[str]:
    return _read()[0]


def _statements() -> dict[str, Statement]:
    return _read()[1]
