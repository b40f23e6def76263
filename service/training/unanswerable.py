"""Questions that look answerable and are not, made from questions that are."""

import random
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from index.script import fold
from service.training.span_examples import Row

_NUMBER = re.compile(r"\d+")
_NAME = (2, 8)  # characters that a question and its text share, taken for a name
_NAMES = 0.7  # share that asks for another name where another number could be asked for


def unanswerable(rows: Sequence[Row], *, share: float, seed: int) -> Iterator[Row]:
    """Yield questions about another name or number than their text speaks of.

    The text is the question's own, so that all but what was changed fits: the hard kind
    of question without an answer (Rajpurkar et al., 2018, have people write them).

    Args:
        rows: Answerable, with `question` and `context`.
        share: How many of them are changed, beside those that stay; from 0 to 1.
        seed: The same one gives the same questions.
    """
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    for row in rows:
        if chance.random() >= share:
            continue
        question, text = fold(str(row["question"])), fold(str(row["context"]))
        lender = fold(str(chance.choice(rows)["question"]))
        changed = _changed(question, text, lender, chance)
        if changed is not None:
            yield {"question": changed, "context": row["context"], "answers": []}


def _changed(question: str, text: str, lender: str, chance: random.Random) -> str | None:
    numbers = [found for found in _NUMBER.finditer(question) if found.group() in text]
    if numbers and chance.random() >= _NAMES:
        found = chance.choice(numbers)
        other = str(int(found.group()) + chance.choice((-3, -2, -1, 1, 2, 3)))
        return None if other in text else _put(question, found.start(), found.end(), other)
    run = SequenceMatcher(None, question, text, autojunk=False).find_longest_match()
    least, most = _NAME
    if not least <= run.size <= most or run.size > len(lender):
        return None
    start = chance.randint(0, len(lender) - run.size)
    other = lender[start : start + run.size]
    return None if other in text else _put(question, run.a, run.a + run.size, other)


def _put(question: str, start: int, end: int, other: str) -> str:
    return question[:start] + other + question[end:]
