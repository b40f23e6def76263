"""The two derived indexes of a store: found, checked, and made again from the database.

Each stands in a sealed folder named after its generation, and the database keeps the
seal's stamp. A change writes them before it commits, so whoever reads a generation
finds its folders there. A missing or damaged one is made again from the passages and
vectors in the database, which are the truth.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index import sealed
from index.connection import Source
from index.database import Database
from index.dense import DenseIndex
from index.errors import StoreDamaged, StoreError
from index.lexical import LexicalIndex, LexicalWriter
from index.lock import WriterLock
from index.terms import PassageTerms, terms_of

LOCK = "writer.lock"

_VECTORS = "vectors.faiss"
_STAMP, _DENSE_STAMP = "stamp", "dense_stamp"  # the facts that hold the stamps
_log = logging.getLogger("wenju.store")


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What the database says about the store as a whole.

    Attributes:
        model_id: The embedding model of every vector.
        dimension: Length of every vector.
        generation: How many changes have been made; 0 for a new store.
        stamp: Of the generation's lexical index; empty for a new store.
        dense_generation: When the vector base was last written out.
        dense_stamp: Of that base, empty when there is none yet.
        dense_last_key: The highest passage key in the vector base.
    """

    model_id: str
    dimension: int
    generation: int
    stamp: str
    dense_generation: int
    dense_stamp: str
    dense_last_key: int

    @classmethod
    def of(cls, database: Database) -> "StoreFacts":
        """Read the facts of the generation that a connection sees."""
        facts = database.facts()
        return cls(
            model_id=facts["model_id"],
            dimension=int(facts["dimension"]),
            generation=int(facts["generation"]),
            stamp=facts["stamp"],
            dense_generation=int(facts["dense_generation"]),
            dense_stamp=facts["dense_stamp"],
            dense_last_key=int(facts["dense_last_key"]),
        )


class Derived:
    """The derived indexes below a store's folder."""

    def __init__(self, folder: Path, source: Source) -> None:
        self._folder, self._source = folder, source

    def lexical_folder(self, generation: int) -> Path:
        """Return where the lexical index of a generation stands."""
        return self._folder / f"lexical.{generation}"

    def dense_folder(self, generation: int) -> Path:
        """Return where the vector base written at a generation stands."""
        return self._folder / f"dense.{generation}"

    def lexical(self, database: Database, facts: StoreFacts) -> LexicalIndex:
        """Open the lexical index of a generation, made again where it does not hold.

        Args:
            database: A connection pinned to the generation.
            facts: What it says of itself.
        """
        if not facts.stamp:
            return LexicalIndex.build(())
        place = self.lexical_folder(facts.generation)
        try:
            sealed.verify(place, stamp=facts.stamp)
            return LexicalIndex.open(place)
        except StoreDamaged as damage:
            if self._made_again(place, facts, _STAMP, partial(_write_lexical, database), damage):
                return LexicalIndex.open(place)
        return LexicalIndex.build(entry for batch in entries(database) for entry in batch)

    def dense_base(self, database: Database, facts: StoreFacts) -> DenseIndex:
        """Open the vector base of a generation, made again where it does not hold."""
        if not facts.dense_stamp:
            return DenseIndex.build(facts.dimension, ())
        place = self.dense_folder(facts.dense_generation)
        try:
            sealed.verify(place, stamp=facts.dense_stamp)
            return DenseIndex.open(place / _VECTORS)
        except StoreDamaged as damage:
            # Whatever was removed since is not in the database: its mask hits nothing.
            base = build_base(database, facts.dimension, facts.dense_last_key)

            def write(folder: Path) -> None:
                base.save(folder / _VECTORS)

            self._made_again(place, facts, _DENSE_STAMP, write, damage)
            return base

    def dense(self, database: Database, facts: StoreFacts, base: DenseIndex) -> DenseIndex:
        """Return the vectors of a generation: its base and what changed since."""
        batches = list(database.vectors(facts.dimension, after=facts.dense_last_key))
        return base.changed(batches, removed=database.removed_keys())

    def publish_lexical(self, database: Database, generation: int) -> str:
        """Write out all passages that a connection sees, as of a generation; return the stamp."""
        place = self.lexical_folder(generation)
        folder = sealed.beside(place)
        _write_lexical(database, folder)
        return sealed.publish(folder, place)

    def publish_dense(self, database: Database, facts: StoreFacts) -> str:
        """Write out all vectors that a connection sees, as of a generation; return the stamp."""
        place = self.dense_folder(facts.generation)
        folder = sealed.beside(place)
        build_base(database, facts.dimension, None).save(folder / _VECTORS)
        return sealed.publish(folder, place)

    def clean_up(self, *kept: StoreFacts) -> None:
        """Remove the folders that none of some generations uses."""
        for folder in self.leftovers(*kept):
            sealed.discard(folder)

    def leftovers(self, *kept: StoreFacts) -> list[Path]:
        """Return the folders that none of some generations uses."""
        used = {self.lexical_folder(facts.generation) for facts in kept}
        used |= {self.dense_folder(facts.dense_generation) for facts in kept}
        found = [*self._folder.glob("lexical.*"), *self._folder.glob("dense.*")]
        return sorted(set(found) - used)

    def _made_again(
        self,
        place: Path,
        facts: StoreFacts,
        name: str,
        write: Callable[[Path], None],
        damage: StoreDamaged,
    ) -> bool:
        """Publish a folder again, unless a writer is at work or has moved on.

        Args:
            place: The folder.
            facts: Of the generation that it belongs to.
            name: The fact that holds its stamp.
            write: Writes its files into an empty folder.
            damage: What is wrong with it.

        Returns:
            Whether it stands there whole.
        """
        _log.warning("%s; it is made again from the database", damage)
        try:
            with WriterLock(self._folder / LOCK), closing(self._database()) as own:
                now = own.facts()
                if int(now["generation"]) != facts.generation:
                    return False
                if _holds(place, now[name]):
                    return True  # another reader was quicker
                folder = sealed.beside(place)
                write(folder)
                own.begin()
                own.set_fact(name, sealed.publish(folder, place))
                own.commit()
        except (StoreError, OSError) as refused:
            _log.warning("%s stays as it is (wenju doctor --repair mends it): %s", place, refused)
            return False
        return True

    def _database(self) -> Database:
        return Database(self._source)


def _holds(place: Path, stamp: str) -> bool:
    try:
        sealed.verify(place, stamp=stamp)
    except StoreDamaged:
        return False
    return True


def _write_lexical(database: Database, folder: Path) -> None:
    writer = LexicalWriter.at(folder)
    for batch in entries(database):
        writer.add(batch)
    writer.close(commit=True)


def entries(database: Database) -> Iterator[list[tuple[int, PassageTerms]]]:
    """Yield the terms of every passage by key, some thousand at a time."""
    for batch in database.all_passages():
        yield [(key, terms_of(passage)) for key, passage in batch]


def build_base(database: Database, dimension: int, last_key: int | None) -> DenseIndex:
    """Return an index of the vectors up to a key, or of all."""
    return DenseIndex.build(dimension, database.vectors(dimension, until=last_key))
