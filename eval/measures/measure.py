"""What a measure is."""

from typing import Protocol

from eval.outcome import Outcome


class Measure(Protocol):
    """One number per question; a set's value is the mean where it is defined."""

    @property
    def name(self) -> str:
        """Stable key in reports and baselines, such as `recall@5`."""
        ...

    def score(self, outcome: Outcome) -> float | None:
        """Return the question's score in [0, 1], or None where the measure says nothing."""
        ...
