"""Train what reorders the first hits of a search.

    python -m service.training.rerank --data ../shared/data --out index/models/rerank

The questions of half of CMRC 2018's training contexts teach which terms of a question stand
where it is answered (`service.training.need`). Those of the other half are searched with BM25
and the weights learn which of the first hits holds the answer. They are searched three times,
beside news: among the contexts as they are; among the contexts cut into paragraphs, so that
several of one article speak of the question; and among those with their titles left out
half of the time. All of it is marked for shipping.

The embedding takes no part: it was trained on these very questions, so that its cosine would
look far better than it is on others. BM25 is the unit the weights are given in, and the
search adds the cosine by a weight of its own.
"""

import argparse
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.checksum import write_manifest
from index.clean.cleaning import clean_document
from index.closeness import FEATURES, AskedTerms, closeness
from index.document import Document, Metadata, Passage
from index.expand import expand
from index.lexical import LexicalIndex
from index.need import TERMS_FILE, Need
from index.rarity import Rarity
from index.reorder import WEIGHTS_FILE, Vector
from index.script import fold
from index.sentences import sentence_spans
from index.split import split_passages
from index.terms import terms_of
from service.training.article import read_news
from service.training.need import Row, save_need, teaches_terms, train_need
from service.training.reader import rows

_LOG = logging.getLogger(__name__)
_HITS = 20
_FIRST_NEWS = 30_000  # articles passed over: `eval.bench` searches among the first ones
_FOLDS = 5
_RIDGE = 0.001  # of the weights of features scaled to unit variance
_PARAGRAPH = 220  # characters
_STUB = 70  # a shorter end joins the paragraph before it

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


@dataclass(frozen=True)
class Text:
    """A text to find, and the context it is part of.

    Attributes:
        text: The context, or a paragraph of it.
        title: Of its article, if it has one.
        context: The whole context.
    """

    text: str
    title: str | None
    context: str

    @property
    def document(self) -> Document:
        """The text as a document, named by its digest and that of its context."""
        digest = sha256(self.text.encode()).hexdigest()
        whole = sha256(self.context.encode()).hexdigest()
        metadata = Metadata(title=self.title)
        return Document(f"{whole[:16]}-{digest[:8]}", self.text, digest, metadata)


class Corpus:
    """Passages in a BM25 index in memory."""

    def __init__(self, documents: Iterable[Document]) -> None:
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


def contexts(asked: Iterable[Row]) -> list[Text]:
    """Return the different contexts of questions, with their titles."""
    titles = {str(row["context"]): row.get("title") for row in asked}
    return [
        Text(context, str(title) if title else None, context)
        for context, title in sorted(titles.items())
    ]


def paragraphs(whole: Text) -> Iterator[Text]:
    """Cut a context after whole sentences."""
    cuts, start, end = [], 0, 0
    for span in sentence_spans(whole.text):
        if start < end and span.end - start > _PARAGRAPH:
            cuts.append(end)
            start = end
        end = span.end
    if cuts and len(whole.text) - cuts[-1] < _STUB:
        cuts.pop()
    for first, last in zip([0, *cuts], [*cuts, len(whole.text)], strict=True):
        yield Text(whole.text[first:last], whole.title, whole.context)


def seldom_titled(text: Text) -> Text:
    """Return a text with its title or, half of the time, without: by its digest."""
    titled = crc32(text.text.encode()) % 2
    return Text(text.text, text.title if titled else None, text.context)


def news(data: Path, count: int) -> Iterator[Text]:
    """Yield some articles, with their headlines."""
    articles = islice(read_news(data), _FIRST_NEWS, _FIRST_NEWS + count)
    for text, titles in articles:
        yield Text(text, titles[0] if titles else None, text)


def example(row: Row, corpus: Corpus, rarity: Rarity, need: Need) -> Example | None:
    """Search one question; None when nothing or everything found is right."""
    found = corpus.search(str(row["question"]), _HITS)
    if not found:
        return None
    right = np.array([answers(row, passage) for passage, _ in found])
    passages = [passage for passage, _ in found]
    measured = closeness(AskedTerms(str(row["question"]), rarity, need), passages)
    values = [
        (score / found[0][1], *one.values())
        for (_, score), one in zip(found, measured, strict=True)
    ]
    return Example(np.array(values), right) if right.any() and not right.all() else None


