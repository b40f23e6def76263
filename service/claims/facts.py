"""What a stretch of text states that can be compared: figures, dates, places, words."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache

from index.align import Alignment
from index.gazetteer import Gazetteer
from index.rarity import Rarity
from index.script import fold_aligned
from index.span import Span
from service.figures.dates import find_dates
from service.figures.moment import Moment
from service.figures.quantity import Quantity
from service.figures.reading import find_quantities
from service.reader.analysis import analyse
from service.reader.term import TermKind

_HAN = re.compile(r"[㐀-鿿]+")
_CLAUSE_END = re.compile(r"[，,；;。：:！？!?\n]")
_HELD = 4096


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a text names.

    Attributes:
        span: In the text.
        stem: Its name without rank, folded.
    """

    span: Span
    stem: str


@dataclass(frozen=True)
class Facts:
    """A text, read.

    Attributes:
        text: As it stands; every span indexes it.
        published: The date against which 去年 is read, if known.
    """

    text: str
    published: date | None = None

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Its quantities, left to right."""
        return find_quantities(self.text, published=self.published)

    @cached_property
    def dates(self) -> list[Moment]:
        """Its dates and times, left to right."""
        return find_dates(self.text, published=self.published)

    @cached_property
    def _folding(self) -> tuple[str, Alignment]:
        return fold_aligned(self.text)

    @property
    def folded(self) -> str:
        """The text as it is matched: Simplified, lower case, narrow."""
        return self._folding[0]

    def back(self, folded: Span) -> Span:
        """Return where a stretch of `folded` stands in `text`."""
        return self._folding[1].to_source(folded)

    @cached_property
    def places(self) -> list[Place]:
        """The places that it names, left to right, each as often as it stands there."""
        terms = analyse(self.folded, gazetteer=Gazetteer.load(), rarity=_rarity()).terms
        found: list[Place] = []
        for term in terms:
            if term.kind is TermKind.PLACE:
                stem = term.alternatives[0].text
                spans = (Span(*match.span()) for match in re.finditer(re.escape(stem), self.folded))
                found += [Place(self.back(span), stem) for span in spans]
        return sorted(found, key=lambda place: place.span)

    @cached_property
    def counted(self) -> list[Span]:
        """Where figures and dates stand."""
        return [*(one.span for one in self.quantities), *(one.span for one in self.dates)]

    @cached_property
    def figures_out(self) -> str:
        """The folded text with figures and dates blanked."""
        text = self.text
        for span in self.counted:
            text = text[: span.start] + " " * len(span) + text[span.end :]
        return fold_aligned(text)[0]

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of neighbouring Chinese characters that are no figures."""
        runs = _HAN.findall(self.figures_out)
        return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))

    def clause(self, span: Span) -> Span:
        """Return the clause around a stretch of the text."""
        ends = [match.end() for match in _CLAUSE_END.finditer(self.text, 0, span.start)]
        after = _CLAUSE_END.search(self.text, span.end)
        return Span(ends[-1] if ends else 0, after.start() if after else len(self.text))


@cache
def _rarity() -> Rarity:
    return Rarity.load()


read_facts = lru_cache(maxsize=_HELD)(Facts)
"""Read a text; what was read of the last few thousand texts is kept."""
