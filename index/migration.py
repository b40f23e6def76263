"""Formats of a store, and the way from an earlier one."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from index.errors import IndexIncompatible
from index.filter import DEFAULT_COLLECTION

if TYPE_CHECKING:
    from index.database import Database

FORMAT = 3  # raised when an older store can no longer be read as it is

# Format 1 was SQLite only. It knew no collections, looked up where a document's passages
# begin, counted keys in a table of SQLite's own, and forgot when a passage was removed.
_FROM_1 = (
    f"ALTER TABLE documents ADD COLUMN collection TEXT NOT NULL DEFAULT '{DEFAULT_COLLECTION}'",
    "ALTER TABLE documents ADD COLUMN first_passage INTEGER NOT NULL DEFAULT 0",
    "UPDATE documents SET first_passage = coalesce("
    "(SELECT min(key) FROM passages WHERE passages.document = documents.key), 0)",
    "CREATE INDEX documents_filter ON documents (collection, published, source)",
    "ALTER TABLE removed ADD COLUMN generation INTEGER NOT NULL DEFAULT 0",
    "UPDATE removed SET generation ="
    " (SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'generation')",
    "CREATE INDEX removed_generation ON removed (generation)",
    "INSERT INTO meta SELECT 'last_document',"
    " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'documents'), 0)",
    "INSERT INTO meta SELECT 'last_passage',"
    " coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'passages'), 0)",
    "UPDATE meta SET value = '2' WHERE name = 'format'",
)
# Format 2 had no checksums of rows; what it wrote stays without.
_FROM_2 = (
    *(
        f"ALTER TABLE {table} ADD COLUMN checksum BIGINT"
        for table in ("documents", "texts", "passages", "vectors")
    ),
    "UPDATE meta SET value = '3' WHERE name = 'format'",
)
MIGRATIONS = {"1": _FROM_1, "2": _FROM_2}
"""Statements by the format that they lead away from."""


def needs_migration(facts: Mapping[str, str]) -> bool:
    """Say whether a store is of an earlier format that can be brought up."""
    return facts.get("format") in MIGRATIONS


def migrate(database: "Database") -> None:
    """Bring a store of an earlier format up, all of it or nothing; documents stay as they are.

    Args:
        database: Open on the store, not inside a change; the writer's lock is held.

    Raises:
        StoreBusy: A change is being made.
        IndexIncompatible: There is no way from its format.
    """
    database.begin()
    try:
        while needs_migration(facts := database.stated_facts()):
            database.migrate(MIGRATIONS[facts["format"]])
        check_format(facts)
        database.commit()
    except BaseException:
        database.rollback()
        raise


def check_format(facts: Mapping[str, str]) -> None:
    """Check that a store can be read as it is.

    Raises:
        IndexIncompatible: It is of another format.
    """
    found = facts.get("format", "")
    if found == str(FORMAT):
        return
    if found in MIGRATIONS:
        raise IndexIncompatible(
            f"the store has format {found}, this version reads {FORMAT}; opening it for itself, "
            "as wenju documents does, brings it up"
        )
    raise IndexIncompatible(
        f"the store has format {found or 'unknown'}, this version reads {FORMAT}: use the version "
        "of wenju that wrote it, or ingest the articles again into another store (--store DIR)"
    )
