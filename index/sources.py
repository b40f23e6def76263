"""Files and folders → documents, one in memory at a time."""

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, cast

from index.document import Document
from index.errors import InvalidRecord, UnreadableSource
from index.formats.jsonl import read_records
from index.formats.record import new_document
from index.formats.registry import READERS, RECORDS, extension
from index.read_report import FileReport, FileStatus, Outcome, ReadReport, Skipped, Warned
from index.walk import FileSystem, FoundFile, failure, shown, walk

__all__ = [
    "MAX_BYTES",
    "FileReport",
    "FileStatus",
    "Outcome",
    "Progress",
    "ReadReport",
    "Skipped",
    "Warned",
    "read_sources",
]

MAX_BYTES = 64 * 2**20  # of one file, or of one line of a .jsonl file

Progress = Callable[[int, int, str], None]
"""Called with how many files are done, how many there are, and the path at hand."""


def read_sources(
    paths: Iterable[str | Path],
    *,
    on_progress: Progress | None = None,
    taken: Mapping[str, str | None] | None = None,
    max_bytes: int = MAX_BYTES,
    files: FileSystem | None = None,
) -> Iterator[Outcome]:
    """Read documents from files and folders.

    No file stops the others: what cannot be read comes as `Skipped` with its reason.

    Args:
        paths: Files and folders; folders are read with all that lies below them.
        on_progress: Called before each file and once at the end.
        taken: Path by id of the documents that are in the store already. A file whose
            id belongs to another path there, or to another file read now, gets `@` and
            six hex digits of its path's SHA-256 after its id.
        max_bytes: Largest file, and longest line of a .jsonl file.
        files: The file system, the machine's own by default.

    Yields:
        Each document, with a `Warned` before it where there is something to know;
        `Skipped` for each file or folder that gave none.
    """
    reader = _Reader(_Ids(taken or {}), max_bytes, files or FileSystem())
    found = list(walk(map(Path, paths), reader.files))
    for done, item in enumerate(found):
        path = item.path if isinstance(item, Skipped) else shown(item.path)
        if on_progress:
            on_progress(done, len(found), path)
        yield from [item] if isinstance(item, Skipped) else reader.read(item)
    if on_progress:
        on_progress(len(found), len(found), "")


class _Ids:
    """Keeps the ids of documents apart."""

    def __init__(self, taken: Mapping[str, str | None]) -> None:
        self._paths = dict(taken)
        self._claimed: set[str] = set()

    def of_file(self, found: FoundFile) -> str:
        """Return the id of a file: its name, unless that is another's."""
        digest = hashlib.sha256(os.fsencode(found.path)).hexdigest()
        apart = f"{found.name}@{digest[:6]}"
        path = shown(found.path)
        free = found.name not in self._paths and found.name not in self._claimed
        own = self._paths.get(found.name) == path
        identity = found.name if own or (free and apart not in self._paths) else apart
        self._paths[identity] = path
        self._claimed.add(identity)
        return identity

    def claim(self, identity: str) -> bool:
        """Take the id of a record; False where a document of this run has it."""
        new = identity not in self._claimed
        self._claimed.add(identity)
        return new


class _Reader:
    """Reads one file after the other."""

    def __init__(self, ids: _Ids, max_bytes: int, files: FileSystem) -> None:
        self.files = files
        self._ids = ids
        self._max_bytes = max_bytes

    def read(self, found: FoundFile) -> Iterator[Outcome]:
        """Yield what comes of a file; never raises for what the file holds."""
        path = shown(found.path)
        kind = extension(found.path)
        try:
            self._check(found, kind)
            if kind in RECORDS:
                yield from self._records(found, path, packed=kind.endswith(".gz"))
            else:
                yield from self._article(found, path, kind)
        except UnreadableSource as error:
            yield Skipped(path, str(error))
        except OSError as error:
            yield Skipped(path, failure(error))
        except Exception as error:  # a parser's own failure must not stop the other files
            yield Skipped(path, f"cannot be parsed: {type(error).__name__}: {error}")

    def _check(self, found: FoundFile, kind: str) -> None:
        if not found.regular:
            raise UnreadableSource("not a regular file")
        if kind not in RECORDS and kind not in READERS:
            raise UnreadableSource(f"no reader for {kind} files" if kind else "no file extension")
        if not found.size:
            raise UnreadableSource("empty")
        if kind not in RECORDS and found.size > self._max_bytes:
            raise UnreadableSource(f"larger than {self._max_bytes / 2**20:g} MB")

    def _article(self, found: FoundFile, path: str, kind: str) -> Iterator[Outcome]:
        with self.files.open(found.path) as file:
            extract = READERS[kind](file.read(self._max_bytes))
        if not extract.text.strip():
            raise UnreadableSource("empty")
        yield from (Warned(path, warning) for warning in extract.warnings)
        yield new_document(
            self._ids.of_file(found),
            extract.text,
            extract.metadata,
            path=path,
            encoding=extract.encoding,
        )

    def _records(self, found: FoundFile, path: str, *, packed: bool) -> Iterator[Outcome]:
        with self.files.open(found.path) as raw:
            file = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if packed else raw
            records = read_records(file, path=path, longest_line=self._max_bytes)
            good = 0
            try:
                for outcome in map(self._claimed, records):
                    good += isinstance(outcome, Document)
                    yield (
                        Warned(path, str(outcome))
                        if isinstance(outcome, InvalidRecord)
                        else outcome
                    )
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                yield Warned(path, f"the gzip file is broken: {error}")
        if not good:
            raise UnreadableSource("no document in it")

    def _claimed(self, record: Document | InvalidRecord) -> Document | InvalidRecord:
        if isinstance(record, Document) and not self._ids.claim(record.id):
            return InvalidRecord(f"the id {record.id} was read before: skipped")
        return record
