"""Accuracy over all questions."""

from dataclasses import dataclass

from eval.measures.right import is_right
from eval.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Share of all questions dealt with as they should be: answered right, or refused."""

    name: str = "accuracy"

    def score(self, outcome: Outcome) -> float | None:
        """Return 1 or 0 for every question."""
        return float(is_right(outcome) if outcome.item.answerable else outcome.refused)
