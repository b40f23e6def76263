"""How closely a passage speaks of a question, in numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from index.document import Passage
from index.need import Need, shares
from index.pattern import lazy_pattern
from index.rarity import Rarity
from index.script import fold
from index.sentences import sentence_spans
from index.terms import query_weights

_SINGLE = 0.25  # rarity of a single character
_OTHER = 0.9  # of a number or a Latin word
_SHORTEST_RUN = 2  # characters
_LONG = 7.0  # natural logarithm of about 1,100 characters
_SENTENCE = 100  # characters, in the unit of `answering`
_ODDS = 20  # natural logarithms, in the unit of the features
_ASKS_WHEN = lazy_pattern(r"哪一?年|哪一?天|哪一?日|几月|几号|何时|什么时[候间]|年份")
_ASKS_FIGURE = lazy_pattern(r"多少|几[个名人次位条种部家岁层座项]|多[长高大远久深重宽]")
_DATE = lazy_pattern(r"\d{2,4}年|\d月|\d日|世纪|\b1\d{3}\b|\b20\d\d\b")
_FIGURE = lazy_pattern(r"\d|[一二两三四五六七八九十百千万]+[个名人次位条种部家岁层座项年米元]")

Vector = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Closeness:
    """What reordering sees of a passage; shares are of the question's terms by rarity.

    The names are stored with the weights: who adds one here trains the weights again.

    Attributes:
        sentence: Share that stands in the sentence that holds most.
        window: Share that stands in two neighbouring sentences.
        second: Share that stands in the sentence that holds second most.
        titled: Share that stands in a sentence or the title and headings above it.
        title: Share that stands in the title and headings.
        text: Share that stands in the text.
        covered: Share that stands in the text, the title or the headings.
        needed: As `titled`, of the terms by how likely they stand where the answer does.
        needed_anywhere: As `covered`, of the terms weighed so.
        odds: Logarithm of how much likelier an answer is to hold, with its title, just the
            terms that the sentence does, than any text is; of the sentence of which it is most.
        odds_window: The same of two neighbouring sentences.
        odds_anywhere: The same of the whole text.
        run: Squared lengths of the stretches shared with the question, over its own.
        rare_run: The same, each stretch weighed by the rarity of its pairs.
        expected: 1 where the best sentence has a date or figure and the question asks for
            one, -1 where it has none; 0 for other questions.
        answering: Length of the best sentence, in hundreds of characters.
        length: Logarithm of the passage's length; about 1 for 1,100 characters.
    """

    sentence: float
    window: float
    second: float
    titled: float
    title: float
    text: float
    covered: float
    needed: float
    needed_anywhere: float
    odds: float
    odds_window: float
    odds_anywhere: float
    run: float
    rare_run: float
    expected: float
    answering: float
    length: float

    def values(self) -> tuple[float, ...]:
        """Return the values in the order of the attributes."""
        values: tuple[float, ...] = _VALUES(self)
        return values


FEATURES = tuple(Closeness.__dataclass_fields__)
_VALUES = attrgetter(*FEATURES)  # astuple copies deeply: slow


class AskedTerms:
    """A question's terms, each weighed by how rare it is in news, and by how needed it is.

    Args:
        question: As the asker wrote it.
        rarity: Weighs pairs of characters.
        need: Tells which terms stand where the answer does.
    """

    def __init__(self, question: str, rarity: Rarity, need: Need) -> None:
        self.text = fold(question)
        weighed = query_weights(self.text)
        self.terms = tuple(weighed)
        rare = [weight * _rarity(term, rarity) for term, weight in weighed.items()]
        self.weights = _share_of(np.array(rare))
        chances = need.chances(self.text, self.terms, rarity)
        common = shares(self.terms, rarity)
        counted = [len(term) > 1 or term.isascii() for term in self.terms]
        self.needs = _share_of(chances)
        there = np.where(counted, np.log(chances / common), 0.0) / _ODDS
        away = np.where(counted, np.log((1 - chances) / (1 - common)), 0.0) / _ODDS
        self._sums = np.stack([self.weights, self.needs, there - away], axis=1)
        self._nothing = np.array([0.0, 0.0, away.sum()])

    @cached_property
    def expects(self) -> re.Pattern[str] | None:
        """What the answer looks like: a date, a figure, or nothing that can be told."""
        if _ASKS_WHEN.search(self.text):
            return _DATE
        return _FIGURE if _ASKS_FIGURE.search(self.text) else None

    def found(self, text: str, among: Flags | None = None) -> Flags:
        """Say which terms stand in a folded text, shape (terms,).

        Args:
            text: The text.
            among: The only ones to look for.
        """
        if among is None:
            return np.array([term in text for term in self.terms], dtype=np.bool_)
        looked = zip(self.terms, among.tolist(), strict=True)
        return np.array([sought and term in text for term, sought in looked], dtype=np.bool_)

    def sums(self, found: Flags) -> Vector:
        """Sum what texts hold of the question.

        Args:
            found: A row a text, shape (texts, terms).

        Returns:
            Shape (texts, 3): the share of the terms by rarity, the share by need, and how
            much likelier an answer holds just these terms than any text does.
        """
        sums: Vector = found @ self._sums + self._nothing
        return sums

    def runs(self, text: str) -> list[str]:
        """Return the longest stretches of the question that stand in a folded text."""
        found: list[str] = []
        start, asked = 0, self.text
        while start < len(asked):
            end = start + 1
            while end <= len(asked) and asked[start:end] in text and asked[end - 1].isalnum():
                end += 1
            length = end - 1 - start
            if length >= _SHORTEST_RUN:
                found.append(asked[start : start + length])
            start += max(1, length)
        return found

    def rareness(self, run: str) -> float:
        """Return the share of the question that the pairs of a stretch make up."""
        pairs = (run[place : place + 2] for place in range(len(run) - 1))
        return sum(self._weight_of.get(pair, 0.0) for pair in pairs)

    @cached_property
    def _weight_of(self) -> dict[str, float]:
        return dict(zip(self.terms, self.weights.tolist(), strict=True))


def _rarity(term: str, rarity: Rarity) -> float:
    if len(term) == 1 and not term.isascii():
        return _SINGLE
    return rarity.weight(term) if len(term) == 2 else _OTHER


def _share_of(weights: Vector) -> Vector:
    return weights / (weights.sum() or 1.0)


@lru_cache(maxsize=2048)  # what is found once is found again
def _folded(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text folded, and its folded sentences."""
    folded = fold(text)
    return folded, tuple(span.of(folded) for span in sentence_spans(folded)) or (folded,)


