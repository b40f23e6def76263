"""Two ranked lists into one."""

from collections.abc import Mapping, Sequence

Ranked = Sequence[tuple[int, float]]
"""Pairs of key and score, best first."""

_RRF_CONSTANT = 60.0


def reciprocal_rank_fusion(
    lists: Sequence[Ranked], weights: Sequence[float], *, constant: float = _RRF_CONSTANT
) -> list[tuple[int, float]]:
    """Fuse lists by rank alone: a key earns `weight / (constant + rank)` from each.

    Cormack, Clarke and Büttcher 2009, "Reciprocal rank fusion outperforms Condorcet and
    individual rank learning methods"; the weights are ours.

    Args:
        lists: Ranked lists of keys with scores that need not be comparable.
        weights: One a list.
        constant: How little the first ranks stand out.

    Returns:
        Every key once with its fused score, best first; ties in order of keys.
    """
    fused: dict[int, float] = {}
    for ranked, weight in zip(lists, weights, strict=True):
        for rank, (key, _) in enumerate(ranked, start=1):
            fused[key] = fused.get(key, 0.0) + weight / (constant + rank)
    return _sorted(fused)


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


def _sorted(fused: Mapping[int, float]) -> list[tuple[int, float]]:
    return sorted(fused.items(), key=lambda pair: (-pair[1], pair[0]))
