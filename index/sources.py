"""Files and folders → documents, a few in memory at a time."""

import gzip
import hashlib
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, cast

from index.document import Document
from index.errors import InvalidRecord, UnreadableSource
from index.formats.extract import Extract
from index.formats.jsonl import read_records
from index.formats.record import new_document
from index.formats.registry import READERS, RECORDS, extension
from index.read_report import FileReport, FileStatus, Outcome, ReadReport, Skipped, Warned
from index.walk import FileSystem, FoundFile, failure, shown, walk
from index.workers import Workers

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
_MANY_FILES = 64  # files of one article each: more are worth other processes
_FILES = 8  # that a process reads in one go

Progress = Callable[[int, int, str], None]
"""Called with how many files are done, how many there are, and the path at hand."""


def read_sources(
    paths: Iterable[str | Path],
    *,
    on_progress: Progress | None = None,
    on_bytes: Callable[[int, int], None] | None = None,
    taken: Mapping[str, str | None] | None = None,
    max_bytes: int = MAX_BYTES,
    files: FileSystem | None = None,
    workers: Workers | None = None,
) -> Iterator[Outcome]:
    """Read documents from files and folders.

    No file stops the others: what cannot be read comes as `Skipped` with its reason.

    Args:
        paths: Files and folders; folders are read with all that lies below them.
        on_progress: Called before each file and once at the end.
        on_bytes: Called now and then with how many bytes are read, and how many there are.
        taken: Path by id of the documents that are in the store already. A file whose
            id belongs to another path there, or to another file read now, gets `@` and
            six hex digits of its path's SHA-256 after its id.
        max_bytes: Largest file, and longest line of a .jsonl file.
        files: The file system, the machine's own by default; handed over to workers.
        workers: Processes that decode and parse files, where there are many; none by default.

    Yields:
        Each document, with a `Warned` before it where there is something to know;
        `Skipped` for each file or folder that gave none.
    """
    files = files or FileSystem()
    found = list(walk(map(Path, paths), files))
    sizes = [0 if isinstance(item, Skipped) else item.size for item in found]
    reader = _Reader(_Ids(taken or {}), max_bytes, files, _Bytes(sum(sizes), on_bytes))
    articles = [item for item in found if isinstance(item, FoundFile) and not _is_records(item)]
    texts = _texts(articles, partial(read_text, max_bytes=max_bytes, files=files), workers)
    for done, item in enumerate(found):
        path = item.path if isinstance(item, Skipped) else shown(item.path)
        if on_progress:
            on_progress(done, len(found), path)
        if isinstance(item, Skipped):
            yield item
        elif _is_records(item):
            yield from reader.records(item)
        else:
            yield from reader.article(item, next(texts))
    if on_progress:
        on_progress(len(found), len(found), "")


def read_text(found: FoundFile, *, max_bytes: int, files: FileSystem) -> Extract | str:
    """Read the text of a file that is one article; never raises for what the file holds.

    Returns:
        The text, or why there is none.
    """
    kind = extension(found.path)
    try:
        _check(found, kind, max_bytes)
        with files.open(found.path) as file:
            extract = READERS[kind](file.read(max_bytes))
    except Exception as error:  # a parser's own failure must not stop the other files
        return _reason(error)
    return extract if extract.text.strip() else "empty"


def _texts(
    articles: Sequence[FoundFile], read: "partial[Extract | str]", workers: Workers | None
) -> Iterator[Extract | str]:
    """Read files in order, in other processes where there are enough of them."""
    if workers is None or len(articles) < _MANY_FILES:
        return map(read, articles)
    parts = [articles[at : at + _FILES] for at in range(0, len(articles), _FILES)]
    return chain.from_iterable(workers.map(partial(_read_part, read), parts))


def _read_part(read: "partial[Extract | str]", part: Sequence[FoundFile]) -> list[Extract | str]:
    return list(map(read, part))


def _is_records(found: FoundFile) -> bool:
    return extension(found.path) in RECORDS


def _check(found: FoundFile, kind: str, max_bytes: int) -> None:
    if not found.regular:
        raise UnreadableSource("not a regular file")
    if kind not in RECORDS and kind not in READERS:
        raise UnreadableSource(f"no reader for {kind} files" if kind else "no file extension")
    if not found.size:
        raise UnreadableSource("empty")
    if kind not in RECORDS and found.size > max_bytes:
        raise UnreadableSource(f"larger than {max_bytes / 2**20:g} MB")


def _reason(error: Exception) -> str:
    """Say why a file could not be read, in words fit to show."""
    if isinstance(error, UnreadableSource):
        return str(error)
    if isinstance(error, OSError):
        return failure(error)
    return f"cannot be parsed: {type(error).__name__}: {error}"


class _Bytes:
    """Counts what has been read, and tells."""

    def __init__(self, total: int, tell: Callable[[int, int], None] | None) -> None:
        self._total = total
        self._tell = tell
        self._done = 0

    def read(self, size: int) -> None:
        """Take note of a file that is done."""
        self._done += size
        self.within(0)

    def within(self, place: int) -> None:
        """Take note of how far a file is that is being read."""
        if self._tell:
            self._tell(min(self._done + place, self._total), self._total)


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
        # Two names that are no text may be shown alike: only the first of them has this path.
        own = self._paths.get(found.name) == path and found.name not in self._claimed
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
    """Makes documents of one file after the other."""

    def __init__(self, ids: _Ids, max_bytes: int, files: FileSystem, progress: _Bytes) -> None:
        self._ids = ids
        self._max_bytes = max_bytes
        self._files = files
        self._progress = progress

    def article(self, found: FoundFile, text: Extract | str) -> Iterator[Outcome]:
        """Yield what comes of a file that is one article."""
        path = shown(found.path)
        if isinstance(text, str):
            yield Skipped(path, text)
        else:
            yield from (Warned(path, warning) for warning in text.warnings)
            identity = self._ids.of_file(found)
            yield new_document(
                identity, text.text, text.metadata, path=path, encoding=text.encoding
            )
        self._progress.read(found.size)

    def records(self, found: FoundFile) -> Iterator[Outcome]:
        """Yield what comes of a file of records; never raises for what the file holds."""
        try:
            _check(found, extension(found.path), self._max_bytes)
            yield from self._records(found, shown(found.path))
        except Exception as error:  # a parser's own failure must not stop the other files
            yield Skipped(shown(found.path), _reason(error))
        self._progress.read(found.size)

    def _records(self, found: FoundFile, path: str) -> Iterator[Outcome]:
        with self._files.open(found.path) as raw:
            packed = extension(found.path).endswith(".gz")
            file = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if packed else raw
            records = read_records(file, path=path, longest_line=self._max_bytes)
            good = 0
            try:
                for outcome in map(self._claimed, records):
                    self._progress.within(raw.tell())
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
