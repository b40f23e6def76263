"""Documents of a store whose files are gone."""

import gzip
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, cast

from index.document import Document
from index.errors import UnreadableSource
from index.formats.jsonl import read_records
from index.formats.registry import RECORDS, extension
from index.prepared import DocumentSummary
from index.walk import FileSystem, failure, shown

_MARK = "\N{REPLACEMENT CHARACTER}"


def gone(
    documents: Iterable[DocumentSummary],
    places: Sequence[Path],
    *,
    files: FileSystem | None = None,
) -> list[str]:
    """Return the ids of documents that were read from below some places and are not there now.

    A file that is there but cannot be read keeps what it gave before. Of a file of
    records, those that it no longer holds are gone, unless some of it cannot be read.

    Args:
        documents: What the store holds.
        places: Absolute paths of files and folders, whether they are there or not.
        files: The file system, the machine's own by default.
    """
    files = files or FileSystem()
    below: dict[Path, list[str]] = {}
    for document in documents:
        if document.path is not None and _is_below(Path(document.path), places):
            below.setdefault(Path(document.path), []).append(document.id)
    return [id_ for path, ids in below.items() for id_ in _gone_of(path, ids, files)]


def require_folders(places: Sequence[Path], *, files: FileSystem | None = None) -> None:
    """Check that folders are there and hold something: an unmounted disk looks like an empty one.

    Raises:
        UnreadableSource: One is missing, is no folder, or is empty.
    """
    files = files or FileSystem()
    for place in places:
        try:
            folder = stat.S_ISDIR(files.status(place).st_mode)
            empty = folder and not files.entries(place)
        except OSError as error:
            raise UnreadableSource(
                f"{place}: {failure(error)}; nothing was pruned, take documents out with wenju "
                "remove if they are meant to go"
            ) from error
        if not folder:
            raise UnreadableSource(f"{place} is no folder; only folders can be pruned")
        if empty:
            raise UnreadableSource(
                f"{place} is empty, as a disk is that is not mounted; nothing was pruned, take "
                "documents out with wenju remove if they are meant to go"
            )


def _is_below(path: Path, places: Collection[Path]) -> bool:
    return any(shown(path).startswith(f"{shown(place)}/") or path == place for place in places)


def _gone_of(path: Path, ids: Sequence[str], files: FileSystem) -> Sequence[str]:
    """Return which of a file's documents are gone."""
    try:
        path = _on_disk(path, files)
        files.status(path)
        if extension(path) not in RECORDS:
            return ()
        held = set(_record_ids(path, files))
    except (FileNotFoundError, NotADirectoryError):
        return ids
    except (OSError, EOFError, ValueError, UnreadableSource):
        return ()
    return [id_ for id_ in ids if id_ not in held]


def _on_disk(path: Path, files: FileSystem) -> Path:
    """Return the file that is shown as a path: names that are no text are shown with marks.

    Raises:
        OSError: There is none.
    """
    if _MARK not in str(path):
        return path
    folder = _on_disk(path.parent, files)
    alike = (one for one in files.entries(folder) if shown(Path(one.name)) == path.name)
    return next(alike, path)


def _record_ids(path: Path, files: FileSystem) -> Iterator[str]:
    """Yield the ids of a file's records.

    Raises:
        UnreadableSource: One of its lines is no document, so nobody knows whose it is.
    """
    with files.open(path) as raw:
        packed = extension(path).endswith(".gz")
        file = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if packed else raw
        for record in read_records(file, path=str(path)):
            if not isinstance(record, Document):
                raise UnreadableSource(str(record))
            yield record.id
