"""The order of everything that is found."""

from collections.abc import Iterable
from operator import itemgetter

_SCORE = itemgetter(1)


def best_first(pairs: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """Return pairs of key and score by falling score, equal scores in order of their keys."""
    ranked = sorted(pairs)
    ranked.sort(key=_SCORE, reverse=True)  # keeps the order of equals
    return ranked
