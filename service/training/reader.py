"""Train the ranker of the extractive reader on question answering data.

    python -m service.training.reader --data ../shared/data --out index/models/reader

Each question is read against its own passage and the passages most like it, so
that the ranker learns both which span answers and which passage speaks of the
question. The reading network takes no part: on questions that it was trained on it is
surer than it ever is on new ones. The weights of its odds are set by hand here, and
`eval.calibrate` moves them. Questions whose answer has a shape (figures, dates,
names …) count; those that a whole clause answers taught it to prefer clauses. Only
files marked for shipping are read. `eval.calibrate` then fits the probability.
"""

import argparse
import gzip
import json
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from multiprocessing import Pool
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.align import Alignment
from index.checksum import write_manifest
from index.document import CleanDocument, Document, Paragraph, ParagraphKind, Passage
from index.gazetteer import Gazetteer
from index.rarity import Rarity
from index.script import fold
from index.span import Span
from index.static_embedder import StaticEmbedder
from service.reader.analysis import analyse
from service.reader.expectation import AnswerType
from service.reader.likeness import likeness_to
from service.reader.ranker import FEATURES, Ranker, Vector
from service.reader.reader import Reader
from service.reader.view import Article, View

if TYPE_CHECKING:
    import torch

_LOG = logging.getLogger(__name__)
_DISTRACTORS = 3
_SHAPED = (
    AnswerType.FIGURE,
    AnswerType.DATE,
    AnswerType.PERCENT,
    AnswerType.DURATION,
    AnswerType.PERSON,
    AnswerType.PLACE,
    AnswerType.ORGANISATION,
)
_NEAR, _SAME = 0.6, 0.01  # character F1 that a candidate must reach; and that counts as equal
_BATCH, _RATE, _RIDGE = 150, 0.05, 0.001

# The rule of thumb, set by hand: the words asked about stand near, in a clause of their own,
# about the same subject and year.
_PRIOR = {
    "overlap": 4.0,
    "fitting_overlap": 2.0,
    "span_odds": 2.0,
    "sentence_odds": 1.0,
    "nearness": 4.0,
    "clause_coverage": 3.0,
    "focus_near": 3.0,
    "likeness": 3.0,
    "clause_likeness": 3.0,
    "coverage": 2.0,
    "sentence_coverage": 2.0,
    "focus_coverage": 2.0,
    "time_match": 2.0,
    "fit": 6.0,
    "rank": 1.5,
    "head_near": 1.5,
    "length": -1.0,
    "head_missing": -1.0,
    "name_missing": -2.0,
    "other_place": -2.0,
    "repeats_question": -2.0,
    "place_missing": -4.0,
    "time_conflict": -9.0,
}
PRIOR = np.array([_PRIOR.get(name, 0.0) for name in FEATURES], dtype=np.float32)

_PUNCTUATION = re.compile(r"[\W_]")


@dataclass(frozen=True)
class Example:
    """A question with the candidates found for it."""

    kind: AnswerType
    values: Vector  # (n, features)
    overlap: Vector  # (n,) character F1 with the answer; 0 outside the right passage


