"""Train the weights that reorder the first hits of a search.

    python -m service.training.rerank --data ../shared/data --out index/models/rerank

Every question of CMRC 2018's training set is searched with BM25 among all contexts of that
set and news, both marked for shipping, and the weights learn which of the first hits holds
the answer. The embedding takes no part: it was trained on these very questions, so that
its cosine would look far better than it is on others. BM25 is the unit the weights are
given in, and the search adds the cosine by a weight of its own.
"""

import argparse
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.checksum import write_manifest
from index.clean.cleaning import clean_document
from index.closeness import FEATURES, AskedTerms, closeness
from index.document import Document, Passage
from index.expand import expand
from index.lexical import LexicalIndex
from index.rarity import Rarity
from index.reorder import WEIGHTS_FILE, Vector
from index.script import fold
from index.split import split_passages
from index.terms import terms_of
from service.training.article import read_news
from service.training.reader import rows

_LOG = logging.getLogger(__name__)
_HITS = 20
_FIRST_NEWS = 30_000  # articles passed over: `eval.bench` searches among the first ones
_FOLDS = 5
_RIDGE = 0.001  # of the weights of features scaled to unit variance

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """The first hits for a question.

    Attributes:
        values: BM25 as a share of the best, then the features, shape (n, 1 + features).
        right: Which hold the answer, shape (n,).
    """

    values: Matrix
    right: NDArray[np.bool_]


class Corpus:
    """Passages in a BM25 index in memory."""

    def __init__(self, documents: Iterator[Document]) -> None:
        self.passages = [
            passage
            for document in documents
            for passage in split_passages(clean_document(document))
        ]
        self._index = LexicalIndex.build(
            (key, terms_of(passage)) for key, passage in enumerate(self.passages)
        )

    def search(self, question: str, limit: int) -> list[tuple[Passage, float]]:
        """Return the best passages with their BM25."""
        found = self._index.search(expand(question), limit)
        return [(self.passages[key], score) for key, score in found]


def documents(contexts: Sequence[str], data: Path, news: int) -> Iterator[Document]:
    """Yield the contexts and some articles, each named by its digest."""
    articles = (text for text, _ in read_news(data))
    for text in [*contexts, *islice(articles, _FIRST_NEWS, _FIRST_NEWS + news)]:
        digest = sha256(text.encode()).hexdigest()
        yield Document(id=digest[:16], text=text, sha256=digest)


def example(row: dict[str, object], corpus: Corpus, rarity: Rarity) -> Example | None:
    """Search one question; None when nothing or everything found is right."""
    found = corpus.search(str(row["question"]), _HITS)
    if not found:
        return None
    own = sha256(str(row["context"]).encode()).hexdigest()[:16]
    answers = [fold(answer) for answer in row["answers"]]  # type: ignore[attr-defined]
    right = np.array(
        [
            passage.document_id == own and any(a in fold(passage.text) for a in answers)
            for passage, _ in found
        ]
    )
    lexical = [score / found[0][1] for _, score in found]
    measured = closeness(
        AskedTerms(str(row["question"]), rarity), [passage for passage, _ in found], lexical
    )
    values = [(share, *one.values()) for share, one in zip(lexical, measured, strict=True)]
    return Example(np.array(values), right) if right.any() and not right.all() else None


def train(examples: Sequence[Example]) -> Matrix:
    """Fit weights with a softmax over each question's hits.

    Returns:
        Shape (1 + features,), the first that of BM25.
    """
    from scipy.optimize import minimize

    scale = np.concatenate([one.values for one in examples]).std(0) + 1e-6

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, slope = 0.0, np.zeros_like(weights)
        for one in examples:
            values = one.values / scale
            scores = values @ weights
            chances = np.exp(scores - scores.max())
            everywhere, among = chances / chances.sum(), np.where(one.right, chances, 0.0)
            total -= float(np.log(among.sum() / chances.sum()))
            slope += values.T @ (everywhere - among / among.sum())
        count = len(examples)
        ridge = _RIDGE * float(weights @ weights)
        return total / count + ridge, slope / count + 2 * _RIDGE * weights

    fitted = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B")
    return np.asarray(fitted.x / scale)


def first_right(examples: Sequence[Example], weights: Matrix) -> float:
    """Return the share of questions whose best hit holds the answer."""
    return float(np.mean([one.right[np.argmax(one.values @ weights)] for one in examples]))


def cross_validated(examples: Sequence[Example]) -> float:
    """Return the share of best hits that are right, each fold judged by the others' weights."""
    found = []
    for fold_number in range(_FOLDS):
        others = [one for place, one in enumerate(examples) if place % _FOLDS != fold_number]
        found.append(first_right(examples[fold_number::_FOLDS], train(others)))
    return float(np.mean(found))


def save(weights: Vector, out: Path) -> None:
    """Write the weights with the names of their features, and the manifest."""
    from safetensors.numpy import save_file

    out.mkdir(parents=True, exist_ok=True)
    metadata = {"features": " ".join(FEATURES)}
    save_file({"weights": weights}, out / WEIGHTS_FILE, metadata=metadata)
    write_manifest(out, [WEIGHTS_FILE])


def main() -> None:
    """Search, train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=3000)
    parser.add_argument("--news", type=int, default=6000, help="articles beside the contexts")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    asked = rows(options.data, "cmrc2018.train")
    contexts = sorted({str(row["context"]) for row in asked})
    corpus = Corpus(documents(contexts, options.data, options.news))
    _LOG.info("%d contexts, %d passages", len(contexts), len(corpus.passages))
    order = np.random.default_rng(options.seed).permutation(len(asked))[: options.questions]
    rarity = Rarity.load()
    made = (example(asked[place], corpus, rarity) for place in order)
    examples = [one for one in made if one is not None]
    bm25 = np.eye(1 + len(FEATURES))[0]
    _LOG.info("%d examples; BM25 puts %.4f right", len(examples), first_right(examples, bm25))
    _LOG.info("cross-validated: %.4f", cross_validated(examples))
    weights = train(examples)
    learned = (weights[1:] / weights[0]).astype(np.float32)
    for name, weight in zip(FEATURES, learned, strict=True):
        _LOG.info("%-18s %7.3f", name, weight)
    save(learned, options.out)


if __name__ == "__main__":
    main()
