"""The forward pass of the reading network, in numpy."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import pi, sqrt

import numpy as np
from numpy.lib.stride_tricks import as_strided

from service.reader.neural.coded import Real
from service.reader.neural.rows import Rows

LONGEST = 48  # characters that an answer may have
IMPOSSIBLE = np.float32(-1e4)
NO_ANSWER = 0.0  # the score of there being none in what is read
_DILATIONS = (1, 2, 4, 1)
_HEADS = 4
_TOGETHER = 16  # texts that are read at once: more of them do not stay in the cache
_EPSILON = np.float32(1e-5)
_CUBE = 0.044715
_STEEP = np.float32(-2 * sqrt(2 / pi))


class Network:
    """Convolutions and attention over characters, question and text aligned.

    Gated convolutions (Dauphin et al., 2017) encode either side, trilinear attention (Seo et
    al., 2017) aligns them, and convolutions with self-attention (Yu et al., 2018) read the
    text in the light of the question. Every span up to `LONGEST` characters gets a score.

    Texts are read together, one below the other, with rows between them that the
    convolutions see as nothing: no shorter text is filled up to the length of a longer one.

    Args:
        weights: Tensors by name, as `service.training.network` writes them.
    """

    def __init__(self, weights: Mapping[str, Real]) -> None:
        self._w = weights

    def scores(self, question: Real, texts: Sequence[Real]) -> list[Real]:
        """Score the spans of texts, but for rounding the same for any order and company of them.

        Args:
            question: Inputs of each of its characters, shape (texts, q, inputs): what matches
                differs from text to text.
            texts: Inputs of each character of a text, shapes (n, inputs).

        Returns:
            For each text, shape (n, LONGEST): the score of the span that starts at a row and
            has one character more than the column; impossible spans have `IMPOSSIBLE`.
        """
        parts = [slice(at, at + _TOGETHER) for at in range(0, len(texts), _TOGETHER)]
        with np.errstate(over="ignore"):  # `_sigmoid` and `_gelu` divide by what is too great
            read = [self._read(question[part], texts[part]) for part in parts]
        return [grid for states in read for grid in self._spans(states)]

    def _read(self, question: Real, texts: Sequence[Real]) -> Rows:
        asked, given = Rows.stacked(list(question)), Rows.stacked(texts)
        states = self._align(self._encode(asked), self._encode(given))
        for layer, dilation in enumerate(_DILATIONS):
            self._convolve(states, f"read.{layer}", dilation)
            if layer % 2:
                self._attend(states, f"attend.{layer}")
        return replace(states, values=self._normalise(states.values, "last"))

    def _encode(self, inputs: Rows) -> Rows:
        states = replace(inputs, values=self._linear(inputs.values, "input"))
        for layer in range(2):
            self._convolve(states, f"encode.{layer}", 1)
        return states

    def _align(self, question: Rows, text: Rows) -> Rows:
        """Return the texts' states, each with what of its question it answers to."""
        values = text.values
        joined = np.zeros((len(values), 5, values.shape[1]), dtype=np.float32)
        joined[:, 0] = values
        scaled: Real = values * self._w["of_both"]
        of_text = self._linear(values, "of_text")
        of_question = self._linear(question.values, "of_question")
        pool = self._linear(question.values, "pool")
        for asked, read in zip(question.texts, text.texts, strict=True):
            own = question.values[asked]
            scores: Real = scaled[read] @ own.T
            scores += of_text[read] + of_question[asked].T
            joined[read, 1] = _softmax(scores) @ own
            joined[read, 3] = _softmax(pool[asked].T) @ own
        np.multiply(values, joined[:, 1], out=joined[:, 2])
        np.multiply(values, joined[:, 3], out=joined[:, 4])
        return replace(text, values=self._linear(joined.reshape(len(values), -1), "align"))

    def _convolve(self, rows: Rows, name: str, dilation: int) -> None:
        """Add a gated convolution of the states to them."""
        weight = self._w[f"{name}.weight"]  # (width * d, 2 d)
        half = rows.values.shape[1]
        inner = replace(rows, values=self._normalise(rows.values, f"{name}.norm"))
        out = inner.neighbours(weight.shape[0] // half, dilation) @ weight
        out += self._w[f"{name}.bias"]
        rows.values[:] += out[:, :half] * _sigmoid(out[:, half:])

    def _attend(self, rows: Rows, name: str) -> None:
        """Add to the states what those of the same text tell them, and a wider layer."""
        states = rows.values
        width = states.shape[1]
        joint = self._linear(self._normalise(states, f"{name}.norm"), f"{name}.query_key_value")
        joint[:, :width] *= np.float32(1 / sqrt(width // _HEADS))
        mixed = np.zeros_like(states)
        for read in rows.texts:
            query, key, value = (
                joint[read].reshape(-1, 3, _HEADS, width // _HEADS).transpose(1, 2, 0, 3)
            )
            scores: Real = np.matmul(query, key.transpose(0, 2, 1))
            found = (_softmax(scores) @ value).transpose(1, 0, 2)
            mixed[read] = found.reshape(-1, width)
        states += self._linear(mixed, f"{name}.out")
        inner = self._linear(self._normalise(states, f"{name}.wide_norm"), f"{name}.wide")
        states += self._linear(_gelu(inner), f"{name}.narrow")

    def _spans(self, rows: Rows) -> list[Real]:
        starts, ends = self._linear(rows.values, "start"), self._linear(rows.values, "end")
        left = self._linear(rows.values, "left") / np.float32(8)
        right = self._linear(rows.values, "right")
        return [_grid(left[one], right[one], starts[one], ends[one]) for one in rows.texts]

    def _linear(self, states: Real, name: str) -> Real:
        out: Real = states @ self._w[f"{name}.weight"]
        out += self._w[f"{name}.bias"]
        return out

    def _normalise(self, states: Real, name: str) -> Real:
        """Normalise each row (Ba et al., 2016)."""
        width = np.float32(states.shape[1])
        out: Real = states - (np.einsum("ij->i", states) / width)[:, None]
        variance = np.einsum("ij,ij->i", out, out) / width
        out *= (1 / np.sqrt(variance + _EPSILON))[:, None]
        out *= self._w[f"{name}.weight"]
        out += self._w[f"{name}.bias"]
        return out


def _grid(left: Real, right: Real, starts: Real, ends: Real) -> Real:
    length = len(left)
    square = np.full((length, length + LONGEST - 1), IMPOSSIBLE)  # room behind each row
    inside = square[:, :length]
    np.matmul(left, right.T, out=inside)
    inside += starts
    inside += ends.T
    row, column = square.strides
    diagonal = as_strided(square, (length, LONGEST), (row + column, column), writeable=False)
    return diagonal.copy()


def _softmax(scores: Real) -> Real:
    """Return the softmax of each row, in the place of the scores."""
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


def _sigmoid(values: Real) -> Real:
    out: Real = np.negative(values)
    np.exp(out, out=out)
    out += 1
    return np.reciprocal(out, out=out)


def _gelu(values: Real) -> Real:
    """Return the Gaussian error linear unit by its tanh form (Hendrycks and Gimpel, 2016).

    Half of 1 + tanh(x) is the logistic function of 2x, which takes one exponential.
    """
    out: Real = values * values
    out *= _STEEP * np.float32(_CUBE)
    out += _STEEP
    out *= values
    np.exp(out, out=out)
    out += 1
    return np.divide(values, out, out=out)
