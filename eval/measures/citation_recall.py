"""Citation recall."""

from dataclasses import dataclass

from eval.outcome import Outcome
from eval.relevance import citation_proofs, supporting


@dataclass(frozen=True, slots=True)
class CitationRecall:
    """Mean share of an answerable question's proofs that its citations carry.

    A refusal cites nothing in support and scores 0. See `CitationPrecision`.
    """

    name: str = "citation_recall"

    def score(self, outcome: Outcome) -> float | None:
        """Return the share in [0, 1]; None for a question that must be refused."""
        if not outcome.item.answerable:
            return None
        citations = outcome.answer.citations if outcome.answer and outcome.answered else ()
        carried = [citation_proofs(outcome.item, found) for found in supporting(citations)]
        by_proof = list(zip(*carried, strict=True))
        return sum(map(any, by_proof)) / len(by_proof) if by_proof else 0.0
