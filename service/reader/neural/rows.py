"""Rows of several texts in one matrix, so that a layer multiplies them all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.reader.neural.coded import Real

_BETWEEN = 4  # rows: the widest convolution reaches so far


@dataclass(frozen=True)
class Rows:
    """Rows of several texts, one text below the other, with rows of no text between them.

    Attributes:
        values: Shape (rows, d).
        texts: The rows of each text.
        between: The rows that belong to none, shape (gaps * 4,).
    """

    values: Real
    texts: tuple[slice, ...]
    between: npt.NDArray[np.intp]

    @classmethod
    def stacked(cls, texts: Sequence[Real]) -> "Rows":
        """Lay out texts, shapes (n, d), so that no convolution reaches from one to the next."""
        starts = np.cumsum([0] + [len(text) + _BETWEEN for text in texts])
        values = np.zeros((int(starts[-1]), texts[0].shape[1]), dtype=np.float32)
        places = tuple(
            slice(start, start + len(text))
            for start, text in zip(starts[:-1].tolist(), texts, strict=True)
        )
        for place, text in zip(places, texts, strict=True):
            values[place] = text
        between = starts[1:, None] - np.arange(1, _BETWEEN + 1)
        return cls(values, places, between.ravel())

    def neighbours(self, width: int, dilation: int) -> Real:
        """Return each row with those beside it, nothing where its text ends.

        Args:
            width: How many rows, an odd number.
            dilation: From one to the next of them; (width - 1) / 2 times it is at most 4.

        Returns:
            Shape (rows, width * d).
        """
        self.values[self.between] = 0
        beside = np.empty((len(self.values), width, self.values.shape[1]), dtype=np.float32)
        for place in range(width):
            _shifted(self.values, (place - width // 2) * dilation, beside[:, place])
        return beside.reshape(len(self.values), -1)


def _shifted(rows: Real, by: int, out: Real) -> None:
    """Write to each row of `out` the row so many below it, or zeros where there is none."""
    length = len(rows)
    first, last = min(max(0, -by), length), max(min(length, length - by), 0)
    out[:first] = 0
    out[last:] = 0
    if first < last:
        out[first:last] = rows[first + by : last + by]
