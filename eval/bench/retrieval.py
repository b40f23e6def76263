"""Count what retrieval finds on question sets that carry their contexts.

Each set's contexts are indexed in a temporary store and every answerable question is
searched; nothing is read or answered.

    python -m eval.bench.retrieval ../shared/data/drcd.dev.jsonl.gz --mode lexical dense hybrid
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

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
from index.hit import SearchMode
from index.retrieve import Retriever
from index.store import Store


def main() -> None:
    """Index and search each set in each mode, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sets", type=Path, nargs="+", help="question sets with contexts")
    parser.add_argument("--mode", nargs="+", type=SearchMode, default=list(SearchMode))
    parser.add_argument("--limit", type=int, default=10, help="hits to search")
    parser.add_argument("--questions", type=int, default=None, help="only the first so many")
    parser.add_argument("--model", default=None, help="embedding model; the bundled one by default")
    given = parser.parse_args()
    for path in given.sets:
        dataset = load_dataset(path)
        items = [item for item in dataset.items if item.answerable][: given.questions]
        with open_retriever(dataset, given.model) as retriever:
            for mode in given.mode:
                found = search(items, retriever, limit=given.limit, mode=mode)
                _print(f"{dataset.name} {mode}", found, given.limit)


@contextmanager
def open_retriever(dataset: Dataset, model: str | None) -> Iterator[Retriever]:
    """Index a set's contexts in a temporary store and open it."""
    embedder = load_embedder(model)
    with TemporaryDirectory(prefix="wenju-bench-") as folder:
        path = Path(folder) / "store"
        store = Store.create(path, model_id=embedder.model_id, dimension=embedder.dimension)
        add_documents(dataset.documents, store=store, embedder=embedder)
        yield Retriever(store, embedder, Glossary.load())


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


def _print(name: str, outcomes: Sequence[Outcome], limit: int) -> None:
    depths = sorted({1, min(5, limit), limit})
    taken: list[Measure] = [*map(RecallAtK, depths), MeanReciprocalRank(limit), NdcgAtK(limit)]
    cells = [_cell(measure.name, measure.score, outcomes) for measure in taken]
    times = latency([outcome.milliseconds for outcome in outcomes])
    sys.stdout.write(f"{name} ({len(outcomes)} questions): {', '.join(cells)}; ")
    sys.stdout.write(f"{times.p50:.1f} ms median, {times.p95:.1f} ms at 95 %\n")


def _cell(name: str, score: Callable[[Outcome], float | None], found: Sequence[Outcome]) -> str:
    value = estimate([score(outcome) for outcome in found])
    return f"{name} undefined" if value is None else f"{name} {value.value:.3f}"


if __name__ == "__main__":
    main()
