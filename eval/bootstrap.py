"""Means with confidence intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 1_000
_SEED = 20_260_101
_BATCH = 100  # resamples counted at a time: bounds memory on large sets


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over questions with its 95 % interval.

    Attributes:
        value: The mean where the measure is defined.
        low: The 2.5th percentile of the resampled means.
        high: The 97.5th percentile.
        count: How many questions the mean is over.
    """

    value: float
    low: float
    high: float
    count: int


def estimate(scores: Sequence[float | None]) -> Estimate | None:
    """Return the mean of the scores and its bootstrap interval.

    Efron, "Bootstrap Methods: Another Look at the Jackknife" (1979), percentile method:
    1,000 resamples of whole questions, drawn from a fixed seed, so that one set of scores
    always gives one interval. Questions without a score are resampled too, since how many
    of them there are is chance as well (refusal precision is such a ratio).

    Args:
        scores: One per question; None where the measure says nothing.

    Returns:
        None when no question has a score. When all scores are equal the interval is that
        one point: the sample holds no sign of spread.
    """
    values = np.array([math.nan if score is None else score for score in scores])
    defined = ~np.isnan(values)
    if not defined.any():
        return None
    means = _resampled_means(np.where(defined, values, 0.0), defined.astype(float))
    low, high = np.percentile(means, [2.5, 97.5])
    value = float(values[defined].mean())
    return Estimate(value, min(float(low), value), max(float(high), value), int(defined.sum()))


def _resampled_means(
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
    weights: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> list[float]:
    """Return the weighted mean of each resample; one that drew no weight is left out."""
    generator = np.random.default_rng(_SEED)
    size = len(values)
    means: list[float] = []
    for _ in range(_RESAMPLES // _BATCH):
        counts = generator.multinomial(size, np.full(size, 1 / size), size=_BATCH)
        sums, totals = counts @ values, counts @ weights
        means.extend((sums[totals > 0] / totals[totals > 0]).tolist())
    return means