@lru_cache(maxsize=2048)
def _folded_title(above: str) -> str:
    return fold(above)


def closeness(asked: AskedTerms, passages: Sequence[Passage]) -> list[Closeness]:
    """Measure passages that one search found.

    Args:
        asked: The question.
        passages: In any order.

    Returns:
        One measurement a passage, in their order.
    """
    return [_measure(asked, passage) for passage in passages]


def _measure(asked: AskedTerms, passage: Passage) -> Closeness:
    text, sentences = _folded(passage.text)
    title = asked.found(_folded_title(above(passage)))
    anywhere = asked.found(text)
    found = np.array([asked.found(sentence, anywhere) for sentence in sentences])
    windows = found[:-1] | found[1:] if len(found) > 1 else found
    single, many = len(found), len(found) + len(windows)
    rows = np.concatenate([found, windows, found | title, windows | title])
    sums = asked.sums(np.concatenate([rows, [title, anywhere, anywhere | title]]))
    own, both, titled, joined = np.split(sums[:-3], [single, many, many + single])
    heading, whole, covered = sums[-3:].tolist()
    held = sorted(own[:, 0].tolist(), reverse=True)
    best = int(own[:, 0].argmax())
    likely = titled.max(axis=0).tolist()
    runs = asked.runs(text)
    return Closeness(
        sentence=held[0],
        window=max(held[0], float(both[:, 0].max())),
        second=held[1] if len(held) > 1 else 0.0,
        titled=likely[0],
        title=heading[0],
        text=whole[0],
        covered=covered[0],
        needed=likely[1],
        needed_anywhere=covered[1],
        odds=likely[2],
        odds_window=float(joined[:, 2].max()),
        odds_anywhere=covered[2],
        run=sum(len(run) ** 2 for run in runs) / max(1, len(asked.text)) ** 2,
        rare_run=sum(asked.rareness(run) ** 2 for run in runs),
        expected=_expected(asked, sentences[best]),
        answering=len(sentences[best]) / _SENTENCE,
        length=log(1 + len(text)) / _LONG,
    )


def above(passage: Passage) -> str:
    """Return the title and headings that stand above a passage, a line each."""
    return "\n".join(filter(None, (passage.title, *passage.headings)))


def _expected(asked: AskedTerms, sentence: str) -> float:
    """Say whether a sentence has what the question expects, beside its own words."""
    if (expects := asked.expects) is None:
        return 0.0
    return 1.0 if any(map(expects.search, _without(sentence, asked.runs(sentence)))) else -1.0


def _without(sentence: str, runs: Sequence[str]) -> Iterator[str]:
    """Yield what is left of a sentence between stretches that it shares with the question."""
    yield from re.split("|".join(map(re.escape, runs)), sentence) if runs else (sentence,)
