"""Right answers with a right citation."""

from dataclasses import dataclass

from eval.measures.right import is_right
from eval.outcome import Outcome
from eval.relevance import citation_proofs, supporting


@dataclass(frozen=True, slots=True)
class RightWithCitation:
    """Share of answerable questions answered right, with a citation that proves it.

    At least one supporting citation must carry a proof (`eval.relevance.proves`), and
    every citation shown must hold to the character.
    """

    name: str = "right_with_citation"

    def score(self, outcome: Outcome) -> float | None:
        """Return 1 or 0; None for a question that must be refused."""
        if not outcome.item.answerable:
            return None
        return float(is_right(outcome) and all(outcome.true_citations) and _is_proven(outcome))


def _is_proven(outcome: Outcome) -> bool:
    citations = outcome.answer.citations if outcome.answer is not None else ()
    return any(any(citation_proofs(outcome.item, found)) for found in supporting(citations))
