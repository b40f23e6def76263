"""Which terms of a question cost most and say least.

A term that a large share of the passages holds is most of the work of a search and hardly
tells one passage from another. So a search in a large index leaves such terms out at first,
and adds what they say to the hits that it found (Broder, Carmel, Herscovici, Soffer and Zien
2003, "Efficient query evaluation using a two-level retrieval process").
"""

from collections.abc import Mapping
from math import log

MANY = 10_000  # passages: among fewer, every term is looked up at once
_COMMON = 0.05  # of all passages: a term in more of them may be left out
_LEFT_OUT = 0.3  # of what all terms together could add to a score, at most
_MOST = 64  # terms


def common_terms(
    weights: Mapping[str, float], counts: Mapping[str, int], passages: int
) -> list[str]:
    """Return the terms that a search may leave out at first, the commonest first.

    Args:
        weights: Of the question's terms; a term adds at most a constant times its weight and
            its inverse document frequency to a score.
        counts: How many passages hold each term.
        passages: How many there are.
    """
    if passages <= MANY:
        return []
    worth = {term: weights[term] * _rarity(count, passages) for term, count in counts.items()}
    spare = _LEFT_OUT * sum(worth[term] for term, count in counts.items() if count)
    common = []
    for term in sorted(counts, key=lambda term: (-counts[term], term))[:_MOST]:
        spare -= worth[term]
        if counts[term] <= _COMMON * passages or spare < 0:
            break
        common.append(term)
    return common


def _rarity(count: int, passages: int) -> float:
    return log(1 + (passages - count + 0.5) / (count + 0.5))
