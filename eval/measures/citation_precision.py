"""Citation precision."""

from dataclasses import dataclass

from eval.outcome import Outcome
from eval.relevance import citation_proofs, supporting


@dataclass(frozen=True, slots=True)
class CitationPrecision:
    """Mean share of an answer's supporting citations that carry a wanted proof.

    After Gao et al., "Enabling Large Language Models to Generate Text with Citations"
    (2023), held against the set's evidence instead of a model's judgement. Counted where
    an answer was given; an answer without citations, and every citation under an answer
    to a question that must be refused, is wrong.
    """

    name: str = "citation_precision"

    def score(self, outcome: Outcome) -> float | None:
        """Return the share in [0, 1]; None where no answer was given."""
        if outcome.answer is None or not outcome.answered:
            return None
        citations = supporting(outcome.answer.citations)
        if not outcome.item.answerable or not citations:
            return 0.0
        held = [any(citation_proofs(outcome.item, found)) for found in citations]
        return sum(held) / len(held)
