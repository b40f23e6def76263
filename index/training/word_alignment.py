"""IBM Model 1 over whole arrays: how likely a word is the translation of another.

Brown, Della Pietra, Della Pietra and Mercer (1993), "The Mathematics of Statistical
Machine Translation: Parameter Estimation", section 4.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """Translation probabilities of the pairs of words that ever share a sentence pair.

    Attributes:
        sources: Source word of each entry, by number.
        targets: Target word of each entry, by number.
        probabilities: t(target | source).
        counts: Expected number of times the pair was aligned.
    """

    sources: Integers
    targets: Integers
    probabilities: Floats
    counts: Floats


@dataclass(frozen=True, slots=True)
class _Cells:
    entry: Integers  # which (source, target) entry a cell belongs to
    group: Integers  # which target position of the corpus a cell explains
    weight: Floats


def model_one(
    pairs: Sequence[tuple[Integers, Integers]],
    weights: Sequence[float],
    *,
    rounds: int = 10,
) -> Table:
    """Estimate t(target | source) by expectation maximisation.

    Args:
        pairs: Source and target word numbers of each sentence pair; a null word is the
            caller's to add.
        weights: How often each sentence pair counts.
        rounds: Of expectation and maximisation.
    """
    keys, cells, width = _lay_out(pairs, weights)
    sources, targets = keys // width, keys % width
    probabilities: Floats = np.full(keys.size, 1.0)
    counts: Floats = np.zeros(keys.size)
    for _ in range(rounds):
        likely = probabilities[cells.entry]
        total = np.bincount(cells.group, likely)
        shares: Floats = cells.weight * likely / total[cells.group]
        counts = np.bincount(cells.entry, weights=shares, minlength=keys.size).astype(np.float64)
        probabilities = counts / np.bincount(sources, counts)[sources]
    return Table(sources, targets, probabilities, counts)


def _lay_out(
    pairs: Sequence[tuple[Integers, Integers]], weights: Sequence[float]
) -> tuple[Integers, _Cells, int]:
    width = 1 + max(int(target.max()) for _, target in pairs)
    keys, groups, cell_weights, first = [], [], [], 0
    for (source, target), weight in zip(pairs, weights, strict=True):
        keys.append((source[None, :] * width + target[:, None]).ravel())
        groups.append(np.repeat(np.arange(first, first + target.size), source.size))
        cell_weights.append(np.full(source.size * target.size, weight))
        first += target.size
    unique, entry = np.unique(np.concatenate(keys), return_inverse=True)
    cells = _Cells(entry, np.concatenate(groups), np.concatenate(cell_weights))
    return unique, cells, width
