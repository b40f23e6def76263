"""Exact match."""

from dataclasses import dataclass

from eval.normalise import is_same
from eval.outcome import Outcome


@dataclass(frozen=True, slots=True)
class ExactMatch:
    """Share of answerable questions whose answer equals a gold answer, normalised.

    Rajpurkar et al., "SQuAD" (2016). A refusal scores 0; `eval.normalise` says what is
    evened out.
    """

    name: str = "exact_match"

    def score(self, outcome: Outcome) -> float | None:
        """Return 1 or 0; None for a question that must be refused."""
        if not outcome.item.answerable:
            return None
        return float(any(is_same(outcome.text, gold) for gold in outcome.item.answers))
