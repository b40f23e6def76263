"""Count what retrieval finds on question sets that carry their contexts.

Each set's contexts are indexed in a temporary store, with news beside them if wanted, and
every answerable question is searched; nothing is read or answered. Questions can be put
into the other script first. `--fusion-only` leaves the first hits of a hybrid search as
they were fused, to tell what reordering them brings; `--reranked` also counts the passages in
the order in which an answer reads them, where the reader has a say.

    python -m eval.bench.retrieval ../shared/data/drcd.dev.jsonl.gz \
        --news ../shared/data/crud_news.jsonl.gz --passages 20000
    python -m eval.bench.retrieval ../shared/data/drcd.dev.jsonl.gz \
        ../shared/data/cmrc2018.trial.jsonl.gz --mode hybrid --script zh-Hant zh-Hans
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.bench.news import add_news
from eval.bootstrap import estimate
from eval.dataset import Dataset, load_dataset
from eval.item import Item
from eval.measures.latency import latency
from eval.measures.mean_reciprocal_rank import MeanReciprocalRank
from eval.measures.measure import Measure
from eval.measures.ndcg_at_k import NdcgAtK
from eval.measures.recall_at_k import RecallAtK
from eval.outcome import Outcome
from index.build import add_documents
from index.embedders import load_embedder
from index.glossary import Glossary
from index.hit import Hit, SearchMode
from index.reorder import Reorder
from index.retrieve import Retriever
from index.script import to_script
from index.static_embedder import StaticEmbedder
from index.store import Store
from service.answerer import Answerer, Limits
from service.chain import run_steps
from service.question import Question
from service.store_corpus import StoreCorpus

AS_ASKED = "as-asked"


def main() -> None:
    """Index and search each set in each mode and script, and print a line for each."""
    given = _arguments()
    for path in given.sets:
        dataset = load_dataset(path)
        items = [item for item in dataset.items if item.answerable][: given.questions]
        news = (given.news, given.passages) if given.news else None
        reorder = None if given.fusion_only else Reorder.load
        with open_retriever(dataset, given.model, news=news, reorder=reorder) as retriever:
            total = retriever.store.snapshot.passage_count
            sys.stdout.write(f"{dataset.name}: {total} passages\n")
            for script in given.script:
                asked = [rewritten(item, script) for item in items]
                for mode in given.mode:
                    found = search(asked, retriever, limit=given.limit, mode=mode)
                    _print(f"{dataset.name} {script} {mode}", found, given.limit)
                if given.reranked:
                    found = rerank(asked, retriever, limit=given.limit)
                    _print(f"{dataset.name} {script} reranked", found, given.limit)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sets", type=Path, nargs="+", help="question sets with contexts")
    parser.add_argument("--mode", nargs="+", type=SearchMode, default=list(SearchMode))
    parser.add_argument("--limit", type=int, default=10, help="hits to search")
    parser.add_argument("--questions", type=int, default=None, help="only the first so many")
    parser.add_argument("--model", default=None, help="embedding model; the bundled one by default")
    parser.add_argument("--fusion-only", action="store_true", help="do not reorder the first hits")
    parser.add_argument("--reranked", action="store_true", help="also as an answer reads them")
    parser.add_argument("--news", type=Path, default=None, help="articles to stand beside the set")
    parser.add_argument("--passages", type=int, default=20_000, help="how many passages of them")
    parser.add_argument(
        "--script",
        nargs="+",
        choices=[AS_ASKED, "zh-Hans", "zh-Hant"],
        default=[AS_ASKED],
        help="script to put the questions into",
    )
    return parser.parse_args()


@contextmanager
def open_retriever(
    dataset: Dataset,
    model: str | None,
    *,
    news: tuple[Path, int] | None = None,
    reorder: Callable[[], Reorder] | None = Reorder.load,
) -> Iterator[Retriever]:
    """Index a set's contexts in a temporary store and open it.

    Args:
        dataset: Brings the contexts.
        model: The embedding model; None for the bundled one.
        news: A file of articles and how many passages of it are to stand beside them.
        reorder: Gives what reorders the first hits; None to leave them.
    """
    embedder = load_embedder(model)
    with TemporaryDirectory(prefix="wenju-bench-") as folder:
        path = Path(folder) / "store"
        store = Store.create(path, model_id=embedder.model_id, dimension=embedder.dimension)
        add_documents(dataset.documents, store=store, embedder=embedder)
        if news is not None:
            add_news(store, embedder, news[0], passages=news[1])
        yield Retriever(store, embedder, Glossary.load(), reorder)


def rewritten(item: Item, script: str) -> Item:
    """Return an item with its question in a script, or as it is for `AS_ASKED`."""
    text = to_script(item.question.text, script)
    return replace(item, question=Question(text, item.question.history))


def search(
    items: Sequence[Item], retriever: Retriever, *, limit: int, mode: SearchMode
) -> list[Outcome]:
    """Search every question; the outcomes hold hits and no answers."""
    outcomes = []
    for item in items:
        start = time.perf_counter()
        hits = retriever.search(item.question.text, limit=limit, mode=mode)
        elapsed = (time.perf_counter() - start) * 1000
        outcomes.append(Outcome(item, None, tuple(hits), elapsed))
    return outcomes


def rerank(items: Sequence[Item], retriever: Retriever, *, limit: int) -> list[Outcome]:
    """Retrieve and rerank the passages of every question as answering does."""
    corpus = StoreCorpus(retriever, retriever.store.snapshot)
    answerer = Answerer(
        lambda: corpus, embedder=cache(StaticEmbedder.load), limits=Limits(passages=limit)
    )
    steps = {name: answerer.steps[name] for name in ("condense", "retrieve", "rerank")}
    outcomes = []
    for item in items:
        start = time.perf_counter()
        state = run_steps(steps, answerer.begin(item.question, corpus))
        elapsed = (time.perf_counter() - start) * 1000
        hits = tuple(Hit(passage, -rank) for rank, passage in enumerate(state.passages))
        outcomes.append(Outcome(item, None, hits, elapsed))
    return outcomes


def finds_document(outcome: Outcome) -> float:
    """Return 1 when the first hit is of the item's document, whichever part of it."""
    first = outcome.hits[0].passage.document_id if outcome.hits else None
    return float(first in outcome.item.documents)


def _print(name: str, outcomes: Sequence[Outcome], limit: int) -> None:
    depths = sorted({1, min(5, limit), limit})
    taken: list[Measure] = [*map(RecallAtK, depths), MeanReciprocalRank(limit), NdcgAtK(limit)]
    cells = [_cell("document@1", finds_document, outcomes)]
    cells += [_cell(measure.name, measure.score, outcomes) for measure in taken]
    times = latency([outcome.milliseconds for outcome in outcomes])
    sys.stdout.write(f"{name} ({len(outcomes)} questions): {', '.join(cells)}; ")
    sys.stdout.write(f"{times.p50:.1f} ms median, {times.p95:.1f} ms at 95 %\n")
    sys.stdout.flush()


def _cell(name: str, score: Callable[[Outcome], float | None], found: Sequence[Outcome]) -> str:
    value = estimate([score(outcome) for outcome in found])
    return f"{name} undefined" if value is None else f"{name} {value.value:.3f}"


if __name__ == "__main__":
    main()
