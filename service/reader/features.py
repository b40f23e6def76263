"""How well a candidate answers, in numbers."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cached_property

from index.span import Span
from service.reader.analysis import Analysis
from service.reader.anchored import contexts, left_match, right_match
from service.reader.candidate import Candidate
from service.reader.expectation import AnswerType
from service.reader.moment import Moment
from service.reader.term import Match, Term, TermKind
from service.reader.view import View

_BESIDE, _PASSAGE, _ABOVE, _ARTICLE = 0.8, 0.65, 0.75, 0.3  # worth of a term found elsewhere
_REACH = 12  # characters over which nearness halves
_OTHER_CLAUSE = 0.6
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
        subject_missing: Share of places and names that the passage does not speak of.
        time_conflict: 1 when the sentence speaks of another year than the question.
        time_match: 1 when it speaks of the year that the question names.
        head_missing: Share of what is counted that does not stand in the sentence.
        rank: 1 for the best passage, falling with its rank.
        repeats_question: Share of the candidate that stands in the question already.
        left: How much of the words before the question word stand before the candidate.
        right: How much of the words behind it stand behind the candidate.
        length: Its length, 36 characters and more being 1.
        opens: 1 when it begins behind punctuation.
        closes: 1 when it ends before punctuation.
        clauses: 1 when it holds a comma or another mark inside.
        balanced: 0 when it holds one of a pair of quotation marks or brackets.
    """

    coverage: float
    sentence_coverage: float
    nearness: float
    fit: float
    subject_missing: float
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
        if not worth and term.names_subject and _in_article(self.view, term):
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
            {t: max((m.weight for m in found), default=0.0) for t, found in self.matches.items()}
        )

    def _share(self, worth: dict[Term, float]) -> float:
        total = self.analysis.weight
        return sum(term.weight * value for term, value in worth.items()) / total if total else 0.0

    @cached_property
    def subject_missing(self) -> float:
        """Share of the question's places and names that passage and headings lack."""
        named = [term for term in self.analysis.terms if term.names_subject]
        total = sum(term.weight for term in named)
        if not total:
            return 0.0
        lost = sum(term.weight for term in named if self._worth[term] < _PASSAGE * 0.3)
        half = sum(
            term.weight * 0.7
            for term in named
            if _PASSAGE * 0.3 <= self._worth[term] <= _ARTICLE
        )
        return (lost + half) / total

    @cached_property
    def head_missing(self) -> float:
        """Share of what is counted that does not stand in the sentence."""
        return _head_missing(self.analysis, self)

    @cached_property
    def times(self) -> tuple[float, float]:
        """Conflict and agreement of the question's dates with the sentence's."""
        return agree(self.analysis.moments, self.view.moments(self.span))

    @cached_property
    def asked(self) -> tuple[str, str]:
        """The words before and behind the question word."""
        return contexts(self.analysis.text, self.analysis.expectation)

    def nearness(self, candidate: Span) -> float:
        """Share of the terms weighed by how near they stand to a candidate."""
        near = {
            term: max((self._near(candidate, match) for match in found), default=0.0)
            for term, found in self.matches.items()
        }
        return self._share(near)

    def _near(self, candidate: Span, match: Match) -> float:
        if candidate.overlap(match.span):
            return match.weight
        gap = Span(
            min(candidate.end, match.span.end), max(candidate.start, match.span.start)
        )
        between = gap.of(self.view.text)
        clauses = sum(mark in _CLAUSE_MARKS for mark in between)
        return match.weight * _OTHER_CLAUSE ** min(clauses, 3) / (1 + len(between) / _REACH)


def _in_article(view: View, term: Term) -> bool:
    return any(a.text and a.text in view.article.text for a in term.alternatives)


def features(sentence: Sentence, candidate: Candidate) -> Features:
    """Measure a candidate of a sentence against the question."""
    analysis, view = sentence.analysis, sentence.view
    conflict, agreement = sentence.times
    left, right = sentence.asked
    start, end = candidate.span.start - sentence.span.start, candidate.span.end - sentence.span.start
    answer = candidate.span.of(view.text)
    return Features(
        coverage=sentence.coverage,
        sentence_coverage=sentence.own_coverage,
        nearness=sentence.nearness(candidate.span),
        fit=candidate.fit,
        subject_missing=sentence.subject_missing,
        time_conflict=conflict,
        time_match=agreement,
        head_missing=sentence.head_missing,
        rank=1 / (1 + view.rank),
        repeats_question=_repeats(candidate.span.of(view.text), analysis.text),
        left=left_match(sentence.text, start, left),
        right=right_match(sentence.text, end, right),
        length=min(len(candidate.span), _LONG) / _LONG,
        opens=float(start == 0 or sentence.text[start - 1] in _MARKS),
        closes=float(end >= len(sentence.text) or sentence.text[end] in _MARKS),
        clauses=float(any(mark in _CLAUSE_MARKS for mark in answer)),
        balanced=float(all(answer.count(a) == answer.count(b) for a, b in _PAIRS)),
    )


_LONG = 36
_MARKS = ",;:。!?、“”「」《》()\"'\n"
_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"), ("(", ")"))


def _repeats(answer: str, question: str) -> float:
    pairs = [answer[i : i + 2] for i in range(len(answer) - 1)] or [answer]
    return sum(pair in question for pair in pairs) / len(pairs)


def _head_missing(analysis: Analysis, sentence: Sentence) -> float:
    head = analysis.expectation.head
    pairs = [head[i : i + 2] for i in range(len(head) - 1)]
    known = [term for term in analysis.terms if term.label in pairs and term.kind is not TermKind.PLACE]
    if not known or analysis.expectation.kind is not AnswerType.FIGURE:
        return 0.0
    return sum(not sentence.matches[term] for term in known) / len(known)


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
