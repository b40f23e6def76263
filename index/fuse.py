"""Two ranked lists into one."""

from collections.abc import Mapping, Sequence
from math import inf

from index.ranking import best_first

Ranked = Sequence[tuple[int, float]]
"""Pairs of key and score, best first."""


def weighted(
    lexical: Ranked, cosines: Mapping[int, float], *, weight: float
) -> list[tuple[int, float]]:
    """Fuse by score: BM25 as a share of the best hit's, plus the weighted cosine.

    On our question sets this keeps what BM25 ranks well, where rank fusion drowns it in
    the weaker list. Where BM25 hardly tells its hits apart, the cosine decides.

    Args:
        lexical: Hits of BM25.
        cosines: Cosine of every candidate, those of `lexical` among them.
        weight: Of a cosine of 1 beside the best hit of BM25.

    Returns:
        Every key once with its fused score, best first; ties in order of keys.
    """
    best = max((score for _, score in lexical), default=0.0) or 1.0
    fused = {key: weight * cosine for key, cosine in cosines.items()}
    for key, score in lexical:
        fused[key] = fused.get(key, 0.0) + score / best
    return _sorted(fused)


def boosted(ranked: Ranked, added: Sequence[float]) -> list[tuple[int, float]]:
    """Add to the scores of the first hits and sort them; the others stay behind them.

    Args:
        ranked: Best first.
        added: For each of the first hits, at most `len(ranked)`.

    Returns:
        The same keys, best first. What lies behind the first hits keeps its order, and its
        score unless that is more than the last of them has now.
    """
    first = {key: score + more for (key, score), more in zip(ranked, added, strict=False)}
    least = min(first.values(), default=inf)
    return _sorted(first) + [(key, min(score, least)) for key, score in ranked[len(added) :]]


def _sorted(fused: Mapping[int, float]) -> list[tuple[int, float]]:
    return best_first(fused.items())
