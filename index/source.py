"""Where the database of a store is."""

import os
import secrets
from pathlib import Path

from index.connection import Server, Source
from index.errors import StoreError
from index.sealed import make_lasting

DATABASE = "wenju.db"
_NAME = "folder.id"


def source_of(folder: Path, url: str | None) -> Source:
    """Return where the database of a store is.

    Args:
        folder: The store's folder, which holds the derived indexes, and is made where the
            database is elsewhere.
        url: Of a database on a server; None for a file in the folder.

    Raises:
        StoreError: The folder cannot be written.
    """
    return folder / DATABASE if url is None else Server(url, _folder_name(folder))


def _folder_name(folder: Path) -> str:
    """Return the name by which the database tells folders of derived indexes apart.

    It is drawn once and kept in the folder, so that a folder that is moved keeps its name
    and one on another machine has another.
    """
    place = folder / _NAME
    try:
        if not place.exists():
            make_lasting(folder)
            beside = folder / f"{_NAME}.{os.getpid()}"
            beside.write_text(secrets.token_hex(8), encoding="ascii")
            try:
                os.link(beside, place)  # the first of several processes wins
            except FileExistsError:
                pass
            finally:
                beside.unlink()
        return place.read_text("ascii").strip()
    except OSError as refused:
        raise StoreError(f"{folder} cannot hold derived indexes: {refused}") from refused
