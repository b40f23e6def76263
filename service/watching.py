"""Following folders: what is added, changed or removed there is so in the library too."""

import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
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
    tops = [folder for folder in absolute(folders) if folder.exists()]
    for outcome in read_sources(tops, files=ChangedFiles(changed), taken=taken):
        report.add(outcome)
        if isinstance(outcome, Document):
            read.append(outcome)
    added = replaced = 0
    if read:
        intake = library.add(read, collection=collection)
        added, replaced = intake.added, intake.replaced
    # Below a folder that is away as a whole nothing is known to be gone.
    known = {path for path in changed if any(map(path.is_relative_to, tops))}
    lost = _taken_out(
        library, sorted(known.union(set(changed).intersection(absolute(folders)))), collection
    )
    problems = tuple(source for source in sources_of(report) if source.problem)
    return Followed(added, replaced, lost, problems, library.generation)


def _nobody(_: str) -> None:
    """Tell nobody."""


def changes(
    folders: Sequence[Path], *, ignored: Path, tell: Callable[[str], None] = _nobody
) -> Iterator[set[Path]]:
    """Yield what has changed below folders since the last time, again and again.

    The first set comes within a second, empty or not: from then on nothing is missed.
    Later an empty one comes every second in which nothing changes. A folder that goes as a
    whole, as a disk does that is unmounted, changes nothing; when it is back, all of it
    counts as changed.

    Args:
        folders: Files and folders that are there.
        ignored: The store, should it lie below them.
        tell: Told what was moved away as a whole, and what is back.

    Raises:
        KeyboardInterrupt: A signal asks to end.
    """
    tops = _Tops(absolute(folders))
    while True:
        returned = tops.look(tell)
        for paths in _seen(tops.there):
            moved = tops.moved()
            below = {path for path in paths if not any(map(path.is_relative_to, moved))}
            yield {
                path
                for path in below | returned
                if not path.is_relative_to(ignored) and not _is_hidden(path, tops.there)
            }
            returned = set()
            if moved or tops.are_back():
                break


class _Tops:
    """The files and folders that are followed, and which of the folders are away."""

    def __init__(self, tops: Sequence[Path]) -> None:
        self._tops = tops
        self._known = {top: _identity(top) for top in tops if top.is_dir()}
        self._away: set[Path] = set()

    @property
    def there(self) -> list[Path]:
        """Those that can be followed now."""
        return [top for top in self._tops if top not in self._away]

    def moved(self) -> list[Path]:
        """Return the folders that are not any more what they were when last looked at."""
        known = self._known.items()
        return [top for top, was in known if top not in self._away and _identity(top) != was]

    def are_back(self) -> bool:
        """Say whether a folder that was away is there again."""
        return any(map(_holds_something, self._away))

    def look(self, tell: Callable[[str], None]) -> set[Path]:
        """Take note of what is away and what is back; return what is back."""
        moved = {top for top in self.moved() if not _holds_something(top)}
        for top in sorted(moved - self._away):
            tell(f"{top} is away; nothing was removed, and it is followed again when it is back")
        back = {top for top in self._away | set(self.moved()) if _holds_something(top)}
        for top in sorted(back):
            tell(f"{top} is back")
            self._known[top] = _identity(top)
        self._away = (self._away | moved) - back
        return back


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return by what a folder is told from another of its name; None where there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _holds_something(folder: Path) -> bool:
    """Say whether a folder is there and not empty, as one is on which no disk is mounted."""
    try:
        return any(folder.iterdir())
    except OSError:
        return False


def _seen(tops: Sequence[Path]) -> Iterator[set[Path]]:
    """Yield what is seen to change below some files and folders, and nothing once a second."""
    from watchfiles import watch

    while not tops:
        time.sleep(_LOOK_MILLISECONDS / 1000)
        yield set()
    for found in watch(
        *tops,
        watch_filter=None,
        debounce=_MOST_MILLISECONDS,
        step=QUIET_MILLISECONDS,
        rust_timeout=_LOOK_MILLISECONDS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        yield {Path(path) for _, path in found}


def _is_hidden(path: Path, tops: Sequence[Path]) -> bool:
    """Say whether a name below the folders begins with a dot, as no walk enters."""
    below = [path.relative_to(top).parts for top in tops if path.is_relative_to(top)]
    return all(any(part.startswith(".") for part in parts) for parts in below)
