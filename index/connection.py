"""What a store asks of the database that holds it, and the way to one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from index.errors import InvalidSetting, StoreDamaged

Row = tuple[Any, ...]
"""A row of a result, a value a column."""


@dataclass(frozen=True, slots=True)
class Server:
    """A database on a server.

    Attributes:
        url: As SQLAlchemy writes it, such as `postgresql+psycopg://user@host/name`.
        folder: Name of the folder that holds this machine's derived indexes; the database
            notes for each such folder how far they have come.
    """

    url: str
    folder: str


Source = Path | Server
"""Where a database is: the path of an SQLite file, or a server."""


class Connection(Protocol):
    """Runs the statements of `index.statements` by name, one thread at a time.

    Raises:
        StoreDamaged: From any method: the database is not what was written.
        StoreBusy: From any method: another process holds it.
        StoreError: From any method: the statement failed otherwise, the disk being full, say.
    """

    @property
    def lost(self) -> bool:
        """Whether the database has hung up, or its file is another, so that it must be opened."""
        ...

    def close(self) -> None:
        """Let go of the database; an open transaction is rolled back."""
        ...

    def has_tables(self) -> bool:
        """Say whether a store was ever created here."""
        ...

    def make_tables(self) -> None:
        """Make the tables of a store, inside a change."""
        ...

    def migrate(self, statements: Sequence[str]) -> None:
        """Run the statements that bring a store of an earlier format up, inside a change."""
        ...

    def pin(self) -> None:
        """Read from now on what stands at this moment."""
        ...

    def begin(self) -> None:
        """Start a change; nothing of it is seen by others until `commit`.

        Raises:
            StoreBusy: Another change is being made.
        """
        ...

    def bring_to_disk(self) -> None:
        """Bring what a change has written so far to the disk, where that is ours to do."""
        ...

    def commit(self) -> None:
        """Make the change durable and visible."""
        ...

    def rollback(self) -> None:
        """Undo the change, if there is one."""
        ...

    def shrink(self) -> None:
        """Give the disk back what is not used, where that is ours to do; outside of a change."""
        ...

    def settle(self) -> None:
        """Let go of what only earlier readers needed, where that is ours to do."""
        ...

    def problems(self) -> list[str]:
        """Return what the database finds wrong with itself; slow."""
        ...

    def run(self, statement: str, **parameters: object) -> list[Row]:
        """Run a statement and return all its rows; one that changes rows returns none."""
        ...

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run an insertion for each row, its values in the order of the table's columns."""
        ...

    def damage(self, what: str) -> StoreDamaged:
        """Return the error to raise where a row does not hold what was written."""
        ...


def connect(source: Source) -> Connection:
    """Open a database; an SQLite file is made first where there is none.

    Raises:
        InvalidSetting: The URL is not one of a database that can hold a store.
    """
    if isinstance(source, Path):
        from index.sqlite_connection import SQLiteConnection

        return SQLiteConnection(source)
    if not source.url.startswith("postgresql"):
        raise InvalidSetting(
            "the database must be a URL such as postgresql+psycopg://user@host/name, or left "
            "out for a file of the store's own"
        )
    from index.server_connection import ServerConnection  # SQLAlchemy takes long to import

    return ServerConnection(source.url)
