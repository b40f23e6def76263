"""How well vectors find what belongs to a query.

    python -m index.training.measure --data ../shared/data

Measures the shipped model, read as it is read in use, on texts that it was never
trained on: recall at k among a fixed number of candidates, by exact search.
"""

import argparse
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from index.embed import FloatMatrix
from index.static_embedder import BUNDLED_MODEL, StaticEmbedder
from index.training import corpus
from index.training.corpus import Pair

logger = logging.getLogger(__name__)

Embed = Callable[[Sequence[str]], FloatMatrix]
Figures = dict[str, dict[int, float]]


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


class HeldOut:
    """The validation sets and the held-out parts of the parallel ones."""

    def __init__(self, data: Path) -> None:
        """Read and fold them from the data folder."""
        self._sets = {
            name: (corpus.question_pairs(data, name), 1000) for name in corpus.VALIDATION_SETS
        }
        for name in corpus.PARALLEL_SETS:
            pairs = corpus.parallel_pairs(data, name, held_out=True)
            self._sets[f"{name}, 240 candidates"] = (pairs, 240)
            self._sets[f"{name}, 1000 candidates"] = (pairs, 1000)

    def measure(self, embed: Embed) -> Figures:
        """Return recall at 1 and 5 by set; fewer candidates where a set has fewer."""
        return {
            name: recall(embed, pairs, candidates=candidates)
            for name, (pairs, candidates) in self._sets.items()
        }


def figure_lines(figures: Mapping[str, Mapping[int, float]]) -> Iterator[str]:
    """Yield a row of a Markdown table for each set."""
    yield "| set | recall@1 | recall@5 |"
    yield "|---|---|---|"
    for name, at in figures.items():
        yield f"| {name} | {at[1]:.3f} | {at[5]:.3f} |"


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of .jsonl.gz files")
    parser.add_argument("--model", type=Path, default=BUNDLED_MODEL)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    embedder = StaticEmbedder.load(given.model)
    logger.info("%s", embedder.model_id)
    for line in figure_lines(HeldOut(given.data).measure(embedder.embed_passages)):
        logger.info("%s", line)


if __name__ == "__main__":
    main()