def answers(row: Row, passage: Passage) -> bool:
    """Say whether a passage is of a question's context and holds an answer."""
    whole = sha256(str(row["context"]).encode()).hexdigest()[:16]
    given = [fold(answer) for answer in row["answers"]]  # type: ignore[attr-defined]
    text = fold(passage.text)
    return passage.document_id.startswith(whole) and any(answer in text for answer in given)


def train(examples: Sequence[Example]) -> Matrix:
    """Fit weights with a softmax over each question's hits.

    Returns:
        Shape (1 + features,), the first that of BM25.
    """
    from scipy.optimize import minimize

    scale = np.concatenate([one.values for one in examples]).std(0) + 1e-6
    values, held, right = _padded(examples, scale)

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        scores = np.where(held, values @ weights, -np.inf)
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        among = np.where(right, chances, 0.0)
        every, answering = chances.sum(axis=1), among.sum(axis=1)
        slopes = chances / every[:, None] - among / answering[:, None]
        ridge = _RIDGE * float(weights @ weights)
        slope = np.einsum("qh,qhf->f", slopes, values) / len(examples)
        return float(np.log(every / answering).mean()) + ridge, slope + 2 * _RIDGE * weights

    fitted = minimize(loss, np.zeros(len(scale)), jac=True, method="L-BFGS-B")
    return np.asarray(fitted.x / scale)


def _padded(
    examples: Sequence[Example], scale: Matrix
) -> tuple[Matrix, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return scaled values, and which hits there are and are right, padded to one length."""
    shape = (len(examples), max(len(one.right) for one in examples))
    values = np.zeros((*shape, len(scale)))
    held, right = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    for place, one in enumerate(examples):
        count = len(one.right)
        values[place, :count] = one.values / scale
        held[place, :count] = True
        right[place, :count] = one.right
    return values, held, right


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
    """Write the weights with the names of their features."""
    from safetensors.numpy import save_file

    metadata = {"features": " ".join(FEATURES)}
    save_file({"weights": weights}, out / WEIGHTS_FILE, metadata=metadata)


def examples_of(data: Path, asked: Sequence[Row], count: int, need: Need) -> list[Example]:
    """Search the same questions among contexts, among their paragraphs, and with few titles."""
    rarity = Rarity.load()
    beside = list(news(data, count))
    whole = contexts(rows(data, "cmrc2018.train"))
    parts = [part for text in whole for part in paragraphs(text)]
    mixed = [seldom_titled(text) for text in [*parts, *beside]]
    examples: list[Example] = []
    for texts in ([*whole, *beside], [*parts, *beside], mixed):
        documents = {text.document.id: text.document for text in texts}
        corpus = Corpus(documents.values())
        made = [one for row in asked if (one := example(row, corpus, rarity, need)) is not None]
        bm25 = first_right(made, np.eye(1 + len(FEATURES))[0])
        _LOG.info("%d passages, %d examples; BM25 %.4f", len(corpus.passages), len(made), bm25)
        examples += made
    return [examples[place] for place in np.random.default_rng(0).permutation(len(examples))]


def main() -> None:
    """Learn terms, search, learn the weights and write both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=2000, help="searched, three times each")
    parser.add_argument("--news", type=int, default=6000, help="articles beside the contexts")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options.out.mkdir(parents=True, exist_ok=True)
    every = rows(options.data, "cmrc2018.train")
    need = train_need(every, Rarity.load())
    _LOG.info("%d weights of terms", len(need.weights))
    others = [row for row in every if not teaches_terms(str(row["context"]))]
    order = np.random.default_rng(options.seed).permutation(len(others))[: options.questions]
    asked = [others[place] for place in order]
    examples = examples_of(options.data, asked, options.news, need)
    _LOG.info("cross-validated: %.4f", cross_validated(examples))
    weights = train(examples)
    learned = (weights[1:] / weights[0]).astype(np.float32)
    for name, weight in zip(FEATURES, learned, strict=True):
        _LOG.info("%-18s %7.3f", name, weight)
    save_need(need, options.out)
    save(learned, options.out)
    write_manifest(options.out, [TERMS_FILE, WEIGHTS_FILE])


if __name__ == "__main__":
    main()
