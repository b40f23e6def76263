"""Coverage."""

from dataclasses import dataclass

from eval.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of the answerable questions that were answered, right or wrong."""

    name: str = "coverage"

    def score(self, outcome: Outcome) -> float | None:
        """Return 1 or 0; None for a question that must be refused."""
        return float(outcome.answered) if outcome.item.answerable else None
