"""How closely a passage speaks of a question, in numbers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log
from operator import attrgetter
from typing import NamedTuple

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
_SHORTEST_RUN = 2  # characters: a pair
_LONG = 7.0  # natural logarithm of about 1,100 characters
_SENTENCE = 100  # characters, in the unit of `answering`
_ODDS = 20  # natural logarithms, in the unit of the features
_ASKS_WHEN = lazy_pattern(r"哪一?年|哪一?天|哪一?日|几月|几号|何时|什么时[候间]|年份")
_ASKS_FIGURE = lazy_pattern(r"多少|几[个名人次位条种部家岁层座项]|多[长高大远久深重宽]")
_DATE = lazy_pattern(r"\d{2,4}年|\d月|\d日|世纪|\b1\d{3}\b|\b20\d\d\b")
_FIGURE = lazy_pattern(r"\d|[一二两三四五六七八九十百千万]+[个名人次位条种部家岁层座项年米元]")

Vector = NDArray[np.float64]
Flags = NDArray[np.bool_]
_Folded = tuple[str, tuple[str, ...]]


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

    def found(self, text: str, among: Sequence[bool] | None = None) -> list[bool]:
        """Say which terms stand in a folded text, one entry a term.

        Args:
            text: The text.
            among: The only ones to look for.
        """
        if among is None:
            return [term in text for term in self.terms]
        return [sought and term in text for term, sought in zip(self.terms, among, strict=True)]

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
        while start < len(self._pairs):
            pair = self._pairs[start]
            if pair is None or pair not in text:
                start += 1
                continue
            end = start + _SHORTEST_RUN
            while end < len(asked) and asked[end].isalnum() and asked[start : end + 1] in text:
                end += 1
            found.append(asked[start:end])
            start = end
        return found

    @cached_property
    def _pairs(self) -> list[str | None]:
        """What a shared stretch may begin with, by place; None where a mark stands."""
        pairs = map("".join, pairwise(self.text))
        return [pair if all(map(str.isalnum, pair)) else None for pair in pairs]

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
def _folded(text: str) -> _Folded:
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
    if not passages:
        return []
    texts = [_folded(passage.text) for passage in passages]
    titles = [asked.found(_folded_title(above(passage))) for passage in passages]
    held = _held(asked, texts, titles)
    return [_measure(asked, *text, own) for text, own in zip(texts, held, strict=True)]


class _Held(NamedTuple):
    """What a passage holds of a question: the three sums of `AskedTerms.sums`, but the first.

    Attributes:
        shares: Share of the terms that each sentence holds, by rarity.
        window: The most that two neighbouring sentences hold.
        titled: The most that a sentence holds with the title.
        joined: The most that two neighbouring sentences hold with the title.
        title: What the title and headings hold.
        text: What the text holds.
        covered: What all of them hold.
    """

    shares: list[float]
    window: list[float]
    titled: list[float]
    joined: list[float]
    title: list[float]
    text: list[float]
    covered: list[float]


def _held(
    asked: AskedTerms, texts: Sequence[_Folded], titles: Sequence[list[bool]]
) -> Iterator[_Held]:
    """Yield what each passage holds; all are summed at once: one by one takes twice as long."""
    whole = [asked.found(text) for text, _ in texts]
    single = _flags(
        asked.found(sentence, among)
        for (_, sentences), among in zip(texts, whole, strict=True)
        for sentence in sentences
    )
    counts = [len(sentences) for _, sentences in texts]
    ends = np.cumsum(counts, dtype=np.int64)
    starts, last = ends - counts, ends - 1
    double = single.copy()
    double[:-1] |= single[1:]
    double[last] = single[last]  # what follows is of another passage
    alone = last[last > starts]  # no window begins at the last of several sentences
    title, text = _flags(titles), _flags(whole)
    above_each = title.repeat(counts, axis=0)
    rows = (single, double, single | above_each, double | above_each, title, text, title | text)
    bounds = np.cumsum([len(one) for one in rows])[:-1]
    sums = np.split(asked.sums(np.concatenate(rows)), bounds)
    sums[1][alone] = sums[3][alone] = -np.inf
    shares = sums[0][:, 0].tolist()
    most = (np.maximum.reduceat(one, starts).tolist() for one in sums[1:4])
    of_each = (one.tolist() for one in sums[4:])
    own = (shares[start:end] for start, end in zip(starts, ends, strict=True))
    return map(_Held, own, *most, *of_each)


def _flags(rows: Iterable[list[bool]]) -> Flags:
    return np.array(list(rows), dtype=np.bool_)


def _measure(asked: AskedTerms, text: str, sentences: Sequence[str], held: _Held) -> Closeness:
    ranked = sorted(held.shares, reverse=True)
    best = sentences[held.shares.index(ranked[0])]
    runs = asked.runs(text)
    return Closeness(
        sentence=ranked[0],
        window=max(ranked[0], held.window[0]),
        second=ranked[1] if len(ranked) > 1 else 0.0,
        titled=held.titled[0],
        title=held.title[0],
        text=held.text[0],
        covered=held.covered[0],
        needed=held.titled[1],
        needed_anywhere=held.covered[1],
        odds=held.titled[2],
        odds_window=held.joined[2],
        odds_anywhere=held.covered[2],
        run=sum(len(run) ** 2 for run in runs) / max(1, len(asked.text)) ** 2,
        rare_run=sum(asked.rareness(run) ** 2 for run in runs),
        expected=_expected(asked, best),
        answering=len(best) / _SENTENCE,
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
