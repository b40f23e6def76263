import sqlite3
from pathlib import Path

import pytest

from index.errors import IndexIncompatible, StoreError
from index.filter import Filter
from index.prepared import Prepared
from index.rows import (
    packed,
    packed_vectors,
    row_of_document,
    row_of_passage,
    written_paragraphs,
)
from index.store import DATABASE, Store
from tests.index_fakes import DIMENSION, HashEmbedder, clean_of, prepared

SALT = prepared("salt.txt", "青盐湖去年产盐三万吨。\n盐工有四百人。")
TEA = prepared("tea.txt", "云雾山今年采茶九百斤。")

# As the first version wrote them.
TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, path TEXT,
    encoding TEXT NOT NULL, sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL, title TEXT,
    source TEXT, author TEXT, published TEXT, url TEXT, characters INTEGER NOT NULL,
    passages INTEGER NOT NULL
);
CREATE INDEX documents_path ON documents (path);
CREATE TABLE texts (
    document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
    original BLOB NOT NULL, clean BLOB NOT NULL, alignment BLOB NOT NULL,
    paragraphs TEXT NOT NULL
);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    clean_start INTEGER NOT NULL, clean_end INTEGER NOT NULL, headings TEXT NOT NULL,
    text TEXT NOT NULL, UNIQUE (document, ordinal)
);
CREATE TABLE vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (key) ON DELETE CASCADE,
    vector BLOB NOT NULL
);
CREATE TABLE removed (passage INTEGER PRIMARY KEY);
"""
FACTS = {
    "format": "1",
    "model_id": "hash",
    "dimension": str(DIMENSION),
    "generation": "3",
    "stamp": "0f" * 16,
    "dense_generation": "0",
    "dense_stamp": "",
    "dense_last_key": "0",
}


def write(connection: sqlite3.Connection, one: Prepared, key: int, first: int) -> None:
    *read, _ = row_of_document(one.document)
    counts = (len(one.document.text), len(one.passages))
    connection.execute(
        "INSERT INTO documents (key, id, path, encoding, sha256, title, source, author,"
        " published, url, fingerprint, characters, passages)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (key, *read, one.fingerprint, *counts),
    )
    document = one.document
    texts = (packed(document.text), packed(clean_of(one).text), clean_of(one).alignment.to_bytes())
    row = (key, *texts, written_paragraphs(clean_of(one).paragraphs))
    connection.execute("INSERT INTO texts VALUES (?, ?, ?, ?, ?)", row)
    vectors = packed_vectors(one.vectors)
    for number, (passage, vector) in enumerate(zip(one.passages, vectors, strict=True), first):
        values = (number, key, *row_of_passage(passage))
        connection.execute("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        connection.execute("INSERT INTO vectors VALUES (?, ?)", (number, vector))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store as the first version left it: keys 3 to 9 were used and removed."""
    path = tmp_path / "store"
    path.mkdir()
    connection = sqlite3.connect(path / DATABASE)
    connection.executescript(TABLES)
    connection.executemany("INSERT INTO meta VALUES (?, ?)", FACTS.items())
    write(connection, SALT, 1, 1)
    write(connection, prepared("gone.txt", "一。\n二。"), 7, 9)
    connection.execute("DELETE FROM passages WHERE document = 7")
    connection.execute("DELETE FROM vectors WHERE passage > 2")
    connection.execute("DELETE FROM texts WHERE document = 7")
    connection.execute("DELETE FROM documents WHERE key = 7")
    connection.commit()
    connection.close()
    return path


def test_a_store_of_the_first_format_is_brought_up_with_all_it_holds(old: Path) -> None:
    store = Store.open(old, model_id="hash")
    assert store.generation == 3
    assert store.document("salt.txt") == SALT.document
    clean = store.clean_document("salt.txt")
    assert (clean.text, clean.paragraphs) == (clean_of(SALT).text, clean_of(SALT).paragraphs)
    assert clean.alignment.to_bytes() == clean_of(SALT).alignment.to_bytes()
    assert store.passages([1, 2]) == list(SALT.passages)
    (summary,) = store.documents()
    assert (summary.id, summary.collection) == ("salt.txt", "default")
    vector = HashEmbedder().embed_queries([SALT.folded[1]])[0]
    assert store.snapshot.dense.search(vector, 1)[0][0] == 2
    assert Store.open(old).generation == 3


def test_keys_go_on_after_those_that_the_first_format_had_used(old: Path) -> None:
    store = Store.open(old)
    store.commit([TEA])
    keys = store.snapshot.keys(Filter(collections=frozenset({"default"})))
    assert keys is not None
    assert list(keys) == [1, 2, 11]
    assert [passage.id for passage in store.passages(list(keys))] == [
        "salt.txt#0",
        "salt.txt#1",
        "tea.txt#0",
    ]


def test_a_migration_that_fails_leaves_the_store_as_it_was(old: Path) -> None:
    connection = sqlite3.connect(old / DATABASE)
    connection.execute("CREATE TABLE documents_filter (x)")  # in the way of the new index
    connection.commit()
    with pytest.raises(StoreError, match="documents_filter"):
        Store.open(old)
    assert connection.execute("SELECT value FROM meta WHERE name = 'format'").fetchone() == ("1",)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(documents)")]
    assert "collection" not in columns
    connection.execute("DROP TABLE documents_filter")
    connection.commit()
    connection.close()
    assert Store.open(old).document_count == 1


def test_a_store_of_an_unknown_format_is_refused_with_the_way_out(old: Path) -> None:
    connection = sqlite3.connect(old / DATABASE)
    connection.execute("UPDATE meta SET value = '9' WHERE name = 'format'")
    connection.commit()
    connection.close()
    with pytest.raises(IndexIncompatible, match=r"format 9, this version reads 3.*--store"):
        Store.open(old)
