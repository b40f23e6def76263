"""One sentence of a passage, and what it says of the question."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from index.span import Span
from service.reader.analysis import Analysis
from service.reader.anchored import contexts
from service.reader.changes import at_other_times, is_other_side
from service.reader.expectation import AnswerType
from service.reader.mentions import Mentions
from service.reader.moment import Moment, agree
from service.reader.respective import year_of
from service.reader.term import Match, Term, TermKind
from service.reader.view import ARTICLE, View

_BESIDE = 0.8  # worth of a term in the sentence before
_BESIDE_REACH = 8
_REACH = 12  # characters over which nearness halves
_OTHER_CLAUSE = 0.75


class Sentence:
    """One sentence of a view with the question's terms found in it."""

    def __init__(self, mentions: Mentions, index: int) -> None:
        self.mentions, self.view, self.analysis = mentions, mentions.view, mentions.analysis
        sentences = self.view.sentences
        self.span = sentences[index]
        beside = Span(sentences[index - 1].start, self.span.start) if index else Span(0, 0)
        self._own: list[tuple[Term, list[Match]]] = []
        self._worth = mentions.worth.copy()
        for term, found in mentions.found:
            own = [match for match in found if self.span.covers(match.span)]
            if own:
                self._own.append((term, own))
            near = [match.weight for match in found if beside.covers(match.span)]
            best = max((match.weight for match in own), default=0.0)
            self._worth[term] = max(self._worth[term], best, _BESIDE * max(near, default=0.0))
        self._near_candidate: dict[Span, dict[Term, float]] = {}
        self._times: dict[int, tuple[float, float]] = {}
        self._clauses: dict[Span, Span] = {}
        self._items: dict[Span, Span] = {}

    @property
    def text(self) -> str:
        """The sentence, folded."""
        return self.span.of(self.view.text)

    @cached_property
    def matches(self) -> dict[Term, list[Match]]:
        """Where the terms of the question stand in the sentence, those that do."""
        return dict(self._own)

    @cached_property
    def subjects(self) -> list[Span]:
        """Where the sentence names what the question is about, counted from its start."""
        named = (found for term, found in self._own if term.names_subject)
        return [match.span.shift(-self.span.start) for found in named for match in found]

    @cached_property
    def coverage(self) -> float:
        """Share of the question's terms that are spoken of, by where they stand."""
        return self.mentions.share(self._worth)

    @cached_property
    def own_coverage(self) -> float:
        """Share of the question's terms that stand in the sentence."""
        return self.mentions.inner_share(self._standing)

    @cached_property
    def _standing(self) -> dict[Term, float]:
        worth = self.mentions.nothing.copy()
        for term, found in self._own:
            worth[term] = max(match.weight for match in found)
        return worth

    @property
    def place_missing(self) -> float:
        """Share of the question's places that the passage is not about."""
        return self.mentions.place_missing

    @cached_property
    def other_place(self) -> float:
        """1 when the question names places and the sentence names others only."""
        places = self.mentions.places
        if not places or any(term in self.matches for term in places):
            return 0.0
        return float(self.mentions.others_in(self.span))

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
        return sum(term not in self.matches for term in head) / len(head) if head else 0.0

    def head_near(self, candidate: Span) -> float:
        """Share of what is counted that stands beside a candidate, in the same item."""
        head, item = self.analysis.head_terms, self.item(candidate)
        start = max(item.start, candidate.start - _BESIDE_REACH)
        around = Span(start, min(item.end, candidate.end + _BESIDE_REACH))
        near = [any(around.covers(m.span) for m in self.matches.get(term, ())) for term in head]
        return sum(near) / len(head) if head else 0.0

    def asked_of(self, candidate: Span) -> float:
        """Return the share of a candidate that is one place which the question names."""
        inside = [
            len(match.span)
            for term, found in self._own
            if term.kind is TermKind.PLACE
            for match in found
            if candidate.covers(match.span)
        ]
        return max(inside, default=0) / len(candidate)

    def likeness(self, span: Span) -> float:
        """Return how like the question a stretch of the passage is, by the embedding."""
        return self.analysis.likeness(span.of(self.view.text))

    def around(self, candidate: Span) -> tuple[str, str]:
        """Return the clause and the item that a candidate stands in, as they are written."""
        text = self.view.text
        return self.clause(candidate).of(text), self.item(candidate).of(text)

    @cached_property
    def _moments(self) -> list[Moment]:
        return self.view.moments(self.span)

    def times(self, candidate: Span) -> tuple[float, float]:
        """Conflict and agreement of the question's dates with those said of a candidate.

        Where a sentence names several years, the last one before the candidate counts:
        `2020年1650万元;2021年增加到2180万元`.
        """
        if candidate.start not in self._times:
            question, own = self.analysis.text, candidate.shift(-self.span.start)
            conflict, agreement = self._times_at(self.view.offset + candidate.start)
            asked = {one.year for one in self.analysis.moments if one.year is not None}
            if asked and (year := year_of(self.text, own)) is not None:
                conflict, agreement = float(year not in asked), float(year in asked)
            clause = self.clause(candidate).of(self.view.text)
            if at_other_times(question, clause) or is_other_side(question, self.text, own):
                conflict = 1.0
            self._times[candidate.start] = conflict, agreement
        return self._times[candidate.start]

    def _times_at(self, place: int) -> tuple[float, float]:
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
        return self.mentions.inner_share(self._nearness(candidate))

    def focus_near(self, candidate: Span) -> float:
        """Share of the focus weighed by how near it stands to a candidate."""
        return self._focus_share(self._nearness(candidate))

    @cached_property
    def focus_coverage(self) -> float:
        """Share of the focus that stands in the sentence."""
        return self._focus_share(self._standing)

    def _focus_share(self, worth: dict[Term, float]) -> float:
        focus = self.analysis.focus
        total = sum(term.weight for term in focus)
        return sum(term.weight * worth[term] for term in focus) / total if total else 0.0

    def _nearness(self, candidate: Span) -> dict[Term, float]:
        if candidate not in self._near_candidate:
            worth = self.mentions.nothing.copy()
            for term, found in self._own:
                worth[term] = max(self._near(candidate, match) for match in found)
            self._near_candidate[candidate] = worth
        return self._near_candidate[candidate]

    def clause(self, candidate: Span) -> Span:
        """Return the stretch between commas in which a candidate stands."""
        if candidate not in self._clauses:
            self._clauses[candidate] = self._between(self.view.clause_marks, candidate)
        return self._clauses[candidate]

    def item(self, candidate: Span) -> Span:
        """Return the stretch between commas of either kind in which a candidate stands."""
        if candidate not in self._items:
            self._items[candidate] = self._between(self.view.item_marks, candidate)
        return self._items[candidate]

    def _between(self, marks: Sequence[int], candidate: Span) -> Span:
        first = bisect_left(marks, candidate.start)
        last = bisect_left(marks, candidate.end)
        start = marks[first - 1] + 1 if first else 0
        end = marks[last] if last < len(marks) else self.span.end
        return Span(max(self.span.start, start), max(min(self.span.end, end), candidate.end))

    def said_in_clause(self, candidate: Span) -> set[Term]:
        """Return the terms that stand in the clause of a candidate."""
        clause = self.clause(candidate)
        return {term for term, found in self._own if any(clause.covers(m.span) for m in found)}

    def clause_coverage(self, candidate: Span) -> float:
        """Share of the terms that stand in the clause of a candidate."""
        clause = self.clause(candidate)
        inside = self.mentions.nothing.copy()
        for term, found in self._own:
            weights = (
                match.weight
                for match in found
                if clause.covers(match.span) and not candidate.overlap(match.span)
            )
            inside[term] = max(weights, default=0.0)
        return self.mentions.inner_share(inside)

    def _near(self, candidate: Span, match: Match) -> float:
        if candidate.overlap(match.span):
            return 0.0  # an answer does not stand near itself
        start = min(candidate.end, match.span.end)
        end = max(candidate.start, match.span.start)
        marks = self.view.clause_marks
        clauses = bisect_left(marks, end) - bisect_left(marks, start)
        return match.weight * _OTHER_CLAUSE ** min(clauses, 4) / (1 + (end - start) / _REACH)


def sentences_of(view: View, analysis: Analysis) -> list[Sentence]:
    """Return the sentences of a passage, in order, with the question's terms found in them."""
    mentions = Mentions(view, analysis)
    return [Sentence(mentions, index) for index in range(len(view.sentences))]
