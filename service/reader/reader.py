"""Reading without a language model: the span that answers, or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.gazetteer import Gazetteer
from index.span import Span
from service.reader.analysis import Analysis
from service.reader.candidate import CONTRADICTED, Candidate
from service.reader.caption import caption
from service.reader.deciding import decides, deciding
from service.reader.expectation import AnswerType
from service.reader.features import Features, features
from service.reader.figure import find_lost
from service.reader.finder import find_candidates
from service.reader.neural.span_odds import SpanOdds
from service.reader.neural.span_reader import WINDOW, SpanReader
from service.reader.neural.windows import windows
from service.reader.numbered import another_number
from service.reader.people import may_hold
from service.reader.ranker import Ranker
from service.reader.rendering import render
from service.reader.sentence import Sentence, sentences_of
from service.reader.sighting import Sighting, fitting, may_be
from service.reader.term import TermKind
from service.reader.view import View

MOST_SENTENCES = 12  # read of all passages together
_MOST_MARGIN = 5.0
_PROPOSED, _WORTH_PROPOSING = 8, 0.01  # spans of the network's own that are considered


@dataclass(frozen=True, slots=True)
class Spot:
    """A candidate in its sentence, measured but not scored.

    Attributes:
        sentence: Where it stands.
        span: The candidate, in the text of the sentence's view.
        features: Its measures.
        lost: True when the figure asked for is missing from the page at that place.
    """

    sentence: Sentence
    span: Span
    features: Features
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A span that may answer the question.

    Attributes:
        view: The passage read.
        span: The answer, in `view.text`.
        sentence: The sentence that says it, in `view.text`.
        score: How well it answers; comparable between readings of one question.
        margin: By how much the best reading beats the next that says something else.
        confidence: In [0, 1]; how likely it is right.
        features: What the score was made of.
        lost: True when the figure asked for is missing from the page at that place.
    """

    view: View
    span: Span
    sentence: Span
    score: float
    margin: float
    confidence: float
    features: Features
    lost: bool = False


class Reader:
    """Finds answers by the shape of what is asked and the words around it.

    Args:
        gazetteer: Place names.
        network: Gives every span the odds that it answers; None leaves rules alone.
        ranker: Scores candidates.
    """

    def __init__(self, gazetteer: Gazetteer, network: SpanReader | None, ranker: Ranker) -> None:
        self.gazetteer = gazetteer
        self._network = network
        self._ranker = ranker

    def read(
        self,
        analysis: Analysis,
        views: Sequence[View],
        *,
        sentences: int = MOST_SENTENCES,
        naming: str = "",
    ) -> list[Reading]:
        """Return what may answer the question, best first.

        Args:
            analysis: The question.
            views: Passages, best first.
            sentences: Most sentences of them that are read.
            naming: Folded text; sentences that have it are read before all others.
        """
        return self.rank(self.collect(analysis, views, sentences=sentences, naming=naming))

    def rank(self, spots: Sequence[Spot]) -> list[Reading]:
        """Score the candidates of one question; return them best first."""
        if not spots:
            return []
        if spots[0].sentence.analysis.expectation.kind is AnswerType.WHETHER:
            return _by_what_decides(spots)
        scores = self._ranker.scores([spot.features.values() for spot in spots])
        margin = _margin(spots, scores.tolist())
        ordered = sorted(zip(scores.tolist(), spots, strict=True), key=lambda one: -one[0])
        return [self._reading(spot, score, margin) for score, spot in _lost_first(ordered)]

    def _reading(self, spot: Spot, score: float, margin: float) -> Reading:
        return Reading(
            spot.sentence.view,
            spot.span,
            spot.sentence.span,
            score,
            margin,
            self._ranker.confidence(spot.features, score, margin),
            spot.features,
            spot.lost,
        )

    def collect(
        self,
        analysis: Analysis,
        views: Sequence[View],
        *,
        sentences: int = MOST_SENTENCES,
        naming: str = "",
    ) -> list[Spot]:
        """Return the candidates of the sentences that speak most of the question; see `read`."""
        chosen = _chosen(analysis, views, sentences, naming)
        odds = self._odds(analysis, chosen)
        if analysis.expectation.kind is AnswerType.WHETHER:
            whole = [(one, Candidate(deciding(one), 1.0)) for one in chosen]
            return _measured([Sighting(*one, odds[one[0].view.passage.id]) for one in whole])
        seen = [spot for one in chosen for spot in self._seen(one, odds[one.view.passage.id])]
        return _measured(fitting(seen, analysis.expectation.kind))

    def likely(self, analysis: Analysis, views: Sequence[View]) -> list[float]:
        """Return how likely the network finds the answer in each view, rather than elsewhere.

        Returns:
            Probabilities in [0, 1] that add up to 1 at most: there may be no answer.
        """
        odds = self._odds(analysis, _chosen(analysis, views, MOST_SENTENCES))
        read = (odds.get(view.passage.id) for view in views)
        return [float(one.probabilities.sum()) if one else 0.0 for one in read]

    def _odds(self, analysis: Analysis, chosen: Sequence[Sentence]) -> dict[str, SpanOdds]:
        """Return what the network makes of the passages that sentences were chosen from."""
        views = {one.view.passage.id: one.view for one in chosen}
        stretches = [
            windows([one.span for one in chosen if one.view is view], len(view.text), width=WINDOW)
            for view in views.values()
        ]
        if self._network is None:
            return {name: SpanOdds.none(len(view.text)) for name, view in views.items()}
        question = render(analysis, list(views.values()))
        found = self._network.read(question, [view.text for view in views.values()], stretches)
        return dict(zip(views, found, strict=True))

    def _seen(self, sentence: Sentence, odds: SpanOdds) -> list[Sighting]:
        analysis, offset = sentence.analysis, sentence.span.start
        expectation = analysis.expectation
        found = find_candidates(sentence.text, analysis.text, expectation, self.gazetteer)
        fits = {one.span.shift(offset): one.fit for one in found}
        for span in odds.best(_PROPOSED):
            likely = sentence.span.covers(span) and odds.of(span) >= _WORTH_PROPOSING
            text = span.of(sentence.view.text)
            if likely and may_be(expectation.kind, text, self.gazetteer):
                fits.setdefault(span, _proposed_fit(sentence, span))
        seen = [Sighting(sentence, Candidate(*one), odds) for one in fits.items()]
        if expectation.kind is AnswerType.FIGURE:
            lost = [gap for gap in find_lost(sentence.text) if _fits(gap, sentence)]
            gaps = [Candidate(gap.shift(offset), 1.0) for gap in lost]
            seen += [Sighting(sentence, gap, odds, lost=True) for gap in gaps]
        return seen


