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
from service.reader.neural.coded import UNKNOWN, Coded, Coder, Real
from service.reader.neural.matching import MATCHES, matches
from service.reader.neural.network import LONGEST
from service.reader.neural.span_reader import WINDOW

_QUESTION = 48  # characters of a question that are read
_HELD_OUT = 10  # one context in so many stays out of training
_MEASURED_ON = 5  # one article of DRCD in so many does
_TRIES = 4
_BESIDE, _ALONE = 0.6, 0.1  # shares of questions, where the text is long enough
Row = Mapping[str, object]
Side = tuple[Tensor, Tensor, Tensor]  # characters, tokens and matches


@dataclass(frozen=True)
class SpanExample:
    """A question, a text and where the text answers it.

    Attributes:
        question: Coded.
        text: Coded.
        answers: Start and end of each answer in the text; none where it does not answer.
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
        unanswered: Of each question, whether no window answers it, shape (questions,).
    """

    question: Side
    text: Side
    owner: Tensor
    gold: Tensor
    unanswered: Tensor


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a gzip JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def is_held_out(context: str) -> bool:
    """Say whether a context's questions stay out of training, for what is fitted on top."""
    return crc32(context.encode()) % _HELD_OUT == 0


def is_measured_on(question_id: str) -> bool:
    """Say whether a question of DRCD belongs to an article that stays out of training."""
    return crc32(question_id.partition("-")[0].encode()) % _MEASURED_ON == 0


def span_examples(rows: Iterable[Row], coder: Coder) -> list[SpanExample]:
    """Code questions; those whose answer is not found in the folded text are left out.

    Rows with an empty list of answers are questions that their text does not answer.

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
        if (answers := _answers(row, folded)) or not row.get("answers", True):
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
        seed: Of the crops and of what is left unanswered.
        masked: Share of the tokens whose characters are hidden; what they match still shows.
    """

    def __init__(self, likeness: Real, *, seed: int, masked: float = 0.0) -> None:
        self._likeness, self._masked = likeness, masked
        self._random = random.Random(seed)  # noqa: S311 - not for secrets

    def batch(self, examples: Sequence[SpanExample]) -> Batch:
        """Return the windows of some questions as one batch."""
        asked: list[tuple[Coded, Real]] = []
        read: list[tuple[Coded, Real]] = []
        owners: list[int] = []
        gold: list[tuple[int, int, int]] = []
        unanswered: list[bool] = []
        for owner, example in enumerate(examples):
            answered, windows = self._windows(example)
            unanswered.append(not answered)
            for start, end in windows:
                window = example.text.part(start, end)
                of_question, of_text = matches(example.question, window, self._likeness)
                gold += [
                    (len(owners), first - start, last - 1 - start)
                    for first, last in set(example.answers)
                    if first >= start and last <= end and last - first <= LONGEST
                ]
                asked.append((self._mask(example.question), of_question))
                read.append((self._mask(window), of_text))
                owners.append(owner)
        places = torch.tensor(gold, dtype=torch.int64).view(-1, 3)
        silent = torch.tensor(unanswered)
        return Batch(_side(asked), _side(read), torch.tensor(owners), places, silent)

    def _mask(self, text: Coded) -> Coded:
        """Return a text with some tokens hidden, so that questions are not learnt by heart."""
        if not self._masked:
            return text
        begins = np.diff(text.tokens, prepend=-1) != 0
        drawn = np.random.default_rng(self._random.getrandbits(32)).random(int(begins.sum()))
        hidden = (drawn < self._masked)[np.cumsum(begins) - 1]
        return Coded(
            np.where(hidden, UNKNOWN, text.characters),
            np.where(hidden, 0, text.tokens),
            text.rarity,
        )

    def _windows(self, example: SpanExample) -> tuple[bool, list[tuple[int, int]]]:
        """Return the windows to read, and whether one of them holds an answer.

        Beside the window with an answer stands, now and then, one without it; a share of
        the questions is read in that one alone, and must find nothing.
        """
        length = len(example.text)
        if not example.answers:
            start = self._random.randint(0, max(0, length - WINDOW))
            return False, [(start, min(length, start + WINDOW))]
        answering, other = self._answering(example), self._other(example)
        if other is None or (draw := self._random.random()) >= _BESIDE:
            return True, [answering]
        return (False, [other]) if draw < _ALONE else (True, [answering, other])

    def _answering(self, example: SpanExample) -> tuple[int, int]:
        length = len(example.text)
        first, last = self._random.choice(example.answers)
        if length <= WINDOW:
            return 0, length
        earliest, latest = max(0, last - WINDOW), min(first, length - WINDOW)
        start = self._random.randint(min(earliest, latest), max(earliest, latest))
        return start, start + WINDOW

    def _other(self, example: SpanExample) -> tuple[int, int] | None:
        """Return a window that none of the answers touches, if one is found."""
        length = len(example.text)
        for _ in range(_TRIES if length > WINDOW else 0):
            start = self._random.randint(0, length - WINDOW)
            end = start + WINDOW
            if all(start >= last or end <= first for first, last in example.answers):
                return start, end
        return None


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
