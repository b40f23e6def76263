"""A checksum for each row: what a disk changes by itself is not taken for what was written.

SQLite trusts its pages. A flipped bit in a vector, an alignment or a passage's place
would change answers without a word, so every row is written with the CRC-32 of its
columns, which notices any single changed bit and any run of up to 32.
"""

import zlib
from collections.abc import Iterable, Sequence

from index.connection import Row


def checksum(columns: Iterable[object]) -> int:
    """Return the CRC-32 of a row's columns: texts, numbers, bytes and nothing."""
    written: list[bytes] = []
    for column in columns:
        if column is None:
            written.append(b"-")
        else:  # what tells it from any other, its length included
            data = column if type(column) is bytes else _written(column)
            written += (b"%d:" % len(data), data)
    return zlib.crc32(b"".join(written))


def with_checksum(columns: Sequence[object]) -> Row:
    """Return a row's columns with their checksum after them."""
    return *columns, checksum(columns)


def checked(row: Sequence[object]) -> Row:
    """Return a row without the checksum that it ends with.

    Rows of stores that were written by an earlier version have none and pass.

    Raises:
        ValueError: The columns are not those that the checksum was worked out of.
    """
    *columns, expected = row
    if expected is not None and checksum(columns) != expected:
        raise ValueError("a row has another checksum")
    return tuple(columns)


def _written(column: object) -> bytes:
    if type(column) is str:
        return column.encode("utf-8", "surrogatepass")
    if type(column) is int:
        return b"%d" % column
    if isinstance(column, bytes | bytearray | memoryview):
        return bytes(column)
    return str(column).encode("utf-8", "surrogatepass")
