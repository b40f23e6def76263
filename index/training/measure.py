"""How well vectors find what belongs to a query: recall at k over fixed candidates."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from index.training.corpus import Pair

Matrix = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Matrix]


def recall(
    embed: Embed, pairs: Sequence[Pair], *, candidates: int, at: Sequence[int] = (1, 5)
) -> dict[int, float]:
    """Return the share of queries whose positive is among the nearest `k` candidates.

    Args:
        embed: Texts to unit rows.
        pairs: Queries with their positives; several queries may share a positive.
        candidates: The first so many different positives are the candidates, and every
            query of theirs is asked.
        at: The ranks to cut at.
    """
    positives = list(dict.fromkeys(pair.positive for pair in pairs))[:candidates]
    number = {text: position for position, text in enumerate(positives)}
    asked = [pair for pair in pairs if pair.positive in number]
    scores = embed([pair.query for pair in asked]) @ embed(positives).T
    right = np.array([number[pair.positive] for pair in asked])
    own = scores[np.arange(len(asked)), right]
    rank = (scores > own[:, None]).sum(axis=1)
    return {k: float((rank < k).mean()) for k in at}
