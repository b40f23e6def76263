"""How long answers took."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Latency:
    """Wall time of answers in milliseconds: mean, 50th, 95th and 99th percentile."""

    mean: float
    p50: float
    p95: float
    p99: float


def latency(milliseconds: Sequence[float]) -> Latency:
    """Return mean and percentiles, interpolated linearly between the nearest ranks.

    Raises:
        ValueError: There are no times.
    """
    if not milliseconds:
        raise ValueError("no times to take percentiles of")
    p50, p95, p99 = np.percentile(milliseconds, [50, 95, 99])
    return Latency(float(np.mean(milliseconds)), float(p50), float(p95), float(p99))
