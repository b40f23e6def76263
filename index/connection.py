"""A connection to a store's SQLite file, its errors turned into ours."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import StoreBusy, StoreDamaged, StoreError

Row = tuple[Any, ...]
"""A row of a result, a value a column."""

_PATIENCE = 5.0  # seconds to wait for a lock that SQLite itself holds for a moment


class Connection:
    """Runs statements, one thread at a time.

    Raises:
        StoreDamaged: From any method: the file is not what SQLite wrote.
        StoreBusy: From any method: another process holds the file.
        StoreError: From any method: the statement failed otherwise, the disk being full, say.
    """

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

    def begin(self) -> None:
        """Start a change; nothing of it is seen by others until `commit`."""
        self.run("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the change durable and visible."""
        self.run("COMMIT")

    def rollback(self) -> None:
        """Undo the change, if there is one."""
        if self._connection.in_transaction:
            self.run("ROLLBACK")

    def run(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run a statement and return all its rows."""
        with self._lock, self._translated():
            return self._connection.execute(statement, parameters).fetchall()

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each row of parameters."""
        with self._lock, self._translated():
            self._connection.executemany(statement, rows)

    def damage(self, what: str) -> StoreDamaged:
        """Return the error to raise where a row does not hold what was written."""
        return StoreDamaged(
            f"{self.path} is damaged ({what}); move {self.path.parent} away and ingest the "
            "articles again"
        )

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
