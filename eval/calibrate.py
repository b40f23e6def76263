"""Fit the extractive reader to news: its weights a little, its probability, its thresholds.

    python -m eval.calibrate --out index/models/reader \
        --set seeds/questions.jsonl seeds/articles \
        --set eval/sets/more_seeds.jsonl seeds/articles \
        --reading ../shared/data/cmrc2018.train.jsonl.gz

Only questions of the `dev` split are read; the other split stays out, for measuring.
First the weights that `service.training.reader` made are moved towards what answers
these questions and, on encyclopaedia pages, those that the reading network was not
trained on: what is right on news must not be wrong elsewhere. Then a logistic regression learns
from the measures of each question's best reading whether that reading is right;
questions that must be refused count as wrong, whatever was read. Last, the table from
accepted errors to thresholds is measured on answers of readers fitted without them.
"""

import argparse
import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from eval.acceptance import Judged, accept, attained
from eval.bench.reading import WholeReader
from eval.dataset import load_dataset
from eval.item import Item, context_document
from eval.measures.calibration_error import calibration_error
from eval.measures.character_f1 import unit_f1
from eval.measures.right import says_gold
from index.checksum import write_manifest
from index.gazetteer import Gazetteer
from index.rarity import Rarity
from index.static_embedder import StaticEmbedder
from service.acceptance import FILE, Acceptance
from service.bootstrap import build_answerer, open_local_library
from service.chain import run_steps
from service.draft import Draft
from service.generate.extractive import ExtractiveGenerator
from service.reader.analysis import Analysis
from service.reader.expectation import AnswerType
from service.reader.neural.span_reader import SpanReader
from service.reader.ranker import FEATURES, Ranker, Vector
from service.reader.reader import Reader, Reading, Spot
from service.settings import load_settings
from service.state import State
from service.training.ranking import Share, fit_weights
from service.training.reader import Example
from service.training.span_examples import is_held_out

_LOG = logging.getLogger(__name__)
_RIDGE = 10.0  # on standardised inputs: a hundred questions can move twenty weights only so far
_STEPS = 50
_FOLDS, _PULL, _ADAPTING = 5, 0.003, 150
_ELSEWHERE = 0.6  # share of the loss that questions on other texts than news make up
_TOLD = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
WEIGHTS = "ranker.safetensors"
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """A question with everything that could answer it; read once, ranked many times."""

    item: Item
    state: State
    spots: Sequence[Spot]

    @property
    def analysis(self) -> Analysis:
        """The question taken apart."""
        assert self.state.analysis is not None  # noqa: S101 - condensing fills it in
        return self.state.analysis

    def best(self, ranker: Ranker) -> Reading | None:
        """Return what a ranker puts first."""
        return next(iter(_reader(ranker).rank(self.spots)), None)


def asked(questions: Path, corpus: Path, split: str) -> Iterator[Asked]:
    """Yield the questions of a split with what was retrieved, over a store of their own."""
    with TemporaryDirectory(prefix="wenju-calibrate-") as folder:
        settings = load_settings(store=Path(folder) / "store", accepted_error=1.0)
        library = open_local_library(settings)
        library.ingest([corpus])
        answerer = build_answerer(settings, library.corpus, cache(StaticEmbedder.load))
        search = {name: answerer.steps[name] for name in ("condense", "retrieve", "rerank")}
        for item in load_dataset(questions).items:
            if item.split == split:
                state = run_steps(search, answerer.begin(item.question, library.corpus()))
                assert state.analysis is not None  # noqa: S101 - condensing fills it in
                spots = _reader(_UNFIT).collect(state.analysis, state.views)
                yield Asked(item, state, spots)


def main() -> None:
    """Read, fit, and write weights, probability and thresholds beside the reader's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", nargs=2, type=Path, action="append", required=True)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--reading", type=Path, required=True, help="questions with contexts")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    pairs = [
        pair
        for questions, corpus in options.set
        for pair in asked(questions, corpus, options.split)
    ]
    start, reading = _trained(options.out), list(reading_examples(options.reading))
    _LOG.info("%d questions on texts of their own", len(reading))
    ranker = fitted(pairs, reading, start)
    for name, weight in zip(
        (*FEATURES, "score", "margin", "constant"), ranker.calibration, strict=True
    ):
        _LOG.info("%-18s %8.3f", name, weight)
    unseen = cross_fitted(pairs, reading, start)
    acceptance = accept(unseen)
    report(unseen, acceptance, len(pairs))
    write(ranker, acceptance, options.out, questions=len(pairs))


def reading_examples(path: Path) -> Iterator[Example]:
    """Yield what could answer each question whose context the network was not trained on."""
    reader = WholeReader()
    for item in load_dataset(path).items:
        if item.answerable and item.context and is_held_out(item.context):
            document = context_document(item.context, None)
            spots = reader.candidates(item.question, document)
            texts = [spot.span.of(spot.sentence.view.text) for spot in spots]
            overlap = [max(unit_f1(text, gold) for gold in item.answers) for text in texts]
            if spots:
                yield _example_of(spots, overlap)


def fitted(pairs: Sequence[Asked], reading: Sequence[Example], start: Vector) -> Ranker:
    """Return the weights moved towards what answers these questions, with their probability."""
    examples = [example for pair in pairs if (example := _example(pair)) is not None]
    shares = [Share(1 - _ELSEWHERE, examples), Share(_ELSEWHERE, reading)]
    weights = fit_weights(shares, towards=start, ridge=_PULL, steps=_ADAPTING)
    _LOG.info(
        "%d questions: %d right before, %d after",
        len(examples),
        _right(examples, start),
        _right(examples, weights),
    )
    rows, right = [], []
    for pair in pairs:
        best = pair.best(_unsure(weights))
        if best is not None and not best.lost and not _is_whether(pair):
            rows.append(inputs(best))
            right.append(says_gold(pair.item, best.span.of(best.view.text)))
    calibration = fit(np.array(rows), np.array(right))
    return Ranker(weights, calibration.astype(np.float32))


def _is_whether(pair: Asked) -> bool:
    """Say whether an answer's probability is not worked out here: what decides has its own."""
    return pair.analysis.expectation.kind is AnswerType.WHETHER


