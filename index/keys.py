"""Sets of passage keys, as the ranges that they stand in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """Some passage keys; those of one document, and of what came with it, lie side by side.

    Attributes:
        starts: First key of each range, ascending, shape (n,), int64.
        ends: The key after the last of each range, shape (n,), int64.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, ranges: Iterable[tuple[int, int]]) -> "Keys":
        """Return the keys of half-open ranges in ascending order; those that touch are joined."""
        joined: list[list[int]] = []
        for start, end in ranges:
            if joined and start <= joined[-1][1]:
                joined[-1][1] = end
            elif start < end:
                joined.append([start, end])
        rows = np.array(joined, dtype=np.int64).reshape(-1, 2)
        return cls(rows[:, 0].copy(), rows[:, 1].copy())

    def __len__(self) -> int:
        return int((self.ends - self.starts).sum())

    def __iter__(self) -> Iterator[int]:
        for start, end in zip(self.starts.tolist(), self.ends.tolist(), strict=True):
            yield from range(start, end)

    def among(self, pairs: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
        """Return those pairs of key and score whose key is one of these, in their order."""
        if not len(self.starts):
            return []
        keys = np.array([key for key, _ in pairs], dtype=np.int64)
        at = np.searchsorted(self.starts, keys, side="right") - 1
        inside = (at >= 0) & (keys < self.ends[at])
        return [pair for pair, kept in zip(pairs, inside.tolist(), strict=True) if kept]

    def bits(self) -> NDArray[np.uint8]:
        """Return a bit for each key from 0 on, set where it is one of these, lowest bit first."""
        last = int(self.ends[-1]) if len(self.ends) else 0
        steps = np.zeros(last + 1, dtype=np.int8)
        steps[self.starts] += 1
        steps[self.ends] -= 1
        return np.packbits(np.cumsum(steps, dtype=np.int8), bitorder="little")
