"""Fit the weights by which passages are put in order before they are read.

    python -m service.training.passages --data ../shared/data

Questions of CMRC 2018's training set on contexts that the reading network was not trained on
are searched among all contexts of that set and news. By terms alone: the embedding was
trained on these questions. A softmax over the first hits of each (`service.training.rerank`)
gives the weights of the search's score, of the best sentence and of the network's odds; they
stand, rounded, in `service.rerank`. The part that places play is not fitted: encyclopaedia
questions hardly name two of a kind.
"""

import argparse
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np

from index.build import add_documents
from index.document import Passage
from index.gazetteer import Gazetteer
from index.hit import SearchMode
from index.rarity import Rarity
from index.reorder import Reorder
from index.retrieve import Retriever
from index.script import fold
from index.static_embedder import StaticEmbedder
from index.store import Store
from service.reader.analysis import Analysis, analyse
from service.reader.likeness import likeness_to
from service.reader.neural.span_reader import SpanReader
from service.reader.ranker import Ranker
from service.reader.reader import Reader
from service.rerank import spoken, views
from service.training.rerank import (
    Example,
    Text,
    answers,
    contexts,
    cross_validated,
    first_right,
    news,
    train,
)
from service.training.span_examples import Row, is_held_out, read_rows

_LOG = logging.getLogger(__name__)
_HITS, _READ = 32, 10
_NAMES = ("search", "sentence", "odds")


@dataclass(frozen=True)
class Search:
    """Finds and measures passages as answering does, but for the embedding.

    Attributes:
        retriever: Of a store with every context and some news.
        embedder: Compares texts.
        reader: Reads with the network.
        reorder: Of the first hits.
        rarity: Weighs terms.
    """

    retriever: Retriever
    embedder: StaticEmbedder
    reader: Reader
    reorder: Reorder
    rarity: Rarity

    def example(self, row: Row) -> Example:
        """Search one question; the first hits with their measures, and which are right."""
        question = str(row["question"])
        found = self._found(question)
        snapshot = self.retriever.store.snapshot
        analysis = self._analysis(question)
        prepared = views([one for one, _ in found], snapshot.clean_document, self.reader.gazetteer)
        odds = self.reader.likely(analysis, prepared)
        values = [
            (score, spoken(analysis, view), one)
            for (_, score), view, one in zip(found, prepared, odds, strict=True)
        ]
        right = [answers(row, passage) for passage, _ in found]
        return Example(np.array(values), np.array(right, dtype=np.bool_))

    def _found(self, question: str) -> list[tuple[Passage, float]]:
        hits = self.retriever.search(question, limit=_HITS, mode=SearchMode.LEXICAL)
        passages = [hit.passage for hit in hits]
        shares = [hit.score / hits[0].score for hit in hits]
        added = self.reorder.added(question, passages)
        scored = [
            (passage, share + more)
            for passage, share, more in zip(passages, shares, added, strict=True)
        ]
        return sorted(scored, key=lambda one: -one[1])[:_READ]

    def _analysis(self, question: str) -> Analysis:
        folded = fold(question)
        found = analyse(folded, gazetteer=self.reader.gazetteer, rarity=self.rarity)
        return replace(found, likeness=likeness_to(folded, self.embedder))


def search_of(texts: Iterable[Text], folder: Path) -> Search:
    """Index texts in a new store and open it with all that reads."""
    embedder, rarity = StaticEmbedder.load(), Rarity.load()
    store = Store.create(folder, model_id=embedder.model_id, dimension=embedder.dimension)
    every = {text.document.id: text.document for text in texts}
    add_documents(list(every.values()), store=store, embedder=embedder)
    network = SpanReader.load(embedder.token_cover, rarity)
    reader = Reader(Gazetteer.load(), network, Ranker.load())
    return Search(Retriever(store, embedder), embedder, reader, Reorder.load(), rarity)


def main() -> None:
    """Search, fit and tell the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--news", type=int, default=6000, help="articles beside the contexts")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    rows = list(read_rows(options.data / "cmrc2018.train.jsonl.gz"))
    texts = [*contexts(rows), *news(options.data, options.news)]
    held = [row for row in rows if is_held_out(str(row["context"]))]
    Random(options.seed).shuffle(held)  # noqa: S311 - not for secrets
    with TemporaryDirectory(prefix="wenju-training-") as folder:
        search = search_of(texts, Path(folder) / "store")
        asked = [search.example(row) for row in islice(held, options.questions)]
    examples = [one for one in asked if one.right.any() and not one.right.all()]
    _LOG.info("%d questions, %d with right and wrong hits", len(asked), len(examples))
    _LOG.info("the search puts %.4f right", first_right(examples, np.array([1.0, 0.0, 0.0])))
    _LOG.info("cross-validated: %.4f", cross_validated(examples))
    weights = train(examples)
    for name, weight in zip(_NAMES, weights / weights[1], strict=True):
        _LOG.info("%-9s %6.2f", name, weight)


if __name__ == "__main__":
    main()
