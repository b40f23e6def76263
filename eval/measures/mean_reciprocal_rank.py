"""Mean reciprocal rank."""

from dataclasses import dataclass

from eval.outcome import Outcome
from eval.relevance import hit_proofs


@dataclass(frozen=True, slots=True)
class MeanReciprocalRank:
    """Mean of one over the rank of the first hit that carries a proof, 0 beyond k.

    Voorhees, "The TREC-8 Question Answering Track Report" (1999).
    """

    k: int

    @property
    def name(self) -> str:
        """Key, such as `mrr@10`."""
        return f"mrr@{self.k}"

    def score(self, outcome: Outcome) -> float | None:
        """Return the reciprocal rank, in [0, 1]; None where nothing is to be found."""
        if outcome.hits is None or not outcome.item.answerable:
            return None
        ranks = enumerate(outcome.hits[: self.k], start=1)
        return next((1 / rank for rank, hit in ranks if any(hit_proofs(outcome.item, hit))), 0.0)
