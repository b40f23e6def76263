"""Refusal recall."""

from dataclasses import dataclass

from eval.outcome import Outcome


@dataclass(frozen=True, slots=True)
class RefusalRecall:
    """Share of the questions without an answer that were refused; an error is no refusal."""

    name: str = "refusal_recall"

    def score(self, outcome: Outcome) -> float | None:
        """Return 1 or 0; None for an answerable question."""
        return None if outcome.item.answerable else float(outcome.refused)
