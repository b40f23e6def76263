"""Writes one generation into a Milvus collection."""

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.milvus.client import MilvusClient
from index.milvus.frequencies import Frequencies
from index.milvus.rows import NUMBERS, Entry
from index.milvus.state import MilvusState, new_name
from index.milvus.weights import Lengths, mean_lengths

_FIRST = 4096  # passages whose mean lengths a collection keeps
_FULL = 512  # passages written in one go
_SEALS = 2**31  # numbers to draw one from


class MilvusWriter:
    """Adds and removes passages of a collection; nobody reads them before `finish` is noted.

    New rows have keys above those that readers ask for, removed ones stay until no reader
    asks for them, and counts go into slots of their own. So what a writer that dies leaves
    is seen by nobody, and taken away by the next one.
    """

    def __init__(self, client: MilvusClient, state: MilvusState, dimension: int) -> None:
        """Go on from a state; a collection is made where it names none.

        Args:
            client: Speaks to the Milvus.
            state: As the database says it is.
            dimension: Of the dense vectors.
        """
        self._client, self._state = client, state
        if state.collection:
            client.delete(state.collection, f"key > {state.last_key}")
            Frequencies(client, state.collection).forget_after(state.generation)
            self.name = state.collection
        else:
            self.name = new_name()
            client.make(self.name, NUMBERS, dimension=dimension)
            Frequencies(client, self.name).make()
        self._lengths: Lengths = state.lengths
        self._waiting: list[Entry] = []
        self._more: Counter[int] = Counter()

    def add(self, entries: Iterable[Entry]) -> None:
        """Add passages; their keys are above all that are there."""
        for entry in entries:
            self._waiting.append(entry)
            if len(self._waiting) >= (_FULL if self._lengths else _FIRST):
                self._write()

    def remove(self, keys: Sequence[int]) -> None:
        """Take passages out of the counts; their rows stay for readers of earlier generations."""
        waiting = {entry.key for entry in self._waiting}
        if waiting.intersection(keys):
            self._write()
        for terms in self._client.sparse(self.name, keys).values():
            self._more.subtract(dimension for dimension in terms if dimension)

    def finish(
        self, *, generation: int, last_key: int, purged: int, gone: Sequence[int]
    ) -> MilvusState:
        """Write what waits; return the state to note.

        Args:
            generation: That the collection holds now.
            last_key: The highest passage key of it.
            purged: Up to which generation the rows of removed passages go for good.
            gone: The keys of those.
        """
        self._write()
        counts = Frequencies(self._client, self.name)
        seal = 1 + secrets.randbelow(_SEALS)
        counts.change(self._more, self._state.generation, generation, until=purged, seal=seal)
        self._client.delete_keys(self.name, gone)
        self._client.settle(self.name)
        return replace(
            self._state,
            collection=self.name,
            generation=generation,
            last_key=last_key,
            purged=purged,
            lengths=self._lengths,
            seal=seal,
        )

    def _write(self) -> None:
        if not self._waiting:
            return
        self._lengths = self._lengths or mean_lengths([entry.terms for entry in self._waiting])
        rows = [entry.row(self._lengths) for entry in self._waiting]
        self._client.upsert(self.name, rows)
        for row in rows:
            self._more.update(dimension for dimension in row["terms"] if dimension)
        self._waiting = []
