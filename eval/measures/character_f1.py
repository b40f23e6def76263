"""Character F1."""

from collections import Counter
from dataclasses import dataclass

from eval.normalise import units
from eval.outcome import Outcome


@dataclass(frozen=True, slots=True)
class CharacterF1:
    """Mean harmonic mean of precision and recall over units shared with the best gold.

    Rajpurkar et al., "SQuAD" (2016), over single Chinese characters, Latin words and
    whole figures as in DRCD (Shao et al., 2018) and CMRC 2018. A refusal scores 0.
    """

    name: str = "character_f1"

    def score(self, outcome: Outcome) -> float | None:
        """Return the F1 with the best gold; None for a question that must be refused."""
        if not outcome.item.answerable:
            return None
        return max(unit_f1(outcome.text, gold) for gold in outcome.item.answers)


def unit_f1(answer: str, gold: str) -> float:
    """Return the F1 of two texts as bags of units; 0 when either has none."""
    given, wanted = units(answer), units(gold)
    shared = sum((Counter(given) & Counter(wanted)).values())
    return 2 * shared / (len(given) + len(wanted)) if shared else 0.0
