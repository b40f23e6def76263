"""BM25 as an inner product of sparse vectors.

A passage's vector holds, for each term of each field, how much the term says of it; a
question's vector holds how rare the term is. Their inner product is BM25 summed over the
fields, as `index.lexical` computes it: k1 = 1.2, b = 0.75, lengths kept in one byte
(Robertson and Zaragoza 2009; the rounding is that of Lucene's and tantivy's field norms).
The mean lengths are those of a collection's first passages and stay with it, so that a
vector once written stays right.
"""

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import log

from index.lexical import Field, LexicalQuery
from index.terms import PassageTerms

_K1, _B = 1.2, 0.75
_DIMENSIONS = 2**32 - 3  # Milvus takes 32 bits, without the highest

Lengths = tuple[float, ...]
"""Mean number of terms of a passage, field by field."""


def terms_by_field(terms: PassageTerms) -> Iterator[tuple[Field, Counter[str]]]:
    """Yield how often each term stands in each field."""
    for field, text in zip(Field, (terms.text, terms.heading, terms.romanised), strict=True):
        yield field, Counter(text.split())


def mean_lengths(passages: Sequence[PassageTerms]) -> Lengths:
    """Return the mean number of terms of some passages, field by field; 1 for none."""
    sums = [0] * len(Field)
    for terms in passages:
        for place, (_, counts) in enumerate(terms_by_field(terms)):
            sums[place] += counts.total()
    return tuple(total / max(1, len(passages)) or 1.0 for total in sums)


def passage_vector(terms: PassageTerms, lengths: Lengths) -> dict[int, float]:
    """Return the weight of each of a passage's terms by dimension."""
    weights: dict[int, float] = {}
    for (field, counts), mean in zip(terms_by_field(terms), lengths, strict=True):
        norm = _K1 * (1 - _B + _B * _rounded(counts.total()) / mean)
        for term, count in counts.items():
            weights[dimension_of(field, term)] = count * (_K1 + 1) / (count + norm)
    return weights


def question_dimensions(query: LexicalQuery) -> dict[int, float]:
    """Return the weight of each of a question's terms by dimension."""
    return {
        dimension_of(field, term): weight
        for field, weights in query.terms.items()
        for term, weight in weights.items()
        if weight > 0
    }


def question_vector(
    weights: Mapping[int, float], counts: Mapping[int, int], passages: int
) -> dict[int, float]:
    """Return a question's vector; terms that no passage holds are left out.

    Args:
        weights: From `question_dimensions`.
        counts: How many passages hold each term.
        passages: How many there are.
    """
    return {
        dimension: weight * log(1 + (passages - count + 0.5) / (count + 0.5))
        for dimension, weight in weights.items()
        if (count := min(passages, counts.get(dimension, 0))) > 0
    }


@lru_cache(maxsize=200_000)
def dimension_of(field: Field, term: str) -> int:
    """Return the dimension of a term in a field, from 1 on."""
    digest = hashlib.blake2b(f"{field}\0{term}".encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "big") % _DIMENSIONS + 1


def _lengths_kept() -> list[int]:
    """Return the 256 lengths that fit into one byte: exact up to 40, then 4 bits each."""
    kept = list(range(24))
    for code in range(256 - 24):
        bits, shift = code & 7, (code >> 3) - 1
        kept.append(24 + (bits if shift < 0 else (bits | 8) << shift))
    return kept


_KEPT = _lengths_kept()


def _rounded(length: int) -> int:
    return _KEPT[bisect_right(_KEPT, length) - 1]
