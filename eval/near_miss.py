"""Questions that look answerable and are not, made from questions that are.

Each comes from an answerable question over passages, by one change:

- `other_passage`: the passage that answers it is taken out of the corpus;
- `other_year`, `other_place`, `other_name`: it asks about a year, place or person that
  its passage does not speak of;
- `lost_number`: the figure that answers it is missing from the page, as scraped pages
  lose them.

A change is dropped where one of the passages that a search finds could still carry the
answer, so that what is left must be refused. Only questions are changed whose own
passage a search finds first: others do not say enough what they are about.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from random import Random

from eval.altered_corpus import AlteredCorpus
from eval.item import Item
from eval.normalise import contains
from eval.swaps import Swap, other_names, other_years, people_finder, people_of, places_finder
from index.document import Document
from index.script import fold
from service.question import Question
from service.state import Corpus

READ = 32
"""Hits of a search that may be read; none of them may carry the answer."""

_TRIES = 8  # names put in before a question is given up
_FIGURE = re.compile(r"^\D{0,3}(\d[\d,.]*)[^\d年月日号]{0,5}$")


class Kind(StrEnum):
    """What was changed."""

    OTHER_PASSAGE = "other_passage"
    OTHER_YEAR = "other_year"
    OTHER_PLACE = "other_place"
    OTHER_NAME = "other_name"
    LOST_NUMBER = "lost_number"


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A question that must be refused, with the corpus that it is asked of.

    Attributes:
        item: The question; its kind is the change.
        source: The answerable question that it was made from.
        corpus: The passages, altered where the change is one of theirs.
    """

    item: Item
    source: Item
    corpus: Corpus


class Maker:
    """Makes near misses from the questions of a set.

    Args:
        items: Answerable questions that carry their contexts.
        documents: Their contexts.
        corpus: Searches all the contexts.
        seed: Decides which questions are changed, and into what.
    """

    def __init__(
        self, items: Sequence[Item], documents: Iterable[Document], corpus: Corpus, *, seed: int
    ) -> None:
        self._items = [item for item in items if item.answerable and item.context]
        self._documents = {document.id: document for document in documents}
        self._corpus = corpus
        self._seed = seed
        self._people = people_of(self._items)
        self._find_people = people_finder(self._people)
        self._find_places = places_finder()
        self._places = frozenset(
            span.of(text)
            for text in {fold(item.question.text) for item in self._items}
            for span in self._find_places(text)
        )

    def make(self, kind: Kind, count: int) -> list[NearMiss]:
        """Return up to `count` near misses of a kind, the same for the same seed."""
        shuffled = Random(f"{self._seed} {kind}").sample(self._items, len(self._items))  # noqa: S311 - not for secrets
        made = (self._changed(item, kind) for item in shuffled)
        return list(islice((found for found in made if found is not None), count))

    def _changed(self, item: Item, kind: Kind) -> NearMiss | None:
        if kind is Kind.OTHER_PASSAGE:
            return self._without_passage(item)
        if kind is Kind.LOST_NUMBER:
            return self._without_number(item)
        swaps = list(islice(self._swaps(item, kind), _TRIES))
        if not swaps or not self._is_specific(item):
            return None
        for swap in swaps:
            if not any(swap.instead in text for text in self._read(swap.question, self._corpus)):
                return _near_miss(item, kind, self._corpus, question=swap.question)
        return None

    def _swaps(self, item: Item, kind: Kind) -> Iterator[Swap]:
        random = Random(f"{self._seed} {kind} {item.id}")  # noqa: S311 - not for secrets
        question, text = item.question.text, item.context or ""
        if kind is Kind.OTHER_YEAR:
            return (swap for swap in other_years(question, random) if swap.instead not in text)
        if kind is Kind.OTHER_PLACE:
            return other_names(question, text, self._find_places, self._places, random)
        return other_names(question, text, self._find_people, self._people, random)

    def _without_passage(self, item: Item) -> NearMiss | None:
        corpus = AlteredCorpus(self._corpus, without=item.documents[0])
        if not self._is_specific(item) or self._is_answered(item, corpus):
            return None
        return _near_miss(item, Kind.OTHER_PASSAGE, corpus)

    def _without_number(self, item: Item) -> NearMiss | None:
        document = self._documents[item.documents[0]]
        text = without_figure(document.text, item.answers[0])
        if text is None or not self._is_specific(item):
            return None
        corpus = AlteredCorpus(self._corpus, instead=_rewritten(document, text))
        if self._is_answered(item, corpus):
            return None
        return _near_miss(item, Kind.LOST_NUMBER, corpus)

    def _is_specific(self, item: Item) -> bool:
        first = self._corpus.search(item.question.text, limit=1)
        return bool(first) and first[0].passage.document_id in item.documents

    def _is_answered(self, item: Item, corpus: Corpus) -> bool:
        texts = self._read(item.question.text, corpus)
        return any(contains(text, gold) for text in texts for gold in item.answers)

    def _read(self, question: str, corpus: Corpus) -> list[str]:
        """Return the folded passages that could be read for a question."""
        return [fold(hit.passage.context) for hit in corpus.search(question, limit=READ)]


def without_figure(text: str, answer: str) -> str | None:
    """Return a text without the number of an answer, its unit left standing.

    Returns:
        None when the answer is no single figure, or the number does not stand in the text.
    """
    match = _FIGURE.match(answer)
    if match is None:
        return None
    number = match[1].rstrip(",.")
    lost = re.sub(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", "", text)
    return None if lost == text else lost


def _rewritten(document: Document, text: str) -> Document:
    return replace(document, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())


def _near_miss(item: Item, kind: Kind, corpus: Corpus, *, question: str | None = None) -> NearMiss:
    asked = replace(
        item,
        id=f"{item.id} {kind}",
        question=Question(question or item.question.text),
        answers=(),
        kind=kind,
    )
    return NearMiss(asked, item, corpus)
