"""Whether a store holds what was written: every text, every index, every file of it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.acknowledged import noted, require
from index.database import Database
from index.derived import StoreFacts
from index.errors import StoreDamaged, StoreError, StoreMissing
from index.filter import Filter
from index.indexes import indexes_of
from index.milvus.address import MilvusAddress
from index.source import DATABASE


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in a store.

    Attributes:
        truth: What is wrong with the database; a text that is damaged is named by its id.
        derived: What is wrong with the indexes, which can be made again from the database.
        leftovers: Folders that nobody uses, left by a writer that died.
        damaged: The ids of the documents that cannot be read whole.
        lost: How many of the last changes the database has lost.
    """

    truth: tuple[str, ...]
    derived: tuple[str, ...]
    leftovers: tuple[Path, ...]
    damaged: tuple[str, ...]
    lost: int = 0

    @property
    def well(self) -> bool:
        """Whether nothing is wrong; leftovers only take room."""
        return not self.truth and not self.derived


def inspect(
    path: Path, *, database: str | None = None, milvus: MilvusAddress | None = None
) -> Inspection:
    """Read a whole store and check it; nothing is written, other readers and writers go on.

    Args:
        path: The store's folder.
        database: URL of the database that holds the documents; None for a file in the folder.
        milvus: The Milvus that holds vectors and terms; None for folders in the store's.

    Raises:
        StoreMissing: There is no store there.
        StoreError: The database cannot be opened at all.
    """
    expected = noted(path) if database is None else 0
    if database is None and not (path / DATABASE).is_file():
        require(path, 0, expected)
        raise StoreMissing(f"there is no store at {path}")
    indexes = indexes_of(path, database, milvus)
    with closing(Database(indexes.source)) as truth:
        if truth.is_empty_file():
            require(path, 0, expected)
            raise StoreMissing(f"there is no store at {path}")
        truth.pin()
        facts = StoreFacts.of(truth)
        wrong, damaged = _check_truth(truth)
        wrong += _check_acknowledged(path, facts.generation, expected)
        lost = max(0, expected - facts.generation)
        derived, left = tuple(indexes.problems(truth)), tuple(indexes.leftovers(truth))
        return Inspection(tuple(wrong), derived, left, tuple(damaged), lost)


def _check_truth(truth: Database) -> tuple[list[str], list[str]]:
    """Return what is wrong with the database, and the documents that are not whole."""
    wrong, damaged = list[str](), list[str]()
    try:
        wrong += truth.problems()
    except StoreError as broken:
        wrong.append(str(broken))
    try:
        for summary in truth.summaries(Filter()):
            try:
                truth.clean_document(summary.id)
                if len(truth.passages_of(summary.id)) != summary.passages:
                    raise truth.damage(f"passages of {summary.id!r} are missing")
            except StoreError as broken:
                wrong.append(str(broken))
                damaged.append(summary.id)
    except StoreError as broken:
        wrong.append(str(broken))
    return wrong, damaged


def _check_acknowledged(path: Path, generation: int, expected: int) -> Iterator[str]:
    try:
        require(path, generation, expected)
    except StoreDamaged as behind:
        yield str(behind)
