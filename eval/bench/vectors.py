"""Measure where vector search by cells overtakes comparing every vector.

The passages of some articles are embedded; at each size the same questions are searched
exactly and by cells, one thread, and what the cells miss is counted. The count from which a
store uses cells, `index.vectors.EXACT`, comes from here.

    python -m eval.bench.vectors ../shared/data/crud_news.jsonl.gz
    python -m eval.bench.vectors ../shared/data/crud_news.jsonl.gz --sizes 5000 20000
"""

import argparse
import gzip
import json
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from eval.measures.latency import latency
from index.dense import DenseIndex
from index.embed import FloatMatrix
from index.embedders import load_embedder
from index.script import fold

_PASSAGE = 350  # characters
_ASKED = 24  # characters of a question: a stretch from the middle of an article
_TEXTS = 4_096  # embedded in one go
_FOUND = 10


def main() -> None:
    """Search at each size both ways and print what it takes and misses."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("articles", type=Path, help="JSON lines with texts")
    parser.add_argument("--sizes", type=int, nargs="+", default=[5_000, 10_000, 20_000, 100_000])
    parser.add_argument("--questions", type=int, default=100)
    given = parser.parse_args()
    passages, asked = texts_of(given.articles, max(given.sizes), given.questions)
    embedder = load_embedder(None)
    rows = np.concatenate(
        [
            embedder.embed_passages(passages[start : start + _TEXTS]).astype(np.float16)
            for start in range(0, len(passages), _TEXTS)
        ]
    )
    questions = embedder.embed_queries(asked)
    for size in given.sizes:
        sys.stdout.write(compared(rows[:size].astype(np.float32), questions) + "\n")
        sys.stdout.flush()


def texts_of(articles: Path, passages: int, questions: int) -> tuple[list[str], list[str]]:
    """Return so many passages in corpus order, and questions from stretches between them."""
    found = list(islice(_passages(articles), passages))
    chosen = found[:: max(1, len(found) // questions)][:questions]
    return found, [text[len(text) // 3 :][:_ASKED] for text in chosen]


def _passages(articles: Path) -> Iterator[str]:
    opened = gzip.open if articles.suffix == ".gz" else open
    with opened(articles, "rt", encoding="utf-8") as file:
        for line in file:
            text = fold(json.loads(line)["text"])
            yield from (text[at : at + _PASSAGE] for at in range(0, len(text), _PASSAGE))


def compared(rows: FloatMatrix, questions: FloatMatrix) -> str:
    """Return a line on both ways at one size."""
    keys = range(1, len(rows) + 1)
    start = time.perf_counter()
    exact = DenseIndex.build(rows.shape[1], [(keys, rows)], exact=len(rows))
    cells = DenseIndex.build(rows.shape[1], [(keys, rows)], exact=0)
    built = time.perf_counter() - start
    wanted, slow = _searched(exact, questions)
    found, fast = _searched(cells, questions)
    share = np.mean([len(one & other) / len(one) for one, other in zip(wanted, found, strict=True)])
    before, after = latency(slow), latency(fast)
    return (
        f"{len(rows)} vectors: each compared {before.p50:.2f} ms median, {before.p95:.2f} at 95 %;"
        f" by cells {after.p50:.2f} and {after.p95:.2f} ms, recall@{_FOUND} {share:.3f};"
        f" both built in {built:.1f} s"
    )


def _searched(index: DenseIndex, questions: FloatMatrix) -> tuple[list[set[int]], list[float]]:
    """Return the keys found for each question, and its best time of three in milliseconds."""
    found, times = [], []
    for question in questions:
        taken = []
        for _ in range(3):
            start = time.perf_counter()
            hits = index.search(question, _FOUND)
            taken.append((time.perf_counter() - start) * 1000)
        found.append({key for key, _ in hits})
        times.append(min(taken))
    return found, times


if __name__ == "__main__":
    main()