def cross_fitted(pairs: Sequence[Asked], reading: Sequence[Example], start: Vector) -> Judged:
    """Return confidence and rightness of answers by readers fitted without their questions.

    Answers are those that would be shown if none were too unsure; what is refused for
    another reason is left out. The folds go by a hash of the question's id.
    """
    found: list[tuple[float, bool]] = []
    for fold in range(_FOLDS):
        rest = [pair for pair in pairs if fold_of(pair.item) != fold]
        ranker = fitted(rest, reading, start)
        found += shown([pair for pair in pairs if fold_of(pair.item) == fold], ranker)
    return found


def fold_of(item: Item) -> int:
    """Return the part of a question, from 0 to `_FOLDS` - 1."""
    digest = hashlib.sha1(item.id.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:4], "big") % _FOLDS


def shown(pairs: Sequence[Asked], ranker: Ranker) -> list[tuple[float, bool]]:
    """Return confidence and rightness of every answer that no other obstacle holds back."""
    generator = ExtractiveGenerator(_reader(ranker), threshold=0.0)
    drafts = [
        (pair.item, generator.answer(pair.analysis, pair.best(ranker), pair.state.views))
        for pair in pairs
    ]
    return [
        (draft.confidence, says_gold(item, draft.text))
        for item, draft in drafts
        if isinstance(draft, Draft)
    ]


def report(unseen: Judged, acceptance: Acceptance, questions: int) -> None:
    """Log what each accepted error would have meant for answers that were not learnt from."""
    error = calibration_error(unseen) or 0.0
    _LOG.info("%d questions, %d answers, calibration error %.3f", questions, len(unseen), error)
    for accepted in _TOLD:
        threshold = acceptance.threshold(accepted)
        share, wrong = attained(unseen, threshold)
        count = share * len(unseen)
        _LOG.info(
            "accepted %.2f: threshold %.3f, %.0f shown, %.3f of them wrong",
            accepted,
            threshold,
            count,
            wrong,
        )


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


def _example(pair: Asked) -> Example | None:
    """Return the candidates of an answerable question, 1 for those that are right."""
    if not (pair.item.answerable and pair.spots):
        return None
    texts = [spot.span.of(spot.sentence.view.text) for spot in pair.spots]
    return _example_of(pair.spots, [float(says_gold(pair.item, text)) for text in texts])


def _example_of(spots: Sequence[Spot], overlap: Sequence[float]) -> Example:
    return Example(
        AnswerType.STATEMENT,  # not looked at here
        np.array([spot.features.values() for spot in spots], dtype=np.float32),
        np.array(overlap, dtype=np.float32),
    )


def _reader(ranker: Ranker) -> Reader:
    return Reader(Gazetteer.load(), _network(), ranker)


@cache
def _network() -> SpanReader:
    return SpanReader.load(StaticEmbedder.load().token_cover, Rarity.load())


def _unsure(weights: Vector) -> Ranker:
    """Return a ranker whose probability does not matter."""
    return Ranker(weights, np.zeros(len(FEATURES) + 3, dtype=np.float32))


_UNFIT = _unsure(np.zeros(len(FEATURES), dtype=np.float32))


def _right(read: Sequence[Example], weights: Vector) -> int:
    return sum(bool(example.overlap[np.argmax(example.values @ weights)]) for example in read)


def _trained(out: Path) -> Vector:
    from safetensors.numpy import load_file

    return load_file(out / WEIGHTS)["trained"]


def write(ranker: Ranker, acceptance: Acceptance, out: Path, *, questions: int) -> None:
    """Put weights, probability and thresholds beside the reader's, and renew the manifest."""
    from safetensors.numpy import load_file, save_file

    kept = load_file(out / WEIGHTS)
    fresh = {"weights": ranker.weights, "calibration": ranker.calibration}
    save_file(kept | fresh, out / WEIGHTS)
    acceptance.save(out, questions=questions)
    write_manifest(out, [WEIGHTS, FILE])


if __name__ == "__main__":
    main()
