"""Refusal precision."""

from dataclasses import dataclass

from eval.outcome import Outcome


@dataclass(frozen=True, slots=True)
class RefusalPrecision:
    """Share of refusals that were due: the question has no answer in the corpus."""

    name: str = "refusal_precision"

    def score(self, outcome: Outcome) -> float | None:
        """Return 1 or 0; None where the question was not refused."""
        return float(not outcome.item.answerable) if outcome.refused else None
