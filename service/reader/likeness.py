"""How like a question a text is, by the bundled embedding."""

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from index.embed import Embedder


class Likeness(Protocol):
    """Compares folded texts with one question."""

    def __call__(self, text: str) -> float:
        """Return how like the question a text is, in [-1, 1]."""
        ...

    def prepare(self, texts: Iterable[str]) -> None:
        """Compare texts together that will be asked for one by one."""
        ...


class Unlike:
    """Finds every text unlike the question; for when there is no embedding."""

    def __call__(self, text: str) -> float:
        """Return 0."""
        return 0.0

    def prepare(self, texts: Iterable[str]) -> None:
        """Do nothing."""


class EmbeddedLikeness:
    """The cosine of a folded text with a folded question; a text is embedded once."""

    def __init__(self, question: str, embedder: Embedder) -> None:
        self._vector = embedder.embed_queries([question])[0]
        self._embedder = embedder
        self._known: dict[str, float] = {}

    def __call__(self, text: str) -> float:
        """Return the cosine, in [-1, 1]."""
        if text not in self._known:
            self.prepare([text])
        return self._known[text]

    def prepare(self, texts: Iterable[str]) -> None:
        """Embed the texts not seen before, all at once: one by one takes three times as long."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            rows = self._embedder.embed_passages(new)
            for text, row in zip(new, rows, strict=True):
                self._known[text] = float(np.dot(self._vector, row))


def likeness_to(question: str, embedder: Embedder) -> Likeness:
    """Return what compares folded texts with a folded question.

    Args:
        question: Folded.
        embedder: Embeds both; vectors are kept for as long as the comparison is.
    """
    return EmbeddedLikeness(question, embedder)
