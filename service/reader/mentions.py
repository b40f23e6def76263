"""What a passage as a whole says of a question's terms."""

from collections.abc import Mapping
from functools import cached_property
from operator import mul

from index.span import Span
from service.reader.analysis import Analysis
from service.reader.term import Term, TermKind
from service.reader.view import ARTICLE, View

_NAMED = 0.5  # weight of places and names inside a sentence: pages leave their subject out


class Mentions:
    """A question's terms in one passage: looked for once for all its sentences.

    Mappings hold every term of the question, in its order.

    Attributes:
        view: The passage.
        analysis: The question.
        found: The terms that stand in the passage, with every place.
        worth: How much each term counts for standing somewhere in or above the passage.
        nothing: 0 for each term.
    """

    def __init__(self, view: View, analysis: Analysis) -> None:
        self.view, self.analysis = view, analysis
        self.found = [(term, found) for term in analysis.terms if (found := view.found(term))]
        self.worth = {term: view.worth(term) for term in analysis.terms}
        self.nothing = dict.fromkeys(analysis.terms, 0.0)
        self._weights = [term.weight for term in self.nothing]
        self._inner = [t.weight * (_NAMED if t.names_subject else 1.0) for t in self.nothing]
        self._total, self._inner_total = sum(self._weights), sum(self._inner)

    def share(self, worth: Mapping[Term, float]) -> float:
        """Return the share of the question that is spoken of, by how much each term counts."""
        said = sum(map(mul, self._weights, worth.values()))
        return said / self._total if self._total else 0.0

    def inner_share(self, worth: Mapping[Term, float]) -> float:
        """Return the share that stands in a sentence; places and names weigh half."""
        said = sum(map(mul, self._inner, worth.values()))
        return said / self._inner_total if self._inner_total else 0.0

    @cached_property
    def places(self) -> list[Term]:
        """The places that the question names."""
        return [term for term in self.analysis.terms if term.kind is TermKind.PLACE]

    @cached_property
    def _other_places(self) -> list[Span]:
        asked = [match.span for _, found in self.found for match in found]
        return [
            place for place in self.view.places if not any(place.overlap(known) for known in asked)
        ]

    def others_in(self, span: Span) -> bool:
        """Say whether a stretch of the passage names places that the question does not."""
        return any(span.covers(place) for place in self._other_places)

    @cached_property
    def place_missing(self) -> float:
        """Share of the question's places that the passage is not about.

        A place that only another part of the article names does not count where the
        passage names places of its own.
        """
        lost = [self._missing(term) for term in self.places]
        return sum(lost) / len(lost) if lost else 0.0

    def _missing(self, place: Term) -> float:
        if self.view.found(place) or self.view.found_above(place):
            return 0.0
        if not self.view.in_article(place) or self._other_places:
            return 1.0
        return ARTICLE
