"""Recall at k."""

from dataclasses import dataclass

from eval.outcome import Outcome
from eval.relevance import hit_proofs


@dataclass(frozen=True, slots=True)
class RecallAtK:
    """Mean share of the wanted proofs that stand in the first k hits.

    With one proof a question (no evidence, or one sentence) this is success@k. Questions
    that must be refused, and reading alone, have nothing to find and do not count.
    """

    k: int

    @property
    def name(self) -> str:
        """Key, such as `recall@5`."""
        return f"recall@{self.k}"

    def score(self, outcome: Outcome) -> float | None:
        """Return found proofs over wanted proofs, in [0, 1]."""
        if outcome.hits is None or not outcome.item.answerable:
            return None
        found = [hit_proofs(outcome.item, hit) for hit in outcome.hits[: self.k]]
        by_proof = list(zip(*found, strict=True))
        return sum(map(any, by_proof)) / len(by_proof) if by_proof else 0.0
