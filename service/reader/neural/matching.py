"""What a question and a text share, for each character of either."""

import numpy as np

from service.reader.neural.coded import Coded, Real, Whole

LONGEST_RUN = 6
MATCHES = 8  # entries for each character


def matches(question: Coded, text: Coded, vectors: Real) -> tuple[Real, Real]:
    """Measure each character against the other side, after the features of DrQA.

    Chen et al. (2017), Reading Wikipedia to Answer Open-Domain Questions, gives each word
    an exact match and a similarity; characters take the length of the common run instead.

    Args:
        question: q characters.
        text: n characters.
        vectors: Unit vectors of tokens, row 0 all zero; shape (tokens + 1, dimension).

    Returns:
        Shapes (q, 8) and (n, 8): the longest common run through the character in sixths,
        whether it has 1, 2 or 3 characters, the highest cosine of its token with one of the
        other side, its rarity, and whether a token begins and ends with it: answers do where
        words do.
    """
    runs = _runs(question.characters, text.characters)
    likeness = vectors[question.tokens] @ vectors[text.tokens].T
    return (
        _measures(runs.max(axis=1), likeness.max(axis=1), question),
        _measures(runs.max(axis=0), likeness.max(axis=0), text),
    )


def _measures(runs: Whole, likeness: Real, text: Coded) -> Real:
    changes = np.concatenate([[True], text.tokens[1:] != text.tokens[:-1], [True]])
    columns = (
        np.minimum(runs, LONGEST_RUN) / LONGEST_RUN,
        runs >= 1,
        runs >= 2,
        runs >= 3,
        likeness,
        text.rarity,
        changes[:-1],
        changes[1:],
    )
    return np.stack(columns, axis=1).astype(np.float32)


def _runs(one: Whole, other: Whole) -> Whole:
    """Return the length of the common run through each pair of places, shape (q, n)."""
    same = one[:, None] == other[None, :]
    runs = np.zeros((len(one) + 1, len(other) + 1), dtype=np.int64)
    for row in range(len(one)):
        runs[row + 1, 1:] = (runs[row, :-1] + 1) * same[row]
    whole = runs[1:, 1:].copy()
    for row in range(len(one) - 2, -1, -1):
        after = whole[row + 1, 1:]
        whole[row, :-1] = np.where(same[row, :-1], np.maximum(whole[row, :-1], after), 0)
    return whole
