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


def weighted(lists: Sequence[Ranked], weights: Sequence[float]) -> list[tuple[int, float]]:
    """Fuse lists by score, each scaled to [0, 1] between its worst and its best hit.

    A hit that one list misses gets nothing from it, which is what that list's worst
    hit gets (Fox and Shaw 1994, CombSUM, with min-max normalisation).

    Args:
        lists: Ranked lists of keys with scores.
        weights: One a list.

    Returns:
        Every key once with its fused score, best first; ties in order of keys.
    """
    fused: dict[int, float] = {}
    for ranked, weight in zip(lists, weights, strict=True):
        for key, share in _scaled(ranked).items():
            fused[key] = fused.get(key, 0.0) + weight * share
    return _sorted(fused)


def _scaled(ranked: Ranked) -> Mapping[int, float]:
    if not ranked:
        return {}
    best, worst = ranked[0][1], ranked[-1][1]
    if best == worst:
        return {key: 1.0 for key, _ in ranked}
    return {key: (score - worst) / (best - worst) for key, score in ranked}


def _sorted(fused: Mapping[int, float]) -> list[tuple[int, float]]:
    return sorted(fused.items(), key=lambda pair: (-pair[1], pair[0]))
