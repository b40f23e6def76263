"""The files below the paths that were given."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from index.formats.record import well_formed
from index.read_report import Skipped


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that was found.

    Attributes:
        path: Absolute path.
        name: Path below the folder that was given, or the file's own name.
        size: In bytes.
        regular: Whether it is a file proper, not a pipe or a device.
    """

    path: Path
    name: str
    size: int
    regular: bool


class FileSystem:
    """The calls that reading makes on the machine's files."""

    def status(self, path: Path) -> os.stat_result:
        """Return what is known of a path, symbolic links followed."""
        return path.stat()

    def entries(self, folder: Path) -> list[Path]:
        """Return what lies in a folder, by name."""
        return sorted(folder.iterdir())

    def open(self, path: Path) -> IO[bytes]:
        """Open a file for reading bytes."""
        return path.open("rb")


def walk(paths: Iterable[Path], files: FileSystem) -> Iterator[FoundFile | Skipped]:
    """Yield every file at or below the paths, each once.

    Folders are read in the order of names, symbolic links followed, none entered
    twice. Names that begin with a dot are passed over, unless given themselves.

    Args:
        paths: Files and folders.
        files: The file system.

    Yields:
        Files, and in their place what could not be looked at.
    """
    visited: set[tuple[int, int]] = set()
    for given in paths:
        top = Path(os.path.abspath(given))  # noqa: PTH100 - resolve() would follow links
        waiting = [top]
        while waiting:
            path = waiting.pop()
            try:
                status = files.status(path)
                key = (status.st_dev, status.st_ino)
                if key in visited:
                    continue
                visited.add(key)
                if stat.S_ISDIR(status.st_mode):
                    waiting += reversed(_visible(files.entries(path)))
                else:
                    yield _found(path, top, status)
            except (OSError, ValueError) as error:
                yield Skipped(shown(path), failure(error))


def shown(path: Path) -> str:
    """Return a path as text that every encoding can write."""
    return well_formed(str(path))


def failure(error: Exception) -> str:
    """Say in a few words why the file system refused."""
    if isinstance(error, PermissionError):
        return "no permission to read"
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    strerror = error.strerror if isinstance(error, OSError) else None
    return (strerror or str(error)).lower()


def _visible(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if not path.name.startswith(".")]


def _found(path: Path, top: Path, status: os.stat_result) -> FoundFile:
    name = path.name if path == top else path.relative_to(top).as_posix()
    return FoundFile(path, well_formed(name), status.st_size, stat.S_ISREG(status.st_mode))
