"""The stores that must behave alike, each made in an empty folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from index.milvus.address import MilvusAddress
from index.store import Store
from tests.index_fakes import DIMENSION

FOLDER, MILVUS = "folder", "milvus-lite"


def missing() -> str | None:
    """Say why no Milvus can be had here, or None."""
    for name in ("pymilvus", "milvus_lite"):
        if find_spec(name) is None:
            return f"{name} is not installed"
    return None


KINDS = (
    FOLDER,
    pytest.param(MILVUS, marks=pytest.mark.skipif(missing() is not None, reason=missing() or "")),
)


@dataclass(frozen=True)
class Shelf:
    """Makes and opens stores of one kind below a folder."""

    folder: Path
    milvus: MilvusAddress | None

    def make(self, name: str = "store") -> Store:
        return Store.create(
            self.folder / name, model_id="hash", dimension=DIMENSION, milvus=self.milvus
        )

    def open(self, name: str = "store") -> Store:
        return Store.open(self.folder / name, milvus=self.milvus)


@contextmanager
def milvus_lite(folder: Path) -> Iterator[MilvusAddress]:
    """Run a milvus-lite in this process for as long as the block lasts."""
    from milvus_lite import server_manager_instance

    path = str(folder / "milvus.db")
    try:
        yield MilvusAddress(path)
    finally:
        server_manager_instance.release_server(path)
