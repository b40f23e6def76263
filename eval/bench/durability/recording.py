"""What a process did to the files below a folder, read from strace's record."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.bench.durability.disk import File, Folder, find

CALLS = (
    "openat open creat write pwrite64 writev pwritev fsync fdatasync ftruncate fallocate lseek "
    "rename renameat renameat2 link linkat unlink unlinkat mkdir mkdirat rmdir copy_file_range "
    "sendfile dup dup2 close"
).split()
OPTIONS = ("-y", "-xx", "-s", str(2**26), "-e", f"trace={','.join(CALLS)}")
"""Of strace: every call that changes a file, with all of its bytes."""

_LINE = re.compile(r"^(\d+) +(.*)$")
_DONE = re.compile(r"^(\w+)\((.*)\) += (-?\d+)(?:<(.*?)>)?", re.DOTALL)
_FD = re.compile(r"^(-?\d+|AT_FDCWD)<(.*)>$", re.DOTALL)
_UNKNOWN = frozenset({"writev", "pwritev", "copy_file_range", "sendfile", "open", "creat"})


@dataclass(frozen=True, slots=True)
class Call:
    """One finished call: its name, its arguments as strace writes them, and its result."""

    name: str
    arguments: tuple[str, ...]
    result: int


def calls_of(record: str) -> Iterator[Call]:
    """Yield the calls of a record that succeeded, in the order in which they ended."""
    begun: dict[str, str] = {}
    for line in record.splitlines():
        if (found := _LINE.match(line)) is None:
            continue
        process, said = found.groups()
        if said.endswith("<unfinished ...>"):
            begun[process] = said.removesuffix("<unfinished ...>").rstrip()
            continue
        if said.startswith("<... "):
            said = begun.pop(process, "") + said.partition(" resumed>")[2]
        if (done := _DONE.match(said)) is not None and int(done[3]) >= 0:
            yield Call(done[1], tuple(_arguments(done[2])), int(done[3]))


class Replay:
    """Does recorded calls again on a model of the disk.

    Args:
        root: What lay in the folder before.
        place: The folder's path in the record.
        acknowledgement: The file whose writing says that a change stands.
    """

    def __init__(self, root: Folder, place: Path, acknowledgement: Path) -> None:
        self.root = root
        self.acknowledged = False
        self._place = f"{place}{os.sep}"
        self._acknowledgement = str(acknowledgement)
        self._offsets: dict[int, int] = {}

    def do(self, call: Call) -> bool:
        """Do a call; return whether it changed anything below the folder."""
        if call.name in _UNKNOWN and any(self._place in part for part in call.arguments):
            raise NotImplementedError(f"{call.name} is not replayed")
        handler = getattr(self, f"_{call.name}", None)
        return bool(handler(call)) if handler else False

    def _openat(self, call: Call) -> bool:
        base, name, flags, *_ = call.arguments
        self._offsets[call.result] = 0
        found = self._find(_joined(base, name))
        if found is None:
            return False
        folder, name = found
        node = folder.names.get(name)
        if node is None and "O_CREAT" in flags:
            folder.change(**{name: File()})
            return True
        if isinstance(node, File):
            if "O_APPEND" in flags:
                self._offsets[call.result] = len(node.with_writes(node.pending))
            if "O_TRUNC" in flags:
                node.pending.append((0, None))
                return True
        return False

    def _write(self, call: Call) -> bool:
        number, path = _descriptor(call.arguments[0])
        if path == self._acknowledgement:
            self.acknowledged = True
        place = self._offsets.get(number, 0)
        self._offsets[number] = place + call.result
        return self._written(path, place, call)

    def _pwrite64(self, call: Call) -> bool:
        return self._written(_descriptor(call.arguments[0])[1], int(call.arguments[3]), call)

    def _written(self, path: str, place: int, call: Call) -> bool:
        node = self._node(path)
        if isinstance(node, File):
            node.pending.append((place, _bytes(call.arguments[1])[: call.result]))
        return node is not None

    def _lseek(self, call: Call) -> bool:
        self._offsets[_descriptor(call.arguments[0])[0]] = call.result
        return False

    def _ftruncate(self, call: Call) -> bool:
        node = self._node(_descriptor(call.arguments[0])[1])
        if isinstance(node, File):
            node.pending.append((int(call.arguments[1]), None))
        return node is not None

    def _fsync(self, call: Call) -> bool:
        path = _descriptor(call.arguments[0])[1]
        node = self.root if f"{path}{os.sep}" == self._place else self._node(path)
        if node is not None:
            node.sync()
        return node is not None

    _fdatasync = _fsync

    def _rename(self, call: Call) -> bool:
        return self._moved(_text(call.arguments[0]), _text(call.arguments[1]))

    def _renameat2(self, call: Call) -> bool:
        first, second = (_joined(*call.arguments[at : at + 2]) for at in (0, 2))
        return self._moved(first, second)

    _renameat = _renameat2

    def _moved(self, source: str, target: str) -> bool:
        before, after = self._find(source), self._find(target)
        if before is None or after is None:
            return False
        node = before[0].names[before[1]]
        if before[0] is after[0]:
            before[0].change(**{before[1]: None, after[1]: node})
        else:
            after[0].change(**{after[1]: node})
            before[0].change(**{before[1]: None})
        return True

    def _link(self, call: Call) -> bool:
        return self._linked(_text(call.arguments[0]), _text(call.arguments[1]))

    def _linkat(self, call: Call) -> bool:
        first, second = (_joined(*call.arguments[at : at + 2]) for at in (0, 2))
        return self._linked(first, second)

    def _linked(self, source: str, target: str) -> bool:
        node, after = self._node(source), self._find(target)
        if node is None or after is None:
            return False
        after[0].change(**{after[1]: node})
        return True

    def _unlink(self, call: Call) -> bool:
        return self._gone(_text(call.arguments[0]))

    _rmdir = _unlink

    def _unlinkat(self, call: Call) -> bool:
        return self._gone(_joined(*call.arguments[:2]))

    def _gone(self, path: str) -> bool:
        if (found := self._find(path)) is None:
            return False
        found[0].change(**{found[1]: None})
        return True

    def _mkdir(self, call: Call) -> bool:
        return self._made(_text(call.arguments[0]))

    def _mkdirat(self, call: Call) -> bool:
        return self._made(_joined(*call.arguments[:2]))

    def _made(self, path: str) -> bool:
        if (found := self._find(path)) is None:
            return False
        found[0].change(**{found[1]: Folder()})
        return True

    def _find(self, path: str) -> tuple[Folder, str] | None:
        if not path.startswith(self._place):
            return None
        return find(self.root, path.removeprefix(self._place))

    def _node(self, path: str) -> File | Folder | None:
        found = self._find(path)
        return found[0].names.get(found[1]) if found else None


def _arguments(written: str) -> Iterator[str]:
    """Cut arguments at the commas outside of strings and brackets."""
    depth, quoted, start = 0, False, 0
    for at, character in enumerate(written):
        if character == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif character in "<[{(":
            depth += 1
        elif character in ">]})":
            depth -= 1
        elif character == "," and not depth:
            yield written[start:at].strip()
            start = at + 1
    yield written[start:].strip()


def _bytes(written: str) -> bytes:
    return bytes.fromhex(written.strip('"').replace("\\x", ""))


def _text(written: str) -> str:
    return os.fsdecode(_bytes(written))


def _descriptor(written: str) -> tuple[int, str]:
    """Return the number and the path of a descriptor."""
    found = _FD.match(written)
    if found is None:
        return -1, ""
    path = found[2]
    if "\\x" in path:
        path = os.fsdecode(bytes.fromhex(path.replace("\\x", "")))
    return (-100 if found[1] == "AT_FDCWD" else int(found[1])), path


def _joined(base: str, name: str) -> str:
    return os.path.join(_descriptor(base)[1], _text(name))  # noqa: PTH118 - text, not a path here
