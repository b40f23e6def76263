"""Following folders: what is added, changed or removed there is so in the library too."""

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.changed_files import ChangedFiles
from index.document import Document
from index.filter import DEFAULT_COLLECTION, Filter
from index.gone import gone
from index.read_report import ReadReport
from index.sources import read_sources

if TYPE_CHECKING:
    from service.library import Library, SourceReport

QUIET_MILLISECONDS = 400  # without a change, before what has changed is read
_MOST_MILLISECONDS = 5000  # that changes may come without a pause before they are read
_LOOK_MILLISECONDS = 1000  # between two looks for a signal or at what could not be done yet


@dataclass(frozen=True, slots=True)
class Followed:
    """What was done about some changed files.

    Attributes:
        added: How many documents are new.
        replaced: How many took the place of an earlier reading.
        removed: The ids of those that are gone.
        problems: The files that could not be read, and why.
        generation: The library's generation afterwards.
    """

    added: int
    replaced: int
    removed: tuple[str, ...]
    problems: "tuple[SourceReport, ...]"
    generation: int


def absolute(paths: Sequence[Path]) -> list[Path]:
    """Return paths as a walk reports them: from the root, symbolic links left as they are."""
    return [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100 - resolve() follows


def pruned(
    library: "Library", folders: Sequence[Path], *, collection: str = DEFAULT_COLLECTION
) -> tuple[str, ...]:
    """Take out of a collection what was read from below some folders and is gone.

    What stands in other collections is theirs, wherever it was read from.

    Returns:
        The ids of what was taken out.

    Raises:
        StoreBusy: Another process is writing.
        StoreError: The store could not be written; it is as it was.
    """
    return _taken_out(library, absolute(folders), collection)


def _taken_out(library: "Library", places: Sequence[Path], collection: str) -> tuple[str, ...]:
    own = Filter(collections=frozenset((collection,)))
    lost = gone(library.documents(own), places)
    if lost:
        library.remove(lost, own)
    return tuple(lost)


def follow(
    library: "Library",
    folders: Sequence[Path],
    changed: Collection[Path],
    *,
    collection: str = DEFAULT_COLLECTION,
) -> Followed:
    """Bring a collection up to some changed files below folders that it has ingested.

    Only these files are read. What stands already is left as it is.

    Args:
        library: Holds what was read from the folders.
        folders: As they were ingested.
        changed: Absolute paths of files and folders that were added, changed or removed.
        collection: Where the documents belong; no other loses any by their removal.

    Raises:
        StoreBusy: Another process is writing.
        StoreError: The store could not be written; it is as it was.
    """
    from service.local_library import sources_of

    held = library.documents()
    taken = {summary.id: summary.path for summary in held}
    report, read = ReadReport(), list[Document]()
    tops = [folder for folder in folders if folder.exists()]
    for outcome in read_sources(tops, files=ChangedFiles(changed), taken=taken):
        report.add(outcome)
        if isinstance(outcome, Document):
            read.append(outcome)
    added = replaced = 0
    if read:
        intake = library.add(read, collection=collection)
        added, replaced = intake.added, intake.replaced
    lost = _taken_out(library, sorted(changed), collection)
    problems = tuple(source for source in sources_of(report) if source.problem)
    return Followed(added, replaced, lost, problems, library.generation)


def changes(folders: Sequence[Path], *, ignored: Path) -> Iterator[set[Path]]:
    """Yield what has changed below folders since the last time, again and again.

    The first set comes within a second, empty or not: from then on nothing is missed.
    Later an empty one comes every second in which nothing changes.

    Args:
        folders: Files and folders that are there.
        ignored: The store, should it lie below them.

    Raises:
        KeyboardInterrupt: A signal asks to end.
    """
    from watchfiles import watch

    tops = absolute(folders)
    for found in watch(
        *tops,
        watch_filter=None,
        debounce=_MOST_MILLISECONDS,
        step=QUIET_MILLISECONDS,
        rust_timeout=_LOOK_MILLISECONDS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        paths = {Path(path) for _, path in found}
        yield {
            path
            for path in paths
            if not path.is_relative_to(ignored) and not _is_hidden(path, tops)
        }


def _is_hidden(path: Path, tops: Sequence[Path]) -> bool:
    """Say whether a name below the folders begins with a dot, as no walk enters."""
    below = [path.relative_to(top).parts for top in tops if path.is_relative_to(top)]
    return all(any(part.startswith(".") for part in parts) for parts in below)
