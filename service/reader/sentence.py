"""One sentence of a passage, and what it says of the question."""

from functools import cached_property

from index.span import Span
from service.reader.analysis import Analysis
from service.reader.anchored import contexts
from service.reader.expectation import AnswerType
from service.reader.moment import Moment, agree
from service.reader.term import Match, Term, TermKind
from service.reader.view import ARTICLE, View

CLAUSE_MARKS = ",;:。!?"
_BESIDE = 0.8  # worth of a term in the sentence before
_BESIDE_REACH = 8
_REACH = 12  # characters over which nearness halves
_OTHER_CLAUSE = 0.75
_NAMED = 0.5  # weight of places and names inside a sentence: pages leave their subject out


class Sentence:
    """One sentence of a view with the question's terms found in it."""

    def __init__(self, view: View, index: int, analysis: Analysis) -> None:
        self.view, self.analysis = view, analysis
        self.span = view.sentences[index]
        self.text = self.span.of(view.text)
        beside = view.sentences[max(0, index - 1)]
        self._beside = Span(beside.start, self.span.start) if index else Span(0, 0)
        self.matches = {term: self._own(term) for term in analysis.terms}
        self._worth = {term: self._found(term) for term in analysis.terms}

    def _own(self, term: Term) -> list[Match]:
        return [match for match in self.view.found(term) if self.span.covers(match.span)]

    def _found(self, term: Term) -> float:
        """Return how much a term counts: fully in the sentence, less the farther away."""
        anywhere = self.view.worth(term)
        if not (found := self.view.found(term)):
            return anywhere
        own = max((match.weight for match in self.matches[term]), default=0.0)
        near = (match.weight for match in found if self._beside.covers(match.span))
        return max(anywhere, own, _BESIDE * max(near, default=0.0))

    @cached_property
    def coverage(self) -> float:
        """Share of the question's terms that are spoken of, by where they stand."""
        return self._share(self._worth)

    @cached_property
    def own_coverage(self) -> float:
        """Share of the question's terms that stand in the sentence."""
        return self._share(
            {t: max((m.weight for m in found), default=0.0) for t, found in self.matches.items()},
            named=_NAMED,
        )

    def _share(self, worth: dict[Term, float], *, named: float = 1.0) -> float:
        weights = {term: term.weight * (named if term.names_subject else 1.0) for term in worth}
        total = sum(weights.values())
        return sum(weights[t] * value for t, value in worth.items()) / total if total else 0.0

    @cached_property
    def place_missing(self) -> float:
        """Share of the question's places that the passage is not about.

        A place that only another part of the article names does not count where the
        passage names places of its own.
        """
        places = [term for term in self.analysis.terms if term.kind is TermKind.PLACE]
        lost = [self._missing(term) for term in places]
        return sum(lost) / len(lost) if lost else 0.0

    def _missing(self, place: Term) -> float:
        if self.view.found(place) or self.view.found_above(place):
            return 0.0
        if not self.view.in_article(place) or self._others_in(Span(0, len(self.view.text))):
            return 1.0
        return ARTICLE

    def _others_in(self, span: Span) -> bool:
        """Say whether a stretch of the passage names places that the question does not."""
        asked = [m.span for term in self.analysis.terms for m in self.view.found(term)]
        return any(
            span.covers(place) and not any(place.overlap(known) for known in asked)
            for place in self.view.places
        )

    @cached_property
    def other_place(self) -> float:
        """1 when the question names places and the sentence names others only."""
        places = [term for term in self.analysis.terms if term.kind is TermKind.PLACE]
        if not places or any(self.matches[term] for term in places):
            return 0.0
        return float(self._others_in(self.span))

    @cached_property
    def name_missing(self) -> float:
        """Share of the question's names and rare words that the passage lacks."""
        names = [term for term in self.analysis.terms if term.kind is TermKind.NAME]
        total = sum(term.weight for term in names)
        lost = sum(term.weight for term in names if self._worth[term] <= ARTICLE)
        return lost / total if total else 0.0

    @cached_property
    def head_missing(self) -> float:
        """Share of what is counted that does not stand in the sentence."""
        head = self.analysis.head_terms
        return sum(not self.matches[term] for term in head) / len(head) if head else 0.0

    def head_near(self, candidate: Span) -> float:
        """Share of what is counted that stands within a few characters of a candidate."""
        head = self.analysis.head_terms
        around = Span(max(0, candidate.start - _BESIDE_REACH), candidate.end + _BESIDE_REACH)
        near = [any(around.covers(m.span) for m in self.matches[term]) for term in head]
        return sum(near) / len(head) if head else 0.0

    def likeness(self, span: Span) -> float:
        """Return how like the question a stretch of the passage is, by the embedding."""
        return self.analysis.likeness(span.of(self.view.text))

    @cached_property
    def _moments(self) -> list[Moment]:
        return self.view.moments(self.span)

    def times(self, candidate: Span) -> tuple[float, float]:
        """Conflict and agreement of the question's dates with those said of a candidate.

        Where a sentence names several years, the last one before the candidate counts:
        `2020年1650万元;2021年增加到2180万元`.
        """
        place = self.view.offset + candidate.start
        before = [m for m in self._moments if m.year is not None and m.span.start <= place]
        said = self._moments
        if self.analysis.expectation.kind is not AnswerType.DATE and before:
            last = max(before, key=lambda moment: moment.span.start)
            said = (
                [m for m in self._moments if m.span.start >= last.span.start]
                if len({m.year for m in before}) > 1
                else said
            )
            if len({m.year for m in said}) > 1:
                said = [last]
        return agree(self.analysis.moments, said)

    @cached_property
    def asked(self) -> tuple[str, str]:
        """The words before and behind the question word."""
        return contexts(self.analysis.text, self.analysis.expectation)

    def nearness(self, candidate: Span) -> float:
        """Share of the terms weighed by how near they stand to a candidate."""
        return self._share(self._nearness(candidate), named=_NAMED)

    def focus_near(self, candidate: Span) -> float:
        """Share of the focus weighed by how near it stands to a candidate."""
        return self._focus_share(self._nearness(candidate))

    @cached_property
    def focus_coverage(self) -> float:
        """Share of the focus that stands in the sentence."""
        return self._focus_share(
            {t: max((m.weight for m in found), default=0.0) for t, found in self.matches.items()}
        )

    def _focus_share(self, worth: dict[Term, float]) -> float:
        focus = self.analysis.focus
        total = sum(term.weight for term in focus)
        return sum(term.weight * worth[term] for term in focus) / total if total else 0.0

    def _nearness(self, candidate: Span) -> dict[Term, float]:
        return {
            term: max((self._near(candidate, match) for match in found), default=0.0)
            for term, found in self.matches.items()
        }

    def clause(self, candidate: Span) -> Span:
        """Return the stretch between commas in which a candidate stands."""
        text = self.view.text
        starts = [text.rfind(mark, self.span.start, candidate.start) for mark in CLAUSE_MARKS]
        ends = [text.find(mark, candidate.end, self.span.end) for mark in CLAUSE_MARKS]
        start = max([self.span.start, *(place + 1 for place in starts if place >= 0)])
        end = min([self.span.end, *(place for place in ends if place >= 0)])
        return Span(start, max(end, candidate.end))

    def clause_coverage(self, candidate: Span) -> float:
        """Share of the terms that stand in the clause of a candidate."""
        clause = self.clause(candidate)
        inside = {
            term: max(
                (
                    m.weight
                    for m in found
                    if clause.covers(m.span) and not candidate.overlap(m.span)
                ),
                default=0.0,
            )
            for term, found in self.matches.items()
        }
        return self._share(inside, named=_NAMED)

    def _near(self, candidate: Span, match: Match) -> float:
        if candidate.overlap(match.span):
            return 0.0  # an answer does not stand near itself
        gap = Span(min(candidate.end, match.span.end), max(candidate.start, match.span.start))
        between = gap.of(self.view.text)
        clauses = sum(mark in CLAUSE_MARKS for mark in between)
        return match.weight * _OTHER_CLAUSE ** min(clauses, 4) / (1 + len(between) / _REACH)
