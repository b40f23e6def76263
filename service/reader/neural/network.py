"""The forward pass of the reading network, in numpy."""

from collections.abc import Mapping, Sequence
from math import sqrt

import numpy as np
import numpy.typing as npt

from service.reader.neural.coded import Real

Mask = npt.NDArray[np.bool_]

LONGEST = 48  # characters that an answer may have
IMPOSSIBLE = np.float32(-1e4)
NO_ANSWER = 0.0  # the score of there being none in what is read
_DILATIONS = (1, 2, 4, 1)
_EPSILON = 1e-5
_CUBE = 0.044715


class Network:
    """Convolutions and attention over characters, question and text aligned.

    Gated convolutions (Dauphin et al., 2017) encode either side, trilinear attention (Seo et
    al., 2017) aligns them, and convolutions with self-attention (Yu et al., 2018) read the
    text in the light of the question. Every span up to `LONGEST` characters gets a score.

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
        lengths = [len(text) for text in texts]
        inputs = _padded(texts)
        mask = np.arange(inputs.shape[1])[None, :] < np.array(lengths)[:, None]
        states = self._read(question, inputs, mask)
        return [self._spans(state[:length]) for state, length in zip(states, lengths, strict=True)]

    def _read(self, question: Real, text: Real, mask: Mask) -> Real:
        keep = mask[..., None].astype(np.float32)
        asked = self._encode(question, np.ones((*question.shape[:2], 1), dtype=np.float32))
        states = self._align(asked, self._encode(text, keep))
        for layer, dilation in enumerate(_DILATIONS):
            states = self._convolve(states, f"read.{layer}", keep, dilation)
            if layer % 2:
                states = self._attend(states, f"attend.{layer}", mask)
        return self._normalise(states, "last")

    def _encode(self, inputs: Real, keep: Real) -> Real:
        states = self._linear(inputs, "input")
        for layer in range(2):
            states = self._convolve(states, f"encode.{layer}", keep, 1)
        return states * keep

    def _align(self, question: Real, text: Real) -> Real:
        """Return the text's states, each with what of the question it answers to."""
        w = self._w
        across = question.transpose(0, 2, 1)
        scores = np.matmul(text * w["of_both"], across)
        scores += self._linear(text, "of_text")
        scores += self._linear(question, "of_question").transpose(0, 2, 1)
        seen = _softmax(scores) @ question
        weights = _softmax(self._linear(question, "pool").transpose(0, 2, 1))
        whole = np.broadcast_to(weights @ question, text.shape)
        joined = np.concatenate([text, seen, text * seen, whole, text * whole], axis=-1)
        return self._linear(joined, "align")

    def _convolve(self, states: Real, name: str, keep: Real, dilation: int) -> Real:
        weight = self._w[f"{name}.weight"]  # (width * d, 2 d)
        width = weight.shape[0] // states.shape[-1]
        reach = width // 2 * dilation
        inner = self._normalise(states, f"{name}.norm") * keep
        padded = np.pad(inner, ((0, 0), (reach, reach), (0, 0)))
        length = states.shape[1]
        shifted = [padded[:, i * dilation : i * dilation + length] for i in range(width)]
        out = np.concatenate(shifted, axis=-1) @ weight + self._w[f"{name}.bias"]
        half = states.shape[-1]
        gated: Real = states + out[..., :half] * _sigmoid(out[..., half:])
        return gated

    def _attend(self, states: Real, name: str, mask: Mask) -> Real:
        batch, length, width = states.shape
        heads = 4
        joint = self._linear(self._normalise(states, f"{name}.norm"), f"{name}.query_key_value")
        query, key, value = joint.reshape(batch, length, 3, heads, -1).transpose(2, 0, 3, 1, 4)
        likeness: Real = query @ key.transpose(0, 1, 3, 2) / sqrt(width // heads)
        scores: Real = np.where(mask[:, None, None, :], likeness, IMPOSSIBLE)
        mixed = (_softmax(scores) @ value).transpose(0, 2, 1, 3).reshape(batch, length, width)
        states = states + self._linear(mixed, f"{name}.out")
        inner = self._linear(self._normalise(states, f"{name}.wide_norm"), f"{name}.wide")
        return states + self._linear(_gelu(inner), f"{name}.narrow")

    def _spans(self, states: Real) -> Real:
        length = len(states)
        starts, ends = self._linear(states, "start"), self._linear(states, "end")
        both = self._linear(states, "left") @ self._linear(states, "right").T / np.float32(8)
        square = starts + ends.T + both
        columns = np.arange(length)[:, None] + np.arange(LONGEST)[None, :]
        spans = np.take_along_axis(square, np.minimum(columns, length - 1), axis=1)
        return np.where(columns < length, spans, IMPOSSIBLE)

    def _linear(self, states: Real, name: str) -> Real:
        out: Real = states @ self._w[f"{name}.weight"] + self._w[f"{name}.bias"]
        return out

    def _normalise(self, states: Real, name: str) -> Real:
        """Normalise each row (Ba et al., 2016)."""
        centred = states - states.mean(axis=-1, keepdims=True)
        deviation = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + _EPSILON)
        out: Real = centred / deviation * self._w[f"{name}.weight"] + self._w[f"{name}.bias"]
        return out


def _padded(texts: Sequence[Real]) -> Real:
    longest = max(len(text) for text in texts)
    inputs = np.zeros((len(texts), longest, texts[0].shape[1]), dtype=np.float32)
    for row, text in enumerate(texts):
        inputs[row, : len(text)] = text
    return inputs


def _softmax(scores: Real) -> Real:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    out: Real = raised / raised.sum(axis=-1, keepdims=True)
    return out


def _sigmoid(values: Real) -> Real:
    out: Real = 0.5 * np.tanh(0.5 * values) + 0.5
    return out


def _gelu(values: Real) -> Real:
    """Return the Gaussian error linear unit by its tanh form (Hendrycks and Gimpel, 2016)."""
    inner: Real = _CUBE * values * values * values + values
    out: Real = 0.5 * values * (1 + np.tanh(sqrt(2 / np.pi) * inner))
    return out
