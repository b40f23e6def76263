"""Normalised discounted cumulative gain at k."""

import math
from dataclasses import dataclass

from eval.outcome import Outcome
from eval.relevance import hit_proofs


@dataclass(frozen=True, slots=True)
class NdcgAtK:
    """Mean discounted gain of the first k hits over that of a perfect order.

    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002),
    with the discount 1 / log2(rank + 1). A hit gains 1 for each proof that no better
    hit carried already, so repeating a passage gains nothing; the perfect order carries
    one new proof a rank.
    """

    k: int

    @property
    def name(self) -> str:
        """Key, such as `ndcg@10`."""
        return f"ndcg@{self.k}"

    def score(self, outcome: Outcome) -> float | None:
        """Return the share of the ideal gain, in [0, 1]; None where nothing is to be found."""
        if outcome.hits is None or not outcome.item.answerable:
            return None
        wanted = max(1, len(outcome.item.evidence))
        ideal = sum(_discount(rank) for rank in range(1, min(wanted, self.k) + 1))
        return min(1.0, self._gain(outcome) / ideal)

    def _gain(self, outcome: Outcome) -> float:
        """Return the discounted gain; above the ideal when one hit carries many proofs."""
        total, carried = 0.0, set[int]()
        for rank, hit in enumerate(outcome.hits[: self.k] if outcome.hits else (), start=1):
            proofs = {i for i, held in enumerate(hit_proofs(outcome.item, hit)) if held}
            total += len(proofs - carried) * _discount(rank)
            carried |= proofs
        return total


def _discount(rank: int) -> float:
    return 1 / math.log2(rank + 1)
