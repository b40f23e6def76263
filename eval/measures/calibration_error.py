"""Expected calibration error."""

from collections.abc import Sequence

import numpy as np

_BINS = 10


def calibration_error(pairs: Sequence[tuple[float, bool]], *, bins: int = _BINS) -> float | None:
    """Return how far confidence is from the share that is right, on average.

    Guo et al., "On Calibration of Modern Neural Networks" (2017), with bins of equal
    mass (Nguyen and O'Connor, 2015), so that no bin rests on a handful of answers.

    Args:
        pairs: Confidence and rightness of each answer.
        bins: Into how many bins the answers are sorted; fewer when there are fewer answers.

    Returns:
        In [0, 1], 0 is best; None without answers.
    """
    if not pairs:
        return None
    ordered = np.array(sorted(pairs), dtype=np.float64)
    parts = np.array_split(ordered, min(bins, len(ordered)))
    gaps = [len(part) * abs(part[:, 0].mean() - part[:, 1].mean()) for part in parts]
    return float(sum(gaps) / len(ordered))
