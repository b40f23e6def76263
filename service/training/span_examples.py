"""Questions with marked answers, as batches for the reading network."""

import gzip
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import torch
from torch import Tensor

from index.script import fold
from service.reader.neural.coded import Coded, Coder, Real
from service.reader.neural.matching import MATCHES, matches
from service.reader.neural.network import LONGEST
from service.reader.neural.span_reader import WINDOW

_QUESTION = 48  # characters of a question that are read
_HELD_OUT = 10  # one context in so many stays out of training
_TRIES = 4
Row = Mapping[str, object]
Side = tuple[Tensor, Tensor, Tensor]  # characters, tokens and matches


@dataclass(frozen=True)
class SpanExample:
    """A question, a text and where the text answers it.

    Attributes:
        question: Coded.
        text: Coded.
        answers: Start and end of each answer in the text.
    """

    question: Coded
    text: Coded
    answers: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Batch:
    """Windows of texts with their questions.

    Attributes:
        question: Of each window, padded with 0.
        text: Of each window, padded with 0.
        owner: The number of the question that each window belongs to.
        gold: Window, first and last character of each answer, shape (answers, 3).
    """

    question: Side
    text: Side
    owner: Tensor
    gold: Tensor


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a gzip JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def is_held_out(context: str) -> bool:
    """Say whether a context's questions stay out of training, for what is fitted on top."""
    return crc32(context.encode()) % _HELD_OUT == 0


def span_examples(rows: Iterable[Row], coder: Coder) -> list[SpanExample]:
    """Code questions; those whose answer is not found in the folded text are left out.

    Args:
        rows: With `question`, `context`, and either `answers`, or `answer` and `start`.
        coder: Codes folded text.
    """
    found: list[SpanExample] = []
    texts: dict[str, tuple[str, Coded]] = {}
    for row in rows:
        context = str(row["context"])
        if context not in texts:
            folded = fold(context)
            texts[context] = folded, coder.code(folded)
        folded, coded = texts[context]
        if answers := _answers(row, folded):
            question = coder.code(fold(str(row["question"]))[:_QUESTION])
            found.append(SpanExample(question, coded, answers))
    return found


def _answers(row: Row, text: str) -> tuple[tuple[int, int], ...]:
    if isinstance(start := row.get("start"), int):
        return ((start, start + len(str(row["answer"]))),)
    answers = row["answers"]
    assert isinstance(answers, list)  # noqa: S101 - the format of question sets
    folded = [fold(answer) for answer in answers]
    return tuple(
        (text.index(answer), text.index(answer) + len(answer))
        for answer in folded
        if answer and answer in text
    )


class Batcher:
    """Crops windows around answers, and others without one, and pads them together.

    Args:
        likeness: Unit vectors of tokens; see `matches`.
        seed: Of the crops.
    """

    def __init__(self, likeness: Real, *, seed: int) -> None:
        self._likeness = likeness
        self._random = random.Random(seed)  # noqa: S311 - not for secrets

    def batch(self, examples: Sequence[SpanExample]) -> Batch:
        """Return the windows of some questions as one batch."""
        asked: list[tuple[Coded, Real]] = []
        read: list[tuple[Coded, Real]] = []
        owners: list[int] = []
        gold: list[tuple[int, int, int]] = []
        for owner, example in enumerate(examples):
            for start, end in self._windows(example):
                window = example.text.part(start, end)
                of_question, of_text = matches(example.question, window, self._likeness)
                gold += [
                    (len(owners), first - start, last - 1 - start)
                    for first, last in set(example.answers)
                    if first >= start and last <= end and last - first <= LONGEST
                ]
                asked.append((example.question, of_question))
                read.append((window, of_text))
                owners.append(owner)
        return Batch(_side(asked), _side(read), torch.tensor(owners), torch.tensor(gold))

    def _windows(self, example: SpanExample) -> list[tuple[int, int]]:
        """Return a window with an answer, and one without where the text is long enough."""
        length = len(example.text)
        first, last = self._random.choice(example.answers)
        if length <= WINDOW:
            return [(0, length)]
        earliest, latest = max(0, last - WINDOW), min(first, length - WINDOW)
        start = self._random.randint(min(earliest, latest), max(earliest, latest))
        found = [(start, start + WINDOW)]
        for _ in range(_TRIES):
            other = self._random.randint(0, length - WINDOW)
            if other >= last or other + WINDOW <= first:
                return [*found, (other, other + WINDOW)]
        return found


def _side(rows: Sequence[tuple[Coded, Real]]) -> Side:
    longest = max(len(text) for text, _ in rows)
    characters = np.zeros((len(rows), longest), dtype=np.int64)
    tokens = np.zeros_like(characters)
    shared = np.zeros((len(rows), longest, MATCHES), dtype=np.float32)
    for row, (text, match) in enumerate(rows):
        characters[row, : len(text)] = text.characters
        tokens[row, : len(text)] = text.tokens
        shared[row, : len(text)] = match
    return torch.from_numpy(characters), torch.from_numpy(tokens), torch.from_numpy(shared)
