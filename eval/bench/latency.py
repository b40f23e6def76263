"""Time what a question costs, step by step, on one thread: embedding it, reranking, reading.

The corpus is indexed in a temporary store and all questions are asked in turn, one round more
than is counted: a question asked again at once would find in memory what the network read of
it. Reranking looks at four times as many passages as are read, as it does in use.
Beside the wall time stands the processor time, which a busy machine alters less.

    python -m eval.bench.latency --set seeds/questions.jsonl --corpus seeds/articles
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from eval.dataset import load_dataset
from eval.measures.latency import Latency, latency
from index.embed import Embedder
from index.script import fold
from index.static_embedder import StaticEmbedder
from service.answerer import Answerer
from service.bootstrap import build_answerer, open_local_library
from service.question import Question
from service.settings import load_settings
from service.state import Corpus

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
EMBEDDING, READING = "query embedding", "rerank and read"
TARGETS = {EMBEDDING: 0.3, READING: 80.0}  # milliseconds at 95 %

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds that something took: by the clock on the wall, and of the processor."""

    wall: float
    processor: float

    def __add__(self, other: "Spent") -> "Spent":
        """Return what both took, one after the other."""
        return Spent(self.wall + other.wall, self.processor + other.processor)


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Two clocks, in seconds."""

    wall: Callable[[], float] = time.perf_counter
    processor: Callable[[], float] = time.thread_time

    def time(self, work: Callable[[], T]) -> tuple[T, Spent]:
        """Do something; return what it returns and what it took."""
        wall, processor = self.wall(), self.processor()
        done = work()
        processor, wall = self.processor() - processor, self.wall() - wall
        return done, Spent(wall * 1000, processor * 1000)


def main() -> None:
    """Ask every question and print a table."""
    given = _arguments()
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
        # Engines read these when they are imported, so the work is done in a new process.
        again = [sys.executable, "-m", "eval.bench.latency", *sys.argv[1:]]
        environment = os.environ | ONE_THREAD
        raise SystemExit(subprocess.run(again, env=environment, check=False).returncode)  # noqa: S603  # this very program
    items = [item for item in load_dataset(given.set).items if given.split in (None, item.split)]
    with TemporaryDirectory(prefix="wenju-bench-") as folder:
        settings = load_settings(store=Path(folder) / "store", top_k=given.passages)
        library = open_local_library(settings)
        library.ingest(given.corpus)
        embedder = StaticEmbedder.load()
        answerer = build_answerer(settings, library.corpus, cache(lambda: embedder))
        corpus = library.corpus()
        questions = [item.question for item in items[: given.questions]]
        asked = measure(questions, answerer, corpus, embedder, runs=given.runs, watch=Stopwatch())
    sys.stdout.write(f"{len(asked)} questions, best of {given.runs}, milliseconds\n")
    sys.stdout.write("\n".join(table(asked)) + "\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--set", type=Path, default=Path("seeds/questions.jsonl"))
    parser.add_argument("--corpus", type=Path, nargs="+", default=[Path("seeds/articles")])
    parser.add_argument("--split", default=None, help="only the questions of this split")
    parser.add_argument("--questions", type=int, default=None, help="only the first so many")
    parser.add_argument("--passages", type=int, default=10, help="passages read")
    parser.add_argument("--runs", type=int, default=3, help="runs; the quickest counts")
    return parser.parse_args()


def measure(
    questions: Sequence[Question],
    answerer: Answerer,
    corpus: Corpus,
    embedder: Embedder,
    *,
    runs: int,
    watch: Stopwatch,
) -> list[dict[str, Spent]]:
    """Return what each step took for each question, in the round that took the least for it.

    One round before is not counted: it reads files and imports what is needed.
    """
    rounds = [
        [_run(question, answerer, corpus, embedder, watch) for question in questions]
        for _ in range(runs + 1)
    ]
    quickest = (min(taken, key=_whole) for taken in zip(*rounds[1:], strict=True))
    return [best | {READING: best["rerank"] + best["generate"]} for best in quickest]


def _whole(spent: Mapping[str, Spent]) -> float:
    return sum(one.wall for one in spent.values())


def _run(
    question: Question, answerer: Answerer, corpus: Corpus, embedder: Embedder, watch: Stopwatch
) -> dict[str, Spent]:
    _, embedding = watch.time(lambda: embedder.embed_queries([fold(question.text)]))
    spent = {EMBEDDING: embedding}
    state = answerer.begin(question, corpus)
    for name, step in answerer.steps.items():
        state, spent[name] = watch.time(partial(step, state))
    return spent


def table(asked: Sequence[Mapping[str, Spent]]) -> list[str]:
    """Return a line for each step: percentiles over the questions, and what is aimed at."""
    heads = ("", "p50", "p95", "p99", "processor p50", "p95", "aim")
    widths = (16, 8, 8, 8, 14, 8, 8)
    rows = [heads, *(_row(name, [spent[name] for spent in asked]) for name in asked[0])]
    return [
        "".join(f"{cell:<{width}}" if not at else f"{cell:>{width}}" for at, (cell, width) in cells)
        for cells in (enumerate(zip(row, widths, strict=True)) for row in rows)
    ]


def _row(name: str, spent: Sequence[Spent]) -> tuple[str, ...]:
    wall: Latency = latency([one.wall for one in spent])
    processor = latency([one.processor for one in spent])
    aim = TARGETS.get(name)
    figures = (wall.p50, wall.p95, wall.p99, processor.p50, processor.p95)
    return (name, *(f"{value:.2f}" for value in figures), "" if aim is None else f"{aim:g}")


if __name__ == "__main__":
    main()
