"""A store's database on a server, reached through SQLAlchemy, its errors turned into ours."""

import os
import socket
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

from sqlalchemy import Connection as Session
from sqlalchemy import CursorResult, Insert, TextClause, create_engine, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from index.connection import Row
from index.errors import IndexIncompatible, InvalidSetting, StoreBusy, StoreDamaged, StoreError
from index.schema import TABLES
from index.statements import STATEMENTS

_PATIENCE = 10  # seconds to wait for the server to answer a connection
_MARK = "\ufffe"  # no character, so hardly ever met
_DAMAGED = ("XX001", "XX002")  # what PostgreSQL calls a page or an index that does not hold

# One number for all stores, one for each: several may stand in schemas of one database.
_LOCK = "1466265194, hashtext(current_schema())"
_TRY_LOCK = text(f"SELECT pg_try_advisory_xact_lock({_LOCK})")
_HOLDER = text(
    "SELECT activity.application_name, host(activity.client_addr), activity.pid"
    " FROM pg_locks AS locks JOIN pg_stat_activity AS activity USING (pid)"
    " WHERE locks.locktype = 'advisory' AND locks.granted AND locks.classid = 1466265194"
    " AND locks.objid = (hashtext(current_schema())::bigint & 4294967295)::oid"
    " AND locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class ServerConnection:
    """See `index.connection.Connection`; one session of the server for as long as it lives.

    Readers pin a generation by a transaction that sees one state of all tables; a change
    holds an advisory lock that the server drops when the session ends, however it ends.
    """

    def __init__(self, url: str) -> None:
        """Open a session.

        Raises:
            InvalidSetting: The URL cannot be read, or names a driver that is not there.
            StoreError: The server cannot be reached.
        """
        self._lock = threading.RLock()
        self.lost = False
        self.name = "the database"
        try:
            engine = create_engine(
                url,
                poolclass=NullPool,
                isolation_level="AUTOCOMMIT",  # transactions are begun in words of our own
                connect_args={"application_name": _identity(), "connect_timeout": _PATIENCE},
            )
        except (ArgumentError, NoSuchModuleError, ImportError) as unreadable:
            raise InvalidSetting(
                f"the database's URL cannot be used ({unreadable}); it looks like "
                "postgresql+psycopg://user@host/name, and the driver comes with "
                "wenju[postgresql]"
            ) from unreadable
        self.name = engine.url.render_as_string(hide_password=True)
        with self._translated():
            self._session: Session = engine.connect()

    def close(self) -> None:
        """Let go of the session; an open transaction is rolled back."""
        with self._lock, suppress(SQLAlchemyError):
            self._session.invalidate()  # hangs up, and the server undoes what is open
            self._session.close()

    def has_tables(self) -> bool:
        """Say whether a store was ever created in this database."""
        return bool(self._rows(self._execute(text("SELECT to_regclass('meta')")))[0][0])

    def make_tables(self) -> None:
        """Make the tables of a store, inside a change."""
        with self._lock, self._translated():
            TABLES.create_all(self._session)

    def migrate(self, statements: Sequence[str]) -> None:
        """Refuse: no store of an earlier format was ever on a server."""
        raise IndexIncompatible(
            f"{self.name} holds a store of another format; ingest the articles again into an "
            "empty database"
        )

    def pin(self) -> None:
        """Read from now on what stands at this moment."""
        self._execute(text("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        self._execute(text("SELECT 1 FROM meta LIMIT 1"))

    def begin(self) -> None:
        """Start a change; nothing of it is seen by others until `commit`.

        Raises:
            StoreBusy: Another change is being made; the message says where.
        """
        self._execute(text("BEGIN"))
        if not self._rows(self._execute(_TRY_LOCK))[0][0]:
            holder = self._holder()
            self.rollback()
            raise StoreBusy(f"{holder} is writing to {self.name}; try again when it is done")

    def bring_to_disk(self) -> None:
        """Leave it to the server."""

    def commit(self) -> None:
        """Make the change durable and visible."""
        self._execute(text("COMMIT"))

    def rollback(self) -> None:
        """Undo the change, if there is one."""
        if not self.lost:
            self._execute(text("ROLLBACK"))

    def shrink(self) -> None:
        """Leave it to the server, which tidies up by itself."""

    def settle(self) -> None:
        """Leave that to the server, too."""

    def problems(self) -> list[str]:
        """Return nothing: the server checks its own pages as it reads them."""
        return []

    def run(self, statement: str, **parameters: object) -> list[Row]:
        """Run a statement and return all its rows."""
        given = {name: _without_nul(value) for name, value in parameters.items()}
        with self._lock, self._translated():
            return self._rows(self._session.execute(STATEMENTS[statement], given))

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run an insertion for each row, its values in the order of the table's columns."""
        insertion = STATEMENTS[statement]
        assert isinstance(insertion, Insert)  # noqa: S101 - only they take many rows
        names = insertion.table.columns.keys()
        given = [dict(zip(names, map(_without_nul, row), strict=True)) for row in rows]
        if given:
            with self._lock, self._translated():
                self._session.execute(insertion, given)

    def damage(self, what: str) -> StoreDamaged:
        """Return the error to raise where a row does not hold what was written."""
        return StoreDamaged(
            f"{self.name} is damaged ({what}); restore it from a backup, or ingest the articles "
            "again into an empty database"
        )

    def _holder(self) -> str:
        """Say who makes the change that stands in the way."""
        for name, address, number in self._rows(self._execute(_HOLDER)):
            return f"{name or 'unknown'} (session {number} from {address or 'this machine'})"
        return "another process"

    def _execute(self, statement: TextClause) -> CursorResult[Row]:
        with self._lock, self._translated():
            return self._session.execute(statement)

    def _rows(self, result: CursorResult[Row]) -> list[Row]:
        return [tuple(map(_with_nul, row)) for row in result] if result.returns_rows else []

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            said = " ".join(str(error.orig).split())
            self.lost = self.lost or error.connection_invalidated
            if getattr(error.orig, "sqlstate", None) in _DAMAGED:
                raise self.damage(said) from error
            raise StoreError(f"{self.name}: {said}") from error
        except SQLAlchemyError as error:
            raise StoreError(f"{self.name}: {error}") from error


def _without_nul(value: object) -> object:
    """Return a value as PostgreSQL can hold it: no text of its own may have a NUL in it."""
    if isinstance(value, str) and ("\x00" in value or _MARK in value):
        return value.replace(_MARK, f"{_MARK}1").replace("\x00", f"{_MARK}0")
    return value


def _with_nul(value: object) -> object:
    """Return a value as it was before `_without_nul`."""
    if isinstance(value, str) and _MARK in value:
        return value.replace(f"{_MARK}0", "\x00").replace(f"{_MARK}1", _MARK)
    return value


def _identity() -> str:
    """Return the name by which others are told who holds the database."""
    return f"wenju {socket.gethostname()[:40]} process {os.getpid()}"
