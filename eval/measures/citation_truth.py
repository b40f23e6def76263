"""Citation truth."""

from dataclasses import dataclass

from eval.outcome import Outcome


@dataclass(frozen=True, slots=True)
class CitationTruth:
    """Mean share of citations that hold to the character in the stored document.

    `document.text[start:end] == cited_text`, the span not empty and the digest the
    document's own; the nearest evidence of a refusal counts too. Anything below 1 is
    a defect.
    """

    name: str = "citation_truth"

    def score(self, outcome: Outcome) -> float | None:
        """Return the share in [0, 1]; None where nothing is cited."""
        held = outcome.true_citations
        return sum(held) / len(held) if held else None
