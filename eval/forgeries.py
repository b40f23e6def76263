"""Replies of a language model that lies, or that tells the truth in other words."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from eval.altered_answers import AlteredAnswer, Change, altered_answers
from index.document import Document
from service.figures.compare import values
from service.figures.quantity import Quantity
from service.figures.reading import find_quantities

_LONGEST = 300  # characters of a question
_KEY = "[{key}]"  # filled in with the key under which the model was shown the passage
_TRUE = (
    Change.SEPARATED, Change.SPELLED, Change.SCALED, Change.FULL_WIDTH, Change.REWORDED,
    Change.ENGLISH,
)  # fmt: skip
_FALSE = (
    Change.FIGURE, Change.UNIT, Change.PLACE, Change.YEAR, Change.DAY, Change.NEGATION,
    Change.DIRECTION, Change.ENGLISH_FALSE,
)  # fmt: skip


class Forgery(StrEnum):
    """What a whole reply forges, beside the changes of a statement."""

    QUOTE = "quote invented"
    KEY = "key invented"
    BLEND = "two sources blended"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model is to say, and what is to become of it.

    Attributes:
        statement: What it says.
        text: The whole reply; `{key}` stands for the key of the first quoted passage.
        quotes: Sentences of the corpus; the model must have been shown the first.
        kind: What was done.
        is_true: Whether it ought to be kept.
        question: What is asked.
    """

    statement: str
    text: str
    quotes: tuple[str, ...]
    kind: Change | Forgery
    is_true: bool
    question: str


def replies(documents: Iterable[Document], *, seed: int = 0) -> Iterator[Reply]:
    """Yield replies to questions about articles, every kind in turn as the articles allow.

    Args:
        documents: The articles.
        seed: Decides what is changed and into what.
    """
    draw = random.Random(seed)  # noqa: S311 - no secret
    before: AlteredAnswer | None = None
    for answer in altered_answers(documents, seed=seed):
        if not _fits(answer):
            continue
        if answer.change in _TRUE or answer.change in _FALSE:
            yield _reply(answer)
        if answer.change is Change.FIGURE:
            yield _invented_quote(answer)
        if answer.change is Change.NONE and find_quantities(answer.text):
            if draw.random() < 0.2:
                yield _invented_key(answer)
            if before is not None and (blend := _blended(before, answer)):
                yield blend
            before = answer


def _fits(answer: AlteredAnswer) -> bool:
    """Say whether a sentence can be quoted in one line."""
    quote = answer.source.cited.text.strip()
    return not set("«»\n<>[]") & set(quote + answer.text)


def _question(answer: AlteredAnswer) -> str:
    return f"{answer.source.cited.text.strip()[:_LONGEST]}，是这样吗？"


def _reply(answer: AlteredAnswer) -> Reply:
    quote = answer.source.cited.text.strip()
    text = f"{answer.text} {_KEY} «{quote}»"
    true = answer.change.is_true
    return Reply(answer.text, text, (quote,), answer.change, true, _question(answer))


def _invented_quote(answer: AlteredAnswer) -> Reply:
    """Quote what nobody wrote: the sentence with the figure that was made up."""
    quote = answer.source.cited.text.strip()
    text = f"{answer.text} {_KEY} «{answer.text}»"
    return Reply(answer.text, text, (quote,), Forgery.QUOTE, False, _question(answer))


def _invented_key(answer: AlteredAnswer) -> Reply:
    """Cite a passage that was never shown."""
    quote = answer.source.cited.text.strip()
    text = f"{answer.text} [97]"
    return Reply(answer.text, text, (quote,), Forgery.KEY, False, _question(answer))


def _may_be_true(new: Quantity, one: Quantity) -> bool:
    return one.dimension == new.dimension or values(one) == values(new)


def _blended(first: AlteredAnswer, second: AlteredAnswer) -> Reply | None:
    """Put the figure of one article into the sentence of another, and cite both."""
    ours, theirs = find_quantities(first.text), find_quantities(second.text)
    if first.source.clean.document.id == second.source.clean.document.id or not (ours and theirs):
        return None
    old, new = ours[0], theirs[0]
    cited = (first.source.cited, second.source.cited)
    if new.indefinite or any(_may_be_true(new, one) for one in cited[0].quantities):
        return None  # it may count nothing, or be true of the first as well: 2个 of 两家
    span = old.span
    told = first.text[: span.start] + new.span.of(second.text) + first.text[span.end :]
    quotes = (cited[0].text.strip(), cited[1].text.strip())
    text = f"{told} {_KEY} «{quotes[0]}» «{quotes[1]}»"
    question = f"{quotes[0][: _LONGEST // 2]}；{quotes[1][: _LONGEST // 2]}，是这样吗？"
    return Reply(told, text, quotes, Forgery.BLEND, False, question)
