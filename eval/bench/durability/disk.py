"""A disk as a power cut may leave it: what was synced stays, all else may stay or go.

The model is POSIX's, harsher than any file system in use: a file's data is safe after
fsync or fdatasync of it, a name after fsync of its folder. Of the rest, any write, any
512-byte sector of a write and any change of a folder's names may be lost by itself;
one rename stays one. After Pillai et al. 2014, "All File Systems Are Not Created Equal".
"""

import random
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

_SECTOR = 512  # bytes that a disk writes wholly or not at all


class Loss(StrEnum):
    """Which of the unsynced writes a power cut drops."""

    ALL = "everything unsynced"
    NOTHING = "nothing"
    DATA = "data, not names"
    NAMES = "names, not data"
    ANY = "any sectors, each folder's later names"
    SHUFFLED = "any sectors, any names"


@dataclass(slots=True)
class File:
    """A file: what is on the disk, and what was written since.

    A pending write is a place and its bytes; without bytes it sets the size.
    """

    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        """Bring everything to the disk."""
        self.durable = self.with_writes(self.pending)
        self.pending = []

    def with_writes(self, writes: list[tuple[int, bytes | None]]) -> bytes:
        """Return the content after some writes."""
        content = bytearray(self.durable)
        for place, data in writes:
            size = place if data is None else place + len(data)
            if data is None:
                del content[size:]
            content.extend(bytes(max(0, size - len(content))))
            if data is not None:
                content[place:size] = data
        return bytes(content)

    def after(self, loss: Loss, drawn: random.Random) -> bytes:
        """Return the content after a power cut."""
        if loss in (Loss.NOTHING, Loss.NAMES):
            return self.with_writes(self.pending)
        if loss is Loss.ALL:
            return self.durable
        if loss is Loss.DATA:  # the size is a matter of names: what was not written is zero
            sizes = [(at if data is None else at + len(data), data) for at, data in self.pending]
            grown = max([len(self.durable), *(size for size, _ in sizes)])
            return self.durable + bytes(grown - len(self.durable))
        return self.with_writes([one for one in _sectors(self.pending) if drawn.random() < 0.5])


@dataclass(slots=True)
class Folder:
    """A folder: its names now, its names on the disk, and the changes between them.

    A pending change sets or removes some names at once.
    """

    names: "dict[str, File | Folder]" = field(default_factory=dict)
    durable: "dict[str, File | Folder]" = field(default_factory=dict)
    pending: "list[dict[str, File | Folder | None]]" = field(default_factory=list)

    @classmethod
    def of(cls, place: Path) -> "Folder":
        """Return what lies in a real folder, all of it synced."""
        found = cls()
        for entry in sorted(place.iterdir()):
            node = cls.of(entry) if entry.is_dir() else File(entry.read_bytes())
            found.names[entry.name] = node
        found.sync()
        return found

    def change(self, **names: "File | Folder | None") -> None:
        """Set some names at once, or remove those that are given None."""
        _apply(self.names, names)
        self.pending.append(dict(names))

    def sync(self) -> None:
        """Bring the names to the disk."""
        self.durable, self.pending = dict(self.names), []

    def write_out(self, place: Path, loss: Loss, drawn: random.Random) -> None:
        """Make a real folder of what a power cut leaves."""
        place.mkdir(exist_ok=True)
        for name, node in self._names_after(loss, drawn).items():
            if isinstance(node, Folder):
                node.write_out(place / name, loss, drawn)
            else:
                (place / name).write_bytes(node.after(loss, drawn))

    def _names_after(self, loss: Loss, drawn: random.Random) -> "dict[str, File | Folder]":
        if loss in (Loss.NOTHING, Loss.DATA):
            return self.names
        left = dict(self.durable)
        kept = self.pending[: drawn.randint(0, len(self.pending))] if loss is Loss.ANY else []
        if loss is Loss.SHUFFLED:
            kept = [change for change in self.pending if drawn.random() < 0.5]
        for change in kept:
            _apply(left, change)
        return left


def find(root: Folder, path: str) -> "tuple[Folder, str] | None":
    """Return the folder that a path below a root lies in, and its name there."""
    *folders, name = Path(path).parts
    for part in folders:
        node = root.names.get(part)
        if not isinstance(node, Folder):
            return None
        root = node
    return root, name


def _apply(names: "dict[str, File | Folder]", change: "dict[str, File | Folder | None]") -> None:
    for name, node in change.items():
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


def _sectors(writes: list[tuple[int, bytes | None]]) -> list[tuple[int, bytes | None]]:
    """Cut writes at the borders of sectors."""
    parts: list[tuple[int, bytes | None]] = []
    for place, data in writes:
        if data is None:
            parts.append((place, None))
            continue
        start = 0
        while start < len(data):
            end = min(len(data), start + _SECTOR - (place + start) % _SECTOR)
            parts.append((place + start, data[start:end]))
            start = end
    return parts
