"""Right answers."""

from dataclasses import dataclass

from eval.item import Item
from eval.normalise import contains, contains_parts, is_same, units
from eval.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Right:
    """Share of answerable questions answered right.

    Right is an answer that was given (whole or in part) and equals a gold answer after
    normalisation, or contains one as whole units without being longer than three times
    the gold and ten characters: the answer must be said, not hidden in a paragraph. For
    a question of kind `list` all parts of one gold answer must stand in it, in any
    order, within the same length.
    """

    name: str = "right"

    def score(self, outcome: Outcome) -> float | None:
        """Return 1 or 0; None for a question that must be refused."""
        return float(is_right(outcome)) if outcome.item.answerable else None


def is_right(outcome: Outcome) -> bool:
    """Say whether an answer was given and is right; see `Right`."""
    return outcome.answered and says_gold(outcome.item, outcome.text)


def would_be_right(outcome: Outcome) -> bool:
    """Say whether the best answer there was is right, shown or not; see `Right`."""
    return outcome.candidate is not None and says_gold(outcome.item, outcome.candidate.text)


def says_gold(item: Item, text: str) -> bool:
    """Say whether a text is a right answer to an item; see `Right`."""
    fits = _lists if item.kind == "list" else _says
    return any(fits(text, gold) for gold in item.answers)


def _says(answer: str, gold: str) -> bool:
    return is_same(answer, gold) or (contains(answer, gold) and _is_short(answer, gold))


def _lists(answer: str, gold: str) -> bool:
    return contains_parts(answer, gold) and _is_short(answer, gold)


def _is_short(answer: str, gold: str) -> bool:
    return len("".join(units(answer))) <= 3 * len("".join(units(gold))) + 10
