"""How well a candidate answers, in numbers."""

from dataclasses import dataclass, fields
from math import log
from operator import attrgetter

from index.span import Span
from service.reader.anchored import left_match, right_match
from service.reader.candidate import Candidate
from service.reader.expectation import SHAPED
from service.reader.kindred import counts_its_kin
from service.reader.measures import of_another_measure
from service.reader.neural.span_odds import SpanOdds
from service.reader.respective import another_is_asked, is_of_all, is_of_other_place
from service.reader.sentence import Sentence
from service.reader.view import CLAUSE_MARKS


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
        repeats_question: Share of the candidate that stands in the question already, in
            whatever language.
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
        span_odds: How likely the network finds exactly this span, on a logarithmic scale.
        overlap: The expected F1 of its characters with the answer's, by the network.
        fitting_overlap: The same, times `fit`: the network knows no units.
        sentence_odds: How likely the network finds the answer in the sentence.
        strength: The network's best score of all that was read: low when nothing answers.
        item_likeness: How like the question the item is that it stands in: one of several
            things named in a row.
        another_asked: 1 for a figure that a row of figures gives to another subject.
        said_before: 1 for a figure that was the last answer of the conversation.
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
    span_odds: float
    overlap: float
    fitting_overlap: float
    sentence_odds: float
    strength: float
    item_likeness: float
    another_asked: float
    said_before: float

    def values(self) -> tuple[float, ...]:
        """Return the values in the order of the attributes."""
        values: tuple[float, ...] = _VALUES(self)
        return values


_VALUES = attrgetter(*(field.name for field in fields(Features)))  # astuple copies deeply: slow


def features(sentence: Sentence, candidate: Candidate, odds: SpanOdds) -> Features:
    """Measure a candidate of a sentence against the question.

    Args:
        sentence: Where it stands.
        candidate: In the text of the sentence's view.
        odds: What the network makes of that text.
    """
    analysis, view = sentence.analysis, sentence.view
    conflict, agreement = sentence.times(candidate.span)
    left, right = sentence.asked
    start, end = (
        candidate.span.start - sentence.span.start,
        candidate.span.end - sentence.span.start,
    )
    answer, text = candidate.span.of(view.text), sentence.text
    overlap = odds.expected_overlap(candidate.span)
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
        repeats_question=repeated(sentence, candidate.span),
        left=left_match(text, start, left),
        right=right_match(text, end, right),
        length=bounded * min(len(candidate.span), _LONG) / _LONG,
        opens=bounded * (start == 0 or text[start - 1] in _MARKS),
        closes=bounded * (end >= len(text) or text[end] in _MARKS),
        clauses=bounded * any(mark in CLAUSE_MARKS for mark in answer),
        balanced=bounded * all(answer.count(a) == answer.count(b) for a, b in _PAIRS),
        span_odds=1 + max(log(odds.of(candidate.span) + _LEAST_ODDS) / -log(_LEAST_ODDS), -1),
        overlap=overlap,
        fitting_overlap=overlap * candidate.fit,
        sentence_odds=odds.inside(sentence.span),
        strength=min(max(odds.best_score / _STRONGEST, 0.0), 1.0),
        item_likeness=sentence.likeness(sentence.item(candidate.span)),
        another_asked=float(is_of_another(sentence, Span(start, end))),
        said_before=float(answer in analysis.said),
    )


_LONG = 36
_LEAST_ODDS = 1e-5
_STRONGEST = 30.0
_MARKS = ",;:。!?、“”「」《》()\"'\n"
_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"), ("《", "》"), ("(", ")"))


def is_of_another(sentence: Sentence, figure: Span) -> bool:
    """Say whether a sentence gives a figure, counted from its start, for another subject."""
    analysis, text = sentence.analysis, sentence.text
    if analysis.expectation.kind not in SHAPED:
        return False
    places = [term.label for term in sentence.mentions.places]
    return (
        another_is_asked(text, figure, analysis.text)
        or is_of_all(text, figure, sentence.subjects)
        or is_of_other_place(text, figure, places)
        or of_another_measure(text, figure, analysis.text)
        or counts_its_kin(text, figure, analysis.text)
    )


def repeated(sentence: Sentence, span: Span) -> float:
    """Return how much of a stretch of a sentence's passage the question says, in [0, 1]."""
    pairs = _repeats(span.of(sentence.view.text), sentence.analysis.text)
    return max(pairs, sentence.asked_of(span))


def _repeats(answer: str, question: str) -> float:
    pairs = [answer[i : i + 2] for i in range(len(answer) - 1)] or [answer]
    return sum(pair in question for pair in pairs) / len(pairs)
