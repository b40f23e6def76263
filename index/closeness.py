"""How closely a passage speaks of a question, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from operator import attrgetter

from index.document import Passage
from index.rarity import Rarity
from index.script import fold
from index.sentences import sentence_spans
from index.terms import query_weights

_SINGLE = 0.25  # rarity of a single character
_OTHER = 0.9  # of a number or a Latin word
_SHORTEST_RUN = 2  # characters
_LONG = 7.0  # natural logarithm of about 1,100 characters


@dataclass(frozen=True, slots=True)
class Closeness:
    """What reordering sees of a passage; shares are of the question's terms by rarity.

    The names are stored with the weights: who adds one here trains the weights again.

    Attributes:
        sentence: Share that stands in the sentence that holds most.
        window: Share that stands in two neighbouring sentences.
        second: Share that stands in the sentence that holds second most.
        run: Squared lengths of the stretches shared with the question, over its own.
        rare_run: The same, each stretch weighed by the rarity of its pairs.
        length: Logarithm of the passage's length; about 1 for 1,100 characters.
        sibling: BM25 of the best other passage of its document, as a share of the best.
        sibling_coverage: Share that stands in that document's best other passage.
    """

    sentence: float
    window: float
    second: float
    run: float
    rare_run: float
    length: float
    sibling: float
    sibling_coverage: float

    def values(self) -> tuple[float, ...]:
        """Return the values in the order of the attributes."""
        values: tuple[float, ...] = _VALUES(self)
        return values


FEATURES = tuple(Closeness.__dataclass_fields__)
_VALUES = attrgetter(*FEATURES)  # astuple copies deeply: slow


class AskedTerms:
    """A question's terms, each weighed by how rare it is in news.

    Args:
        question: As the asker wrote it.
        rarity: Weighs pairs of characters.
    """

    def __init__(self, question: str, rarity: Rarity) -> None:
        self.text = fold(question)
        self.weights = {
            term: weight * _rarity(term, rarity)
            for term, weight in query_weights(self.text).items()
        }
        self._total = sum(self.weights.values()) or 1.0

    def found(self, text: str) -> frozenset[str]:
        """Return the terms that stand in a folded text."""
        return frozenset(term for term in self.weights if term in text)

    def share(self, terms: frozenset[str]) -> float:
        """Return the share of the question that some of its terms make up, in [0, 1]."""
        return sum(self.weights[term] for term in terms) / self._total

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
        return sum(self.weights.get(pair, 0.0) for pair in pairs) / self._total


def _rarity(term: str, rarity: Rarity) -> float:
    if len(term) == 1 and not term.isascii():
        return _SINGLE
    return rarity.weight(term) if len(term) == 2 else _OTHER


@lru_cache(maxsize=2048)  # what is found once is found again
def _folded(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text folded, and its folded sentences."""
    folded = fold(text)
    return folded, tuple(span.of(folded) for span in sentence_spans(folded))


def closeness(
    asked: AskedTerms, passages: Sequence[Passage], lexical: Sequence[float]
) -> list[Closeness]:
    """Measure passages that one search found.

    Args:
        asked: The question.
        passages: In any order.
        lexical: BM25 of each as a share of the best hit's, in [0, 1].

    Returns:
        One measurement a passage, in their order.
    """
    covered = [asked.share(asked.found(_folded(passage.text)[0])) for passage in passages]
    return [
        _measure(asked, passage, _best_sibling(place, passages, lexical, covered))
        for place, passage in enumerate(passages)
    ]


def _best_sibling(
    place: int, passages: Sequence[Passage], lexical: Sequence[float], covered: Sequence[float]
) -> tuple[float, float]:
    """Return the greatest BM25 and the greatest coverage of the document's other passages."""
    document = passages[place].document_id
    others = [
        other
        for other, passage in enumerate(passages)
        if other != place and passage.document_id == document
    ]
    return (
        max((lexical[other] for other in others), default=0.0),
        max((covered[other] for other in others), default=0.0),
    )


def _measure(asked: AskedTerms, passage: Passage, sibling: tuple[float, float]) -> Closeness:
    text, sentences = _folded(passage.text)
    found = [asked.found(sentence) for sentence in sentences] or [frozenset[str]()]
    shares = sorted(map(asked.share, found), reverse=True)
    together = [asked.share(one | two) for one, two in pairwise(found)]
    runs = asked.runs(text)
    return Closeness(
        sentence=shares[0],
        window=max([shares[0], *together]),
        second=shares[1] if len(shares) > 1 else 0.0,
        run=sum(len(run) ** 2 for run in runs) / max(1, len(asked.text)) ** 2,
        rare_run=sum(asked.rareness(run) ** 2 for run in runs),
        length=log(1 + len(text)) / _LONG,
        sibling=sibling[0],
        sibling_coverage=sibling[1],
    )
