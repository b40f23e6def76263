"""The files that have changed, as a file system of their own."""

from collections.abc import Collection
from pathlib import Path

from index.walk import FileSystem


class ChangedFiles(FileSystem):
    """Shows of each folder only what has changed and the way to it.

    A walk from the folders that were first ingested so reads little, and still gives
    every file the name that it has below them.

    Args:
        changed: Absolute paths; of a folder, all that lies below it counts as changed.
    """

    def __init__(self, changed: Collection[Path]) -> None:
        self._changed = frozenset(changed)
        self._ways = frozenset(above for path in changed for above in path.parents)

    def entries(self, folder: Path) -> list[Path]:
        """Return what has changed in a folder, or lies on the way to it, by name."""
        return [path for path in super().entries(folder) if self._shows(path)]

    def _shows(self, path: Path) -> bool:
        if path in self._changed or path in self._ways:
            return True
        return any(above in self._changed for above in path.parents)
