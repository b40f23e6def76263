"""The tables of a store."""

FORMAT = 1  # raised when an older store can no longer be read as it is

# Keys are never used twice, so a key tells since when a row is there, and a removed
# passage stays removed in every derived index. Texts stand apart from what is listed,
# vectors apart from what is shown: neither is read past when the other is wanted.
TABLES = (
    """
    CREATE TABLE IF NOT EXISTS meta (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS documents (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        path TEXT,
        encoding TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        title TEXT,
        source TEXT,
        author TEXT,
        published TEXT,
        url TEXT,
        characters INTEGER NOT NULL,
        passages INTEGER NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS documents_path ON documents (path)",
    """
    CREATE TABLE IF NOT EXISTS texts (
        document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
        original BLOB NOT NULL,
        clean BLOB NOT NULL,
        alignment BLOB NOT NULL,
        paragraphs TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS passages (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        clean_start INTEGER NOT NULL,
        clean_end INTEGER NOT NULL,
        headings TEXT NOT NULL,
        text TEXT NOT NULL,
        UNIQUE (document, ordinal)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS vectors (
        passage INTEGER PRIMARY KEY REFERENCES passages (key) ON DELETE CASCADE,
        vector BLOB NOT NULL
    )
    """,
    # Passages removed since the vector index was last written out.
    "CREATE TABLE IF NOT EXISTS removed (passage INTEGER PRIMARY KEY)",
)
