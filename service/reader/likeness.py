"""How like a question a text is, by the bundled embedding."""

from collections.abc import Callable

import numpy as np

from index.embed import Embedder


def likeness_to(question: str, embedder: Embedder) -> Callable[[str], float]:
    """Return a function that gives the cosine of a folded text with a folded question.

    Args:
        question: Folded.
        embedder: Embeds both; vectors are kept for as long as the function is.
    """
    vector = embedder.embed_queries([question])[0]
    known: dict[str, float] = {}

    def likeness(text: str) -> float:
        if text not in known:
            known[text] = float(np.dot(vector, embedder.embed_passages([text])[0]))
        return known[text]

    return likeness
