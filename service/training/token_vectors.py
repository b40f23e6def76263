"""What the reading network is told of each token: what it is about, and how it is used."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
import scipy.sparse
from tokenizers import Tokenizer

from service.reader.neural.coded import Real, Whole

_NEIGHBOURS = (-2, -1, 1, 2)
_SMOOTHING = 0.75
_FEWEST = 2  # times that two tokens must stand together
_AT_ONCE = 8000
Counts: TypeAlias = Any  # a sparse matrix; scipy has no types


def topic_vectors(table: Real, width: int) -> Real:
    """Return the directions of an embedding's rows in fewer columns, by principal components.

    Args:
        table: The embedding, shape (tokens, d).
        width: Columns to keep.

    Returns:
        Unit rows, shape (tokens + 1, width); row 0 is all zero.
    """
    rows = _unit(table)
    _, directions = np.linalg.eigh(rows.T @ rows / len(rows))
    return _with_none(rows @ directions[:, ::-1][:, :width])


def use_vectors(texts: Iterable[str], tokenizer: Tokenizer, width: int, *, seed: int) -> Real:
    """Return vectors of tokens by the tokens that stand right beside them.

    Positive pointwise mutual information with the two neighbours on either side, each place
    apart, smoothed and reduced (Levy, Goldberg and Dagan, 2015): words of one kind, such as
    surnames, units or cities, come out alike, whatever they are about.

    Args:
        texts: Folded.
        tokenizer: The embedding's.
        width: Columns to keep.
        seed: Of the reduction.

    Returns:
        Unit rows, shape (tokens + 1, width); row 0 is all zero.
    """
    from sklearn.utils.extmath import randomized_svd

    counts = _counts(texts, tokenizer)
    surprising = scipy.sparse.hstack([_surprise(one) for one in counts]).tocsr()
    left, values, _ = randomized_svd(surprising, width, n_iter=4, random_state=seed)
    return _with_none(left * np.sqrt(values))


def _counts(texts: Iterable[str], tokenizer: Tokenizer) -> list[Counts]:
    size = tokenizer.get_vocab_size()
    nothing = np.zeros(0, dtype=np.int64)
    counts = [_table(nothing, nothing, size) for _ in _NEIGHBOURS]
    rest = iter(texts)
    while part := list(islice(rest, _AT_ONCE)):
        ids = _in_a_row(part, tokenizer)
        for number, offset in enumerate(_NEIGHBOURS):
            counts[number] = counts[number] + _beside(ids, offset, size)
    return counts


def _in_a_row(texts: list[str], tokenizer: Tokenizer) -> Whole:
    """Return the tokens of all texts, -1 twice between them."""
    row: list[int] = []
    for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False):
        row += [*encoding.ids, -1, -1]
    return np.array(row, dtype=np.int64)


def _beside(ids: Whole, offset: int, size: int) -> Counts:
    here = ids[max(0, -offset) : len(ids) - max(0, offset)]
    there = ids[max(0, offset) : len(ids) - max(0, -offset)]
    both = (here >= 0) & (there >= 0)
    return _table(here[both], there[both], size)


def _table(rows: Whole, columns: Whole, size: int) -> Counts:
    ones = np.ones(len(rows), dtype=np.float32)
    return scipy.sparse.csr_matrix((ones, (rows, columns)), shape=(size, size))


def _surprise(counts: Counts) -> Counts:
    own = np.asarray(counts.sum(axis=1)).ravel()
    other = np.asarray(counts.sum(axis=0)).ravel() ** _SMOOTHING
    pairs = counts.tocoo()
    expected = own[pairs.row] * other[pairs.col] / other.sum()
    value = np.log(np.maximum(pairs.data / np.maximum(expected, 1e-9), 1e-9))
    kept = (value > 0) & (pairs.data >= _FEWEST)
    return scipy.sparse.csr_matrix(
        (value[kept], (pairs.row[kept], pairs.col[kept])), shape=counts.shape
    )


def _unit(rows: Real) -> Real:
    unit: Real = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)
    return unit


def _with_none(rows: Real) -> Real:
    return np.vstack([np.zeros((1, rows.shape[1])), _unit(rows)]).astype(np.float32)
