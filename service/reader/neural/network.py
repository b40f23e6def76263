"""The forward pass of the reading network, in numpy."""

from collections.abc import Mapping, Sequence
from math import pi, sqrt

import numpy as np
from numpy.lib.stride_tricks import as_strided

from service.reader.neural.coded import Real

LONGEST = 48  # characters that an answer may have
IMPOSSIBLE = np.float32(-1e4)
NO_ANSWER = 0.0  # the score of there being none in what is read
_DILATIONS = (1, 2, 4, 1)
_HEADS = 4
_EPSILON = np.float32(1e-5)
_CUBE = 0.044715
_STEEP = np.float32(-2 * sqrt(2 / pi))


class Network:
    """Convolutions and attention over characters, question and text aligned.

    Gated convolutions (Dauphin et al., 2017) encode either side, trilinear attention (Seo et
    al., 2017) aligns them, and convolutions with self-attention (Yu et al., 2018) read the
    text in the light of the question. Every span up to `LONGEST` characters gets a score.

    Each text is read by itself: its states stay in the processor's cache from layer to layer,
    and no shorter text is filled up to the length of a longer one.

    Args:
        weights: Tensors by name, as `service.training.network` writes them.
    """

    def __init__(self, weights: Mapping[str, Real]) -> None:
        self._w = weights

    def scores(self, question: Real, texts: Sequence[Real]) -> list[Real]:
        """Score the spans of texts, the same for any order and company of the texts.

        Args:
            question: Inputs of each of its characters, shape (texts, q, inputs): what matches
                differs from text to text.
            texts: Inputs of each character of a text, shapes (n, inputs).

        Returns:
            For each text, shape (n, LONGEST): the score of the span that starts at a row and
            has one character more than the column; impossible spans have `IMPOSSIBLE`.
        """
        with np.errstate(over="ignore"):  # `_sigmoid` and `_gelu` divide by what is too great
            return [
                self._spans(self._read(asked, text))
                for asked, text in zip(question, texts, strict=True)
            ]

    def _read(self, question: Real, text: Real) -> Real:
        states = self._align(self._encode(question), self._encode(text))
        for layer, dilation in enumerate(_DILATIONS):
            self._convolve(states, f"read.{layer}", dilation)
            if layer % 2:
                self._attend(states, f"attend.{layer}")
        return self._normalise(states, "last")

    def _encode(self, inputs: Real) -> Real:
        states = self._linear(inputs, "input")
        for layer in range(2):
            self._convolve(states, f"encode.{layer}", 1)
        return states

    def _align(self, question: Real, text: Real) -> Real:
        """Return the text's states, each with what of the question it answers to."""
        w = self._w
        scores: Real = np.matmul(text * w["of_both"], question.T)
        scores += self._linear(text, "of_text")
        scores += self._linear(question, "of_question").T
        seen = _softmax(scores) @ question
        whole = (_softmax(self._linear(question, "pool").T) @ question)[0]
        # [text, seen, text * seen, whole, text * whole] times the weight, part by part:
        # what is the same for every character of the text is multiplied once.
        parts = w["align.weight"].reshape(5, -1, text.shape[1])
        joined = np.concatenate([text, seen, text * seen], axis=1)
        weight = np.concatenate([parts[0] + whole[:, None] * parts[4], parts[1], parts[2]])
        states: Real = joined @ weight
        states += w["align.bias"] + whole @ parts[3]
        return states

    def _convolve(self, states: Real, name: str, dilation: int) -> None:
        """Add a gated convolution of the states to them."""
        length, half = states.shape
        weight = self._w[f"{name}.weight"]  # (width * d, 2 d)
        width = weight.shape[0] // half
        inner = self._normalise(states, f"{name}.norm")
        beside = np.empty((length, width, half), dtype=np.float32)
        for place in range(width):
            _shifted(inner, (place - width // 2) * dilation, beside[:, place])
        out = beside.reshape(length, -1) @ weight
        out += self._w[f"{name}.bias"]
        states += out[:, :half] * _sigmoid(out[:, half:])

    def _attend(self, states: Real, name: str) -> None:
        """Add to the states what they tell each other, and a wider layer."""
        length, width = states.shape
        joint = self._linear(self._normalise(states, f"{name}.norm"), f"{name}.query_key_value")
        query, key, value = joint.reshape(length, 3, _HEADS, -1).transpose(1, 2, 0, 3)
        steep = np.float32(1 / sqrt(width // _HEADS))
        scores: Real = np.matmul(query * steep, key.transpose(0, 2, 1))
        mixed = (_softmax(scores) @ value).transpose(1, 0, 2).reshape(length, width)
        states += self._linear(mixed, f"{name}.out")
        inner = self._linear(self._normalise(states, f"{name}.wide_norm"), f"{name}.wide")
        states += self._linear(_gelu(inner), f"{name}.narrow")

    def _spans(self, states: Real) -> Real:
        length = len(states)
        starts, ends = self._linear(states, "start"), self._linear(states, "end")
        square = np.full((length, length + LONGEST - 1), IMPOSSIBLE)  # room behind each row
        inside = square[:, :length]
        left = self._linear(states, "left") / np.float32(8)
        np.matmul(left, self._linear(states, "right").T, out=inside)
        inside += starts
        inside += ends.T
        row, column = square.strides
        diagonal = as_strided(square, (length, LONGEST), (row + column, column), writeable=False)
        return diagonal.copy()

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


def _shifted(rows: Real, by: int, out: Real) -> None:
    """Write to each row of `out` the row so many below it, or zeros where there is none."""
    length = len(rows)
    first, last = min(max(0, -by), length), max(min(length, length - by), 0)
    out[:first] = 0
    out[last:] = 0
    if first < last:
        out[first:last] = rows[first + by : last + by]


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
