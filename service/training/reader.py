"""Train the ranker of the extractive reader on question answering data.

    python -m service.training.reader --data ../shared/data --out index/models/reader

Each question is read against its own passage and the passages most like it, so
that the ranker learns both which span answers and which passage speaks of the
question. Only files marked for shipping are read.
"""

import argparse
import gzip
import json
import logging
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from index.align import Alignment
from index.checksum import write_manifest
from index.document import CleanDocument, Document, Paragraph, ParagraphKind, Passage
from index.gazetteer import Gazetteer
from index.rarity import Rarity
from index.script import fold
from index.span import Span
from service.reader.analysis import analyse
from service.reader.expectation import AnswerType
from service.reader.ranker import KINDS, Ranker
from service.reader.reader import Reader
from service.reader.view import Article, View

_LOG = logging.getLogger(__name__)
_EDGE_CHARACTERS = 2500
_EMBEDDING, _WIDTH = 8, 48
_DISTRACTORS = 3
_PUNCTUATION = re.compile(r"[\W_]")


@dataclass(frozen=True)
class Example:
    """A question with the candidates found for it."""

    kind: AnswerType
    values: np.ndarray  # (n, features)
    edges: tuple[str, ...]
    overlap: np.ndarray  # (n,) character F1 with the answer; 0 outside the right passage
    extra: tuple[bool, ...]  # whether the candidate marks a lost number


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


def view_of(text: str, name: str, rank: int) -> View:
    """Make a view of a context as if it were a document."""
    document = Document(id=name, text=text, sha256=sha256(text.encode()).hexdigest())
    whole = Span(0, len(text))
    paragraphs = (Paragraph(whole, ParagraphKind.BODY),)
    clean = CleanDocument(document, text, Alignment.identity(len(text)), paragraphs)
    passage = Passage(f"{name}#0", name, 0, whole, whole, text)
    return View.of(passage, Article(clean), rank)


class Extractor:
    """Turns questions into examples."""

    def __init__(self, contexts: Sequence[str]) -> None:
        self._contexts = contexts
        self._folded = [fold(text) for text in contexts]
        self._rarity = Rarity.load()
        self._gazetteer = Gazetteer.load()
        self._near = Neighbours(self._folded, self._rarity)
        # collect() does not score, so an untrained ranker serves.
        empty = np.zeros((1, 1), dtype=np.float32)
        self._reader = Reader(self._gazetteer, Ranker({}, empty, empty, empty, empty, empty))

    def example(self, question: str, answers: Sequence[str], gold: int | None) -> Example | None:
        """Read one question; None when no candidate is found or none is near the answer."""
        folded = fold(question)
        analysis = analyse(folded, gazetteer=self._gazetteer, rarity=self._rarity)
        numbers = self._near.nearest(folded, _DISTRACTORS + 1)
        if gold is not None and gold not in numbers:
            numbers = [*numbers[:_DISTRACTORS], gold]
        views = [view_of(self._contexts[n], str(n), rank) for rank, n in enumerate(numbers)]
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
            tuple(s.edges for s in spots),
            np.array(overlap, dtype=np.float32),
            tuple(s.lost for s in spots),
        )


_extractor: Extractor | None = None


def _start(contexts: Sequence[str]) -> None:
    global _extractor  # noqa: PLW0603 - one extractor for each worker process
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
        found = [example for example in pool.imap(_work, tasks, chunksize=16) if example]
    return found


def known_characters(examples: Sequence[Example]) -> str:
    """Return the characters most often seen at the edges of candidates."""
    counts: Counter[str] = Counter()
    for example in examples:
        counts.update("".join(example.edges))
    return "".join(character for character, _ in counts.most_common(_EDGE_CHARACTERS))


def train(examples: Sequence[Example], *, epochs: int, seed: int) -> dict[str, np.ndarray]:
    """Fit the network with a softmax over each question's candidates."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    random.seed(seed)
    known = known_characters(examples)
    row = {character: place for place, character in enumerate(known, start=1)}
    usable = [e for e in examples if e.overlap.max() >= 0.5]
    width_in = usable[0].values.shape[1] + len(KINDS) + 4 * _EMBEDDING
    embedding = nn.Embedding(len(known) + 1, _EMBEDDING)
    nn.init.normal_(embedding.weight, std=0.05)
    hidden, output = nn.Linear(width_in, _WIDTH), nn.Linear(_WIDTH, 1, bias=False)
    modules = nn.ModuleList([embedding, hidden, output])
    optimiser = torch.optim.AdamW(modules.parameters(), lr=3e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, 1e-2, total_steps=epochs * (len(usable) // 16 + 1)
    )
    prepared = [
        (
            torch.tensor(e.values),
            torch.tensor([[row.get(c, 0) for c in edge] for edge in e.edges]),
            KINDS.index(e.kind),
            torch.tensor(_target(e)),
        )
        for e in usable
    ]
    for epoch in range(epochs):
        random.shuffle(prepared)
        total = 0.0
        for start in range(0, len(prepared), 16):
            losses = []
            for values, edges, kind, target in prepared[start : start + 16]:
                kinds = torch.zeros(len(values), len(KINDS))
                kinds[:, kind] = 1
                flat = nn.functional.dropout(embedding(edges).flatten(1), 0.1)
                layer = torch.relu(hidden(torch.cat([values, kinds, flat], 1)))
                score = output(nn.functional.dropout(layer, 0.1)).squeeze(1)
                losses.append(-(target * torch.log_softmax(score, 0)).sum())
            loss = torch.stack(losses).mean()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
            total += float(loss) * len(losses)
        _LOG.info("epoch %d: loss %.4f", epoch + 1, total / len(prepared))
    return {
        "characters": np.frombuffer(known.encode("utf-8"), dtype=np.uint8),
        "embedding": embedding.weight.detach().numpy(),
        "hidden": hidden.weight.detach().numpy().T.copy(),
        "hidden_bias": hidden.bias.detach().numpy(),
        "output": output.weight.detach().numpy()[0],
    }


def _target(example: Example) -> np.ndarray:
    """Spread the probability over the spans nearest to the answer, the nearest most."""
    sharp = np.where(example.overlap >= 0.5, example.overlap**6, 0.0)
    return np.asarray(sharp / sharp.sum(), dtype=np.float32)


def main() -> None:
    """Extract, train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    questions = rows(options.data, "cmrc2018.train")[: options.questions]
    examples = extract(questions, options.processes)
    _LOG.info("%d examples of %d questions", len(examples), len(questions))
    weights = train(examples, epochs=options.epochs, seed=options.seed)
    weights["calibration"] = np.zeros(6, dtype=np.float32)
    save(weights, options.out)


def save(weights: dict[str, np.ndarray], out: Path) -> None:
    """Write weights and their manifest."""
    from safetensors.numpy import save_file

    out.mkdir(parents=True, exist_ok=True)
    save_file(weights, out / "ranker.safetensors")
    write_manifest(out, ["ranker.safetensors"])


if __name__ == "__main__":
    main()
