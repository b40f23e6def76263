"""JSON Lines: a document a line."""

import json
from collections.abc import Iterator
from typing import IO

from index.decode import decode
from index.document import Document
from index.errors import CorpusError, InvalidRecord
from index.formats.extract import parse_date
from index.formats.record import document_from_record

LONGEST_LINE = 64 * 2**20  # bytes


def read_records(
    file: IO[bytes], *, path: str | None = None, longest_line: int = LONGEST_LINE
) -> Iterator[Document | InvalidRecord]:
    """Read documents from an open JSON Lines file, one line in memory at a time.

    Args:
        file: Open for reading bytes; UTF-8, or any encoding that keeps line ends.
        path: Its path, for the documents.
        longest_line: Most bytes of a line.

    Yields:
        A document for each good line and, in its place, an `InvalidRecord` naming the
        line for each bad one. An article whose date cannot be read is given without it,
        after an `InvalidRecord` that says so. Blank lines are passed over.
    """
    for number, line in _lines(file, longest_line):
        try:
            if len(line) > longest_line:
                raise InvalidRecord(f"longer than {longest_line} bytes")
            if line.strip():
                record = _parsed(line)
                if problem := _mend(record):
                    yield InvalidRecord(f"line {number}: {problem}; read without it")
                yield document_from_record(record, path=path)
        except CorpusError as error:
            yield InvalidRecord(f"line {number}: {error}")


def _mend(record: object) -> str | None:
    """Take an unreadable date out of a record, so that its article is not lost; say so."""
    if not isinstance(record, dict):
        return None
    stated = record.get("published")
    if not isinstance(stated, str) or not stated.strip() or parse_date(stated.strip()):
        return None
    del record["published"]
    return f"published is no date: {stated[:40]}"


def _lines(file: IO[bytes], longest: int) -> Iterator[tuple[int, bytes]]:
    """Yield numbered lines, each cut one byte after the longest that is allowed."""
    number = 0
    while line := file.readline(longest + 1):
        number += 1
        yield number, line
        while line and not line.endswith(b"\n"):
            line = file.readline(longest + 1)


def _parsed(line: bytes) -> object:
    try:
        return json.loads(decode(line).text)
    except json.JSONDecodeError as error:
        raise InvalidRecord(f"not JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise InvalidRecord(f"not JSON: {error}") from error
