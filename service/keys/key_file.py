"""The file that keys are kept in: `keys.json` in the store's folder, for its owner only."""

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from index.errors import InvalidSetting, StoreDamaged
from index.lock import WriterLock
from service.keys.key import Key
from service.keys.scope import KeyScope

NAME = "keys.json"
_VERSION = 1


class KeyFile:
    """Reads and changes the keys of a store; a change is whole or does not happen.

    Args:
        folder: The store's folder, made with the first key.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def read(self) -> tuple[Key, ...]:
        """Return every key, also those revoked, oldest first.

        Raises:
            StoreDamaged: The file is not as it was written; no key is good then.
        """
        try:
            held = json.loads(self.path.read_text(encoding="utf-8"))
            if held["version"] != _VERSION:
                raise ValueError(f"version {held['version']}")
            return tuple(_key(entry) for entry in held["keys"])
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError) as broken:
            raise StoreDamaged(f"{self.path} cannot be read: {broken}") from broken

    def add(self, key: Key) -> None:
        """Keep another key.

        Raises:
            StoreBusy: Another process is changing the keys.
        """
        self._change(lambda keys: (*keys, key))

    def revoke(self, name: str, *, now: datetime) -> tuple[Key, ...]:
        """Take back the key of an id, or every key of a name; it stays listed as revoked.

        Raises:
            InvalidSetting: No good key has that id or name.
        """
        meant = tuple(key for key in self.read() if name in (key.id, key.name) and not key.revoked)
        if not meant:
            raise InvalidSetting(f"no key in use has the id or name {name!r}: see wenju keys list")
        ids = {key.id for key in meant}
        self._change(
            lambda keys: [replace(key, revoked=now) if key.id in ids else key for key in keys]
        )
        return meant

    def _change(self, change: Callable[[tuple[Key, ...]], Sequence[Key]]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with WriterLock(self.path.with_name(f"{NAME}.lock")):
            keys = change(self.read())
            held = {"version": _VERSION, "keys": [_entry(key) for key in keys]}
            _write(self.path, json.dumps(held, ensure_ascii=False, indent=1) + "\n")


def _write(path: Path, text: str) -> None:
    """Put a text in a file's place in one step; only its owner may read it."""
    descriptor, beside = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)  # mode 0600
    try:
        with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123  # a descriptor
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _entry(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "sha256": key.digest,
        "scopes": sorted(key.scopes),
        "collections": list(key.collections),
        "rate_per_minute": key.rate,
        "created": key.created.isoformat(),
        "revoked": key.revoked.isoformat() if key.revoked else None,
    }


def _key(entry: dict[str, Any]) -> Key:
    revoked = entry["revoked"]
    return Key(
        id=str(entry["id"]),
        name=str(entry["name"]),
        digest=str(entry["sha256"]),
        scopes=frozenset(KeyScope(scope) for scope in entry["scopes"]),
        collections=tuple(map(str, entry["collections"])),
        rate=None if entry["rate_per_minute"] is None else int(entry["rate_per_minute"]),
        created=datetime.fromisoformat(entry["created"]),
        revoked=datetime.fromisoformat(revoked) if revoked else None,
    )