def rows(data: Path, name: str) -> list[dict[str, object]]:
    """Read a question set."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def character_f1(found: str, answer: str) -> float:
    """Return the F1 of the characters two strings share, punctuation aside."""
    one, two = _PUNCTUATION.sub("", found), _PUNCTUATION.sub("", answer)
    same = sum((Counter(one) & Counter(two)).values())
    return 2 * same / (len(one) + len(two)) if same else 0.0


class Neighbours:
    """Finds the contexts that share most rare pairs with a question."""

    def __init__(self, contexts: Sequence[str], rarity: Rarity) -> None:
        self._rarity = rarity
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(contexts):
            for pair in {text[i : i + 2] for i in range(len(text) - 1)}:
                self._holders[pair].append(number)

    def nearest(self, question: str, limit: int) -> list[int]:
        """Return the numbers of the contexts that share most with a question."""
        votes: Counter[int] = Counter()
        for pair in {question[i : i + 2] for i in range(len(question) - 1)}:
            for number in self._holders.get(pair, ()):
                votes[number] += self._rarity.weight(pair)  # type: ignore[assignment]
        return [number for number, _ in votes.most_common(limit)]


def view_of(text: str, name: str, rank: int, gazetteer: Gazetteer) -> View:
    """Make a view of a context as if it were a document."""
    document = Document(id=name, text=text, sha256=sha256(text.encode()).hexdigest())
    whole = Span(0, len(text))
    paragraphs = (Paragraph(whole, ParagraphKind.BODY),)
    clean = CleanDocument(document, text, Alignment.identity(len(text)), paragraphs)
    passage = Passage(f"{name}#0", name, 0, whole, whole, text)
    return View.of(passage, Article(clean, whole, gazetteer), rank)


class Extractor:
    """Turns questions into examples."""

    def __init__(self, contexts: Sequence[str]) -> None:
        self._contexts = contexts
        self._folded = [fold(text) for text in contexts]
        self._rarity = Rarity.load()
        self._gazetteer = Gazetteer.load()
        self._embedder = StaticEmbedder.load()
        self._near = Neighbours(self._folded, self._rarity)
        # collect() does not score, so an untrained ranker serves.
        empty = np.zeros(0, dtype=np.float32)
        self._reader = Reader(self._gazetteer, None, Ranker(empty, empty))

    def example(self, question: str, answers: Sequence[str], gold: int | None) -> Example | None:
        """Read one question; None when no candidate is found or none is near the answer."""
        folded = fold(question)
        analysis = replace(
            analyse(folded, gazetteer=self._gazetteer, rarity=self._rarity),
            likeness=likeness_to(folded, self._embedder),
        )
        numbers = self._near.nearest(folded, _DISTRACTORS + 1)
        if gold is not None and gold not in numbers:
            numbers = [*numbers[:_DISTRACTORS], gold]
        views = [
            view_of(self._contexts[n], str(n), rank, self._gazetteer)
            for rank, n in enumerate(numbers)
        ]
        spots = self._reader.collect(analysis, views)
        wanted = [fold(answer) for answer in answers]
        overlap = [
            max(character_f1(s.span.of(s.sentence.view.text), w) for w in wanted)
            if gold is not None and s.sentence.view.passage.document_id == str(gold)
            else 0.0
            for s in spots
        ]
        if not spots:
            return None
        return Example(
            analysis.expectation.kind,
            np.array([s.features.values() for s in spots], dtype=np.float32),
            np.array(overlap, dtype=np.float32),
        )


_extractor: Extractor | None = None


def _start(contexts: Sequence[str]) -> None:
    global _extractor  # one extractor for each worker process
    _extractor = Extractor(contexts)


def _work(task: tuple[str, Sequence[str], int]) -> Example | None:
    assert _extractor is not None  # noqa: S101 - set by _start in every worker
    return _extractor.example(*task)


def extract(questions: Iterable[dict[str, object]], processes: int) -> list[Example]:
    """Read all questions of a set against its contexts."""
    listed = list(questions)
    contexts = sorted({str(row["context"]) for row in listed})
    number = {text: place for place, text in enumerate(contexts)}
    tasks = [
        (str(row["question"]), list(row["answers"]), number[str(row["context"])])  # type: ignore[call-overload]
        for row in listed
    ]
    with Pool(processes, _start, (contexts,)) as pool:
        return [example for example in pool.imap(_work, tasks, chunksize=16) if example]


def train(
    examples: Sequence[Example], *, towards: Vector, ridge: float, steps: int, seed: int
) -> Vector:
    """Fit weights with a softmax over each question's candidates (McFadden, 1974).

    The likelihood of all best candidates together is raised.

    Args:
        examples: Those in which a candidate comes near the answer are used.
        towards: Weights that the ridge pulls towards, shape (features,): they also know
            what the examples hardly show, such as another year.
        ridge: How strongly it pulls.
        steps: Gradient steps, each on a batch of questions.
        seed: Of the batches.

    Returns:
        Shape (features,).
    """
    import torch

    usable = [e for e in examples if e.overlap.max() > _NEAR]
    start = torch.tensor(towards)
    weights = start.clone().requires_grad_(True)
    optimiser = torch.optim.Adam([weights], lr=_RATE)
    draw = np.random.default_rng(seed)
    for step in range(steps):
        batch = draw.choice(len(usable), min(_BATCH, len(usable)), replace=False)
        losses = [_loss(usable[number], weights) for number in batch]
        loss = torch.stack(losses).mean() + ridge * ((weights - start) ** 2).sum()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        if (step + 1) % 50 == 0:
            _LOG.info("step %d: loss %.4f", step + 1, loss.item())
    return np.asarray(weights.detach().numpy(), dtype=np.float32)


def _loss(example: Example, weights: "torch.Tensor") -> "torch.Tensor":
    import torch

    scores = torch.tensor(example.values) @ weights
    best = torch.tensor(example.overlap >= example.overlap.max() - _SAME)
    return torch.logsumexp(scores, 0) - torch.logsumexp(scores[best], 0)


def main() -> None:
    """Extract, train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=5000)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    questions = rows(options.data, "cmrc2018.train")[: options.questions]
    examples = extract(questions, options.processes)
    _LOG.info("%d examples of %d questions", len(examples), len(questions))
    shaped = [example for example in examples if example.kind in _SHAPED]
    weights = train(shaped, towards=PRIOR, ridge=_RIDGE, steps=options.steps, seed=options.seed)
    for name, weight in zip(FEATURES, weights, strict=True):
        _LOG.info("%-18s %7.3f", name, weight)
    save(weights, options.out)


def save(weights: Vector, out: Path) -> None:
    """Write weights, every answer half likely until calibrated, and their manifest.

    `trained` keeps them as they came from here, `weights` is what `eval.calibrate` moves.
    """
    from safetensors.numpy import save_file

    out.mkdir(parents=True, exist_ok=True)
    calibration = np.zeros(len(FEATURES) + 3, dtype=np.float32)
    tensors = {"weights": weights, "trained": weights.copy(), "calibration": calibration}
    save_file(tensors, out / "ranker.safetensors")
    write_manifest(out, ["ranker.safetensors"])


if __name__ == "__main__":
    main()