def _by_what_decides(spots: Sequence[Spot]) -> list[Reading]:
    """Order the answers to a question of yes or no; the network and the ranker know none."""
    decided = [(decides(spot.sentence), spot) for spot in spots]
    decided.sort(key=lambda one: -one[0])
    return [
        Reading(spot.sentence.view, spot.span, spot.sentence.span, sure, 0.0, sure, spot.features)
        for sure, spot in decided
    ]


def _lost_first(ordered: Sequence[tuple[float, Spot]]) -> list[tuple[float, Spot]]:
    """Put a lost figure before the best candidate if its clause says more of the question.

    `东片投入8600万元,西片投入万元`: asked about the west, 8600万元 is its neighbour's, and no
    reader is taught that a gap is an answer.
    """
    _, best = ordered[0]
    nearer = [one for one in ordered if one[1].lost and _says_more(one[1], best)][:1]
    return [*nearer, *(one for one in ordered if one not in nearer)]


def _says_more(lost: Spot, best: Spot) -> bool:
    """Say whether a clause has every word of the question that another has, and one more."""
    if lost.sentence.view is not best.sentence.view or best.lost:
        return False
    here, there = (spot.sentence.said_in_clause(spot.span) for spot in (lost, best))
    words = {term for term in there if term.kind is not TermKind.PLACE}
    more = words <= here and bool(here - there)
    return more or lost.features.head_near > best.features.head_near


def _proposed_fit(sentence: Sentence, span: Span) -> float:
    """Return how well a span of the network's own fits: it knows nothing of titles."""
    expectation, own = sentence.analysis.expectation, span.shift(-sentence.span.start)
    person = expectation.kind is AnswerType.PERSON
    fits = not person or may_hold(sentence.text, own, expectation.head)
    return 0.0 if fits else CONTRADICTED


def _chosen(
    analysis: Analysis, views: Sequence[View], limit: int, naming: str = ""
) -> list[Sentence]:
    every = [one for view in views for one in sentences_of(view, analysis)]
    analysis.likeness.prepare(sentence.text for sentence in every)
    every.sort(key=lambda one: (naming in one.text, _speaks_of_question(one)), reverse=True)
    about = [one for one in every if not another_number(analysis.text, one.text)]
    return (about or every)[:limit]


def _speaks_of_question(sentence: Sentence) -> float:
    return sentence.coverage + sentence.own_coverage + sentence.likeness(sentence.span)


def _measured(sightings: Sequence[Sighting]) -> list[Spot]:
    """Measure candidates; what stands around them is compared with the question together."""
    if sightings:
        likeness = sightings[0].sentence.analysis.likeness
        likeness.prepare(text for one in sightings for text in one.sentence.around(one.span))
    return [
        Spot(one.sentence, one.span, features(one.sentence, one.candidate, one.odds), one.lost)
        for one in sightings
    ]


def _margin(spots: Sequence[Spot], scores: Sequence[float]) -> float:
    """Return by how much the best answer beats the best one that says something else.

    What another document calls the same (总投资5.2亿元 beside 总投资4.6亿元) is another
    source's answer, not another answer: it does not make the best one less likely.
    """
    best = max(range(len(spots)), key=lambda place: scores[place])
    others = [
        score
        for spot, score in zip(spots, scores, strict=True)
        if _text(spot) != _text(spots[best]) and not _is_parallel(spot, spots[best])
    ]
    return min(float(scores[best]) - max(others, default=-_MOST_MARGIN), _MOST_MARGIN)


def _text(spot: Spot) -> str:
    return spot.span.of(spot.sentence.view.text)


def _is_parallel(spot: Spot, best: Spot) -> bool:
    one, other = spot.sentence.view, best.sentence.view
    if one.passage.document_id == other.passage.document_id:
        return False
    name = caption(other.text, best.span)
    return bool(name) and caption(one.text, spot.span) == name


def _fits(gap: Span, sentence: Sentence) -> bool:
    unit, units = gap.of(sentence.text), sentence.analysis.expectation.units
    return not units or any(unit.endswith(known) for known in units)
