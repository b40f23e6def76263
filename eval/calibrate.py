"""Fit the extractive reader to news: its weights a little, then its probability.

    python -m eval.calibrate --out index/models/reader \
        --set seeds/questions.jsonl seeds/articles \
        --set eval/sets/more_seeds.jsonl seeds/articles

Only questions of the `dev` split are read; the other split stays out, for measuring.
First the weights that `service.training.reader` made are moved towards what answers
these questions, a strong ridge holding them back. Then a logistic regression learns
from the measures of each question's best reading whether that reading is right;
questions that must be refused count as wrong, whatever was read.
"""

import argparse
import logging
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from eval.dataset import load_dataset
from eval.item import Item
from eval.measures.right import says_gold
from index.checksum import write_manifest
from index.static_embedder import StaticEmbedder
from service.bootstrap import build_answerer, open_local_library
from service.chain import run_steps
from service.reader.expectation import AnswerType
from service.reader.ranker import FEATURES, Vector
from service.reader.reader import Reading
from service.settings import load_settings
from service.state import State
from service.steps import Generate
from service.training.reader import Example, train

_LOG = logging.getLogger(__name__)
_RIDGE = 10.0  # on standardised inputs: a hundred questions can move twenty weights only so far
_STEPS = 50
_FOLDS, _PULL, _ADAPTING = 5, 0.01, 150
Matrix = NDArray[np.float64]


Asked = tuple[Item, State, Generate]


def asked(questions: Path, corpus: Path, split: str) -> Iterator[Asked]:
    """Yield the questions of a split with what was retrieved, over a store of their own."""
    with TemporaryDirectory(prefix="wenju-calibrate-") as folder:
        settings = load_settings(store=Path(folder) / "store")
        library = open_local_library(settings)
        library.ingest([corpus])
        answerer = build_answerer(settings, library.corpus, cache(StaticEmbedder.load))
        generate = answerer.steps["generate"]
        assert isinstance(generate, Generate)  # noqa: S101 - the extractive chain's step
        search = {name: answerer.steps[name] for name in ("condense", "retrieve", "rerank")}
        for item in load_dataset(questions).items:
            if item.split == split:
                start = answerer.begin(item.question, library.corpus())
                yield item, run_steps(search, start), generate


def examples(questions: Path, corpus: Path, split: str) -> Iterator[Example]:
    """Yield the candidates of each answerable question, 1 for those that are right."""
    for item, state, generate in asked(questions, corpus, split):
        if item.answerable and (spots := generate.candidates(state)):
            texts = [spot.span.of(spot.sentence.view.text) for spot in spots]
            yield Example(
                AnswerType.STATEMENT,  # not looked at here
                np.array([spot.features.values() for spot in spots], dtype=np.float32),
                np.array([says_gold(item, text) for text in texts], dtype=np.float32),
            )


def readings(questions: Path, corpus: Path, split: str) -> Iterator[tuple[Item, Reading]]:
    """Yield the best reading of each question of a split."""
    for item, state, generate in asked(questions, corpus, split):
        if (best := generate.best_reading(state)) is not None and not best.lost:
            yield item, best


def inputs(reading: Reading) -> tuple[float, ...]:
    """Return what the probability is worked out from, the constant left out."""
    return (*reading.features.values(), reading.score, reading.margin)


def fit(rows: Matrix, right: NDArray[np.bool_]) -> Matrix:
    """Fit a ridge logistic regression by Newton's method.

    Args:
        rows: Shape (n, inputs).
        right: Shape (n,).

    Returns:
        Shape (inputs + 1,); the constant comes last.
    """
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread == 0] = 1.0
    scaled = np.hstack([(rows - mean) / spread, np.ones((len(rows), 1))])
    penalty = np.diag([_RIDGE] * rows.shape[1] + [0.0])
    weights = np.zeros(scaled.shape[1])
    for _ in range(_STEPS):
        probability = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (right - probability) - penalty @ weights
        curve = (scaled * (probability * (1 - probability))[:, None]).T @ scaled + penalty
        weights = weights + np.linalg.solve(curve, slope)
    plain = weights[:-1] / spread
    return np.append(plain, weights[-1] - plain @ mean)


def main() -> None:
    """Read, fit and write the weights into the ranker's file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", nargs=2, type=Path, action="append", required=True)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    read = [
        example
        for questions, corpus in options.set
        for example in examples(questions, corpus, options.split)
    ]
    write("weights", adapt(read, _trained(options.out)), options.out)
    found = [
        pair
        for questions, corpus in options.set
        for pair in readings(questions, corpus, options.split)
    ]
    rows = np.array([inputs(reading) for _, reading in found])
    right = np.array([_is_right(item, reading) for item, reading in found])
    weights = fit(rows, right)
    _LOG.info("%d readings, %d of them right", len(found), right.sum())
    for name, weight in zip((*FEATURES, "score", "margin", "constant"), weights, strict=True):
        _LOG.info("%-18s %8.3f", name, weight)
    write("calibration", weights, options.out)


def _is_right(item: Item, reading: Reading) -> bool:
    return says_gold(item, reading.span.of(reading.view.text))


def _trained(out: Path) -> Vector:
    from safetensors.numpy import load_file

    return load_file(out / "ranker.safetensors")["trained"]


def adapt(read: Sequence[Example], start: Vector) -> Vector:
    """Move the reader's weights towards what answers the questions; log how much it helps."""
    folds = [list(range(fold, len(read), _FOLDS)) for fold in range(_FOLDS)]
    held = 0
    for fold in folds:
        rest = [read[i] for i in range(len(read)) if i % _FOLDS != fold[0]]
        held += _right([read[i] for i in fold], _moved(rest, start))
    weights = _moved(read, start)
    before, after = _right(read, start), _right(read, weights)
    _LOG.info(
        "%d questions: %d right before, %d after, %d cross-validated",
        len(read),
        before,
        after,
        held,
    )
    return weights


def _moved(read: Sequence[Example], start: Vector) -> Vector:
    return train(read, towards=start, ridge=_PULL, steps=_ADAPTING, seed=0)


def _right(read: Sequence[Example], weights: Vector) -> int:
    return sum(bool(example.overlap[np.argmax(example.values @ weights)]) for example in read)


def write(name: str, weights: Sequence[float] | Matrix | Vector, out: Path) -> None:
    """Put weights into the ranker's file, and its new digest into the manifest."""
    from safetensors.numpy import load_file, save_file

    tensors = load_file(out / "ranker.safetensors")
    tensors[name] = np.asarray(weights, dtype=np.float32)
    save_file(tensors, out / "ranker.safetensors")
    write_manifest(out, ["ranker.safetensors"])


if __name__ == "__main__":
    main()
