"""How likely each span of a text is the answer."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.span import Span
from service.reader.neural.coded import Real


@dataclass(frozen=True)
class SpanOdds:
    """Probabilities of the spans of one text, among the spans of all texts read.

    Attributes:
        probabilities: Shape (n, LONGEST); row and column give start and length less 1.
        best_score: The network's score of the best span of all texts, before normalising:
            low when none of them answers.
    """

    probabilities: Real
    best_score: float

    @classmethod
    def none(cls, length: int) -> "SpanOdds":
        """Return the odds of a text of some length that no network has read."""
        return cls(np.zeros((length, 1), dtype=np.float32), 0.0)

    def of(self, span: Span) -> float:
        """Return the probability that the answer is exactly this span."""
        rows, columns = self.probabilities.shape
        if not (0 < len(span) <= columns and span.end <= rows):
            return 0.0
        return float(self.probabilities[span.start, len(span) - 1])

    def expected_overlap(self, span: Span) -> float:
        """Return the expected F1 of the characters of a span with those of the answer.

        Choosing by it is minimum Bayes risk decoding (Kumar and Byrne, 2004).
        """
        if span not in self._overlaps:
            starts, ends = self._bounds
            shared = np.minimum(ends, span.end) - np.maximum(starts, span.start)
            f1 = 2 * np.maximum(shared, 0) / (ends - starts + len(span))
            self._overlaps[span] = float((self._likely * f1).sum())
        return self._overlaps[span]

    @cached_property
    def _overlaps(self) -> dict[Span, float]:
        return {}

    def inside(self, span: Span) -> float:
        """Return the probability that the answer lies inside a stretch of the text."""
        if span not in self._inside:
            starts, ends = self._bounds
            covered = (starts >= span.start) & (ends <= span.end)
            self._inside[span] = float((self._likely * covered).sum())
        return self._inside[span]

    @cached_property
    def _inside(self) -> dict[Span, float]:
        return {}

    def best(self, limit: int) -> list[Span]:
        """Return the most probable spans, best first."""
        starts, ends = self._bounds
        order = np.argsort(-self._likely, kind="stable")[:limit]
        return [Span(int(starts[place]), int(ends[place])) for place in order]

    @cached_property
    def _places(self) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], ...]:
        return np.nonzero(self.probabilities > _NEGLIGIBLE)

    @cached_property
    def _bounds(self) -> tuple[Real, Real]:
        starts, lengths = self._places
        return starts.astype(np.float32), (starts + lengths + 1).astype(np.float32)

    @cached_property
    def _likely(self) -> Real:
        likely: Real = self.probabilities[self._places]
        return likely


_NEGLIGIBLE = 1e-6
