"""How well a candidate answers, in numbers."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cached_property

from index.span import Span
from service.reader.analysis import Analysis
from service.reader.anchored import contexts, left_match, right_match
from service.reader.candidate import Candidate
from service.reader.expectation import SHAPED, AnswerType
from service.reader.moment import Moment
from service.reader.term import Match, Term, TermKind
from service.reader.view import View

_BESIDE, _PASSAGE, _ABOVE, _ARTICLE = 0.8, 0.65, 0.75, 0.3  # worth of a term found elsewhere
_BESIDE_REACH = 8
_REACH = 12  # characters over which nearness halves
_OTHER_CLAUSE = 0.75
_NAMED = 0.5  # weight of places and names inside a sentence: pages leave their subject out
_CLAUSE_MARKS = ",;:。!?"


@dataclass(frozen=True, slots=True)
class Features:
    """What the scoring sees of a candidate; every value lies in [0, 1].

    Attributes:
        coverage: Share of the question's terms that the passage speaks of, those in the
            sentence counting most.
        sentence_coverage: Share that stands in the sentence itself.
        nearness: Share that stands close to the candidate.
        fit: How well the candidate's shape fits.
        place_missing: Share of the question's places that the passage is not about.
        name_missing: Share of its names and rare words that the passage does not hold.
        other_place: 1 when the sentence speaks of other places only.
        time_conflict: 1 when the sentence speaks of another year than the question.
        time_match: 1 when it speaks of the year that the question names.
        head_missing: Share of what is counted that does not stand in the sentence.
        rank: 1 for the best passage, falling with its rank.
        repeats_question: Share of the candidate that stands in the question already.
        left: How much of the words before the question word stand before the candidate.
        right: How much of the words behind it stand behind the candidate.
        length: Its length, 36 characters and more being 1; this and the next four are 0
            for figures and dates, whose shape bounds them.
        opens: 1 when it begins behind punctuation.
        closes: 1 when it ends before punctuation.
        clauses: 1 when it holds a comma or another mark inside.
        balanced: 0 when it holds one of a pair of quotation marks or brackets.
        clause_coverage: Share of the terms that stands in the candidate's own clause.
        head_near: Share of what is counted that stands right beside the candidate.
        likeness: How like the question the sentence is, by the embedding.
        clause_likeness: The same of the candidate's clause.
        focus_near: Share of the words right around the question word that stand near.
        focus_coverage: Share of them that stands in the sentence.
    """

    coverage: float
    sentence_coverage: float
    nearness: float
    fit: float
    place_missing: float
    name_missing: float
    other_place: float
    time_conflict: float
    time_match: float
    head_missing: float
    rank: float
    repeats_question: float
    left: float
    right: float
    length: float
    opens: float
    closes: float
    clauses: float
    balanced: float
    clause_coverage: float
    head_near: float
    likeness: float
    clause_likeness: float
    focus_near: float
    focus_coverage: float

    def values(self) -> tuple[float, ...]:
        """Return the values in the order of the attributes."""
        return astuple(self)


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
        worth = [(match.weight, 1.0) for match in self.matches[term]]
        for match in self.view.found(term):
            near = self._beside.covers(match.span)
            worth.append((match.weight, _BESIDE if near else _PASSAGE))
        worth += [(match.weight, _ABOVE) for match in self.view.found_above(term)]
        if not worth and term.names_subject and self.view.in_article(term):
            worth.append((1.0, _ARTICLE))
        return max((weight * place for weight, place in worth), default=0.0)

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
        return _ARTICLE

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
        lost = sum(term.weight for term in names if self._worth[term] <= _ARTICLE)
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
        starts = [text.rfind(mark, self.span.start, candidate.start) for mark in _CLAUSE_MARKS]
        ends = [text.find(mark, candidate.end, self.span.end) for mark in _CLAUSE_MARKS]
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
        clauses = sum(mark in _CLAUSE_MARKS for mark in between)
        return match.weight * _OTHER_CLAUSE ** min(clauses, 4) / (1 + len(between) / _REACH)


def features(sentence: Sentence, candidate: Candidate) -> Features:
    """Measure a candidate of a sentence against the question."""
    analysis, view = sentence.analysis, sentence.view
    conflict, agreement = sentence.times(candidate.span)
    left, right = sentence.asked
    start, end = (
        candidate.span.start - sentence.span.start,
        candidate.span.end - sentence.span.start,
    )
    answer = candidate.span.of(view.text)
    # A figure or date ends where its digits and unit end: where it stands says nothing.
    bounded = float(analysis.expectation.kind not in SHAPED)
    return Features(
        coverage=sentence.coverage,
        sentence_coverage=sentence.own_coverage,
        nearness=sentence.nearness(candidate.span),
        clause_coverage=sentence.clause_coverage(candidate.span),
        head_near=sentence.head_near(candidate.span),
        likeness=sentence.likeness(sentence.span),
        clause_likeness=sentence.likeness(sentence.clause(candidate.span)),
        focus_near=sentence.focus_near(candidate.span),
        focus_coverage=sentence.focus_coverage,
        fit=candidate.fit,
        place_missing=sentence.place_missing,
        name_missing=sentence.name_missing,
        other_place=sentence.other_place,
        time_conflict=conflict,
        time_match=agreement,
        head_missing=sentence.head_missing,
        rank=1 / (1 + view.rank),
        repeats_question=_repeats(candidate.span.of(view.text), analysis.text),
        left=left_match(sentence.text, start, left),
        right=right_match(sentence.text, end, right),
        length=bounded * min(len(candidate.span), _LONG) / _LONG,
        opens=bounded * (start == 0 or sentence.text[start - 1] in _MARKS),
        closes=bounded * (end >= len(sentence.text) or sentence.text[end] in _MARKS),
        clauses=bounded * any(mark in _CLAUSE_MARKS for mark in answer),
        balanced=bounded * all(answer.count(a) == answer.count(b) for a, b in _PAIRS),
    )


_LONG = 36
_MARKS = ",;:。!?、“”「」《》()\"'\n"
_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"), ("(", ")"))


def _repeats(answer: str, question: str) -> float:
    pairs = [answer[i : i + 2] for i in range(len(answer) - 1)] or [answer]
    return sum(pair in question for pair in pairs) / len(pairs)


def agree(asked: Sequence[Moment], said: Sequence[Moment]) -> tuple[float, float]:
    """Compare the dates of a question with those of a sentence.

    Returns:
        Conflict and agreement, each 0 or 1; both 0 when either side names no date.
    """
    wanted = [moment for moment in asked if moment.year or moment.month]
    if not wanted or not said:
        return 0.0, 0.0
    fits = all(any(_same(want, have) for have in said) for want in wanted)
    return float(not fits), float(fits)


def _same(want: Moment, have: Moment) -> bool:
    for asked, told in ((want.year, have.year), (want.month, have.month), (want.day, have.day)):
        if asked is not None and told is not None and asked != told:
            return False
    return want.year is None or have.year is not None
