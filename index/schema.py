"""The tables of a store, declared once for every database that may hold it.

Keys are never used twice, so a key tells since when a row is there, and a removed
passage stays removed in every derived index. Texts stand apart from what is listed,
vectors apart from what is shown: neither is read past when the other is wanted. A row's
checksum is that of the columns by which it is read (`index.row_checksum`), and missing
where an earlier version wrote it.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

# SQLite keeps a table in the order of a column only if its type is called INTEGER.
_KEY = BigInteger().with_variant(Integer, "sqlite")

TABLES = MetaData()

meta = Table(
    "meta",
    TABLES,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

documents = Table(
    "documents",
    TABLES,
    Column("key", _KEY, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("path", Text),
    Column("encoding", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("title", Text),
    Column("source", Text),
    Column("author", Text),
    Column("published", Text),  # ISO 8601, whose order is that of the days
    Column("url", Text),
    Column("collection", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("first_passage", _KEY, nullable=False),  # their keys follow one another
    Column("checksum", _KEY),
    Index("documents_path", "path"),
    Index("documents_filter", "collection", "published", "source"),
)

texts = Table(
    "texts",
    TABLES,
    Column(
        "document",
        _KEY,
        ForeignKey(documents.c.key, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("original", LargeBinary, nullable=False),
    Column("clean", LargeBinary, nullable=False),
    Column("alignment", LargeBinary, nullable=False),
    Column("paragraphs", Text, nullable=False),
    Column("checksum", _KEY),
)

passages = Table(
    "passages",
    TABLES,
    Column("key", _KEY, primary_key=True, autoincrement=False),
    Column("document", _KEY, ForeignKey(documents.c.key, ondelete="CASCADE"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("clean_start", Integer, nullable=False),
    Column("clean_end", Integer, nullable=False),
    Column("headings", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("checksum", _KEY),
    UniqueConstraint("document", "ordinal"),
)

vectors = Table(
    "vectors",
    TABLES,
    Column(
        "passage",
        _KEY,
        ForeignKey(passages.c.key, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("vector", LargeBinary, nullable=False),
    Column("checksum", _KEY),
)

# What was removed, and by which generation: a derived index that stands at an earlier one
# is brought up by it. What no index needs any more is forgotten.
removed = Table(
    "removed",
    TABLES,
    Column("passage", _KEY, primary_key=True, autoincrement=False),
    Column("generation", _KEY, nullable=False),
    Index("removed_generation", "generation"),
)
