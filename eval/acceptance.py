"""Measuring which confidence keeps the share of wrong answers to a limit."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.acceptance import STEPS, Acceptance

Vector = NDArray[np.float64]
Judged = Sequence[tuple[float, bool]]
"""Confidence and rightness of answers that the reader did not learn from."""


def accept(pairs: Judged) -> Acceptance:
    """Return the table of thresholds that these answers call for.

    The least confidence is looked for at which the expected share of wrong answers at or
    above it is no more than what is accepted. The expectation comes from an isotonic
    regression of rightness on confidence, so that a lucky run does not count, and by the
    rule of succession (one more wrong and one more right answer): three right answers do
    not prove that none is wrong.

    Args:
        pairs: Confidence and rightness, cross-fitted: of readers that have not seen them.
    """
    if not pairs:
        return Acceptance((*[1.0] * STEPS, 0.0))
    ordered = sorted(pairs, reverse=True)
    confidence = np.array([found for found, _ in ordered])
    wrong = 1 - isotonic(np.array([float(right) for _, right in ordered])[::-1])[::-1]
    count = np.arange(1, len(ordered) + 1)
    risk = (np.cumsum(wrong) + 1) / (count + 2)
    last = np.append(confidence[1:] != confidence[:-1], [True])
    thresholds = [_least(confidence[last], risk[last], step / STEPS) for step in range(STEPS)]
    return Acceptance((*thresholds, 0.0))


def _least(confidence: Vector, risk: Vector, accepted: float) -> float:
    """Return the least confidence whose risk is accepted; 1 without any, 0 for the last."""
    kept = np.flatnonzero(risk <= accepted)
    if not len(kept):
        return 1.0
    return 0.0 if kept[-1] == len(risk) - 1 else float(confidence[kept[-1]])


def isotonic(values: Vector) -> Vector:
    """Return the nearest sequence, by squares, that does not fall.

    Ayer et al., "An Empirical Distribution Function for Sampling with Incomplete
    Information" (1955): pool adjacent violators.

    Args:
        values: Shape (n,).

    Returns:
        Shape (n,).
    """
    pools: list[tuple[float, int]] = []  # sum and size
    for value in values:
        total, size = float(value), 1
        while pools and pools[-1][0] * size >= total * pools[-1][1]:
            before, more = pools.pop()
            total, size = total + before, size + more
        pools.append((total, size))
    return np.array([total / size for total, size in pools for _ in range(size)])


def attained(pairs: Judged, threshold: float) -> tuple[float, float]:
    """Return which share of answers is at or above a threshold, and which of these is wrong."""
    shown = [right for confidence, right in pairs if confidence >= threshold]
    if not shown:
        return 0.0, 0.0
    return len(shown) / len(pairs), 1 - sum(shown) / len(shown)
