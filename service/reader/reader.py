"""Reading without a language model: the span that answers, or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.span import Span
from service.reader.analysis import Analysis
from service.reader.candidate import Candidate
from service.reader.caption import NUMBER, caption
from service.reader.enumerations import SEVERAL
from service.reader.expectation import SHAPED, AnswerType
from service.reader.features import Features, features
from service.reader.figure import find_lost
from service.reader.finder import find_candidates
from service.reader.neural.span_odds import SpanOdds
from service.reader.neural.span_reader import WINDOW, SpanReader
from service.reader.neural.windows import windows
from service.reader.numbered import another_number
from service.reader.ranker import Ranker
from service.reader.rendering import render
from service.reader.sentence import Sentence, sentences_of
from service.reader.view import View

MOST_SENTENCES = 12  # read of all passages together
_NAMED = (AnswerType.PERSON, AnswerType.PLACE, AnswerType.ORGANISATION)  # known by their shape
_REPEATED = 0.6
_FITTING = 0.7  # where something fits so well, what does not is not considered
_MOST_MARGIN = 5.0
_NO_NAME = lazy_pattern(r"[\d《》,;:。!?]")  # stands in no name of a person or place
_PROPOSED, _WORTH_PROPOSING = 8, 0.01  # spans of the network's own that are considered
_SURE = 0.4


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
        scores = self._ranker.scores([spot.features.values() for spot in spots])
        margin = _margin(spots, scores.tolist())
        readings = [
            Reading(
                spot.sentence.view,
                spot.span,
                spot.sentence.span,
                float(score),
                margin,
                self._ranker.confidence(spot.features, float(score), margin),
                spot.features,
                spot.lost,
            )
            for spot, score in zip(spots, scores, strict=True)
        ]
        return sorted(readings, key=lambda reading: -reading.score)

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
        spots = [spot for one in chosen for spot in self._spots(one, odds[one.view.passage.id])]
        return _typed(spots, analysis.expectation.kind)

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

    def _spots(self, sentence: Sentence, odds: SpanOdds) -> list[Spot]:
        analysis, offset = sentence.analysis, sentence.span.start
        expectation = analysis.expectation
        found = find_candidates(sentence.text, analysis.text, expectation, self.gazetteer)
        candidates = {one.span.shift(offset): one.fit for one in found}
        for span in odds.best(_PROPOSED):
            likely = sentence.span.covers(span) and odds.of(span) >= _WORTH_PROPOSING
            if likely and _may_be(expectation.kind, span.of(sentence.view.text)):
                candidates.setdefault(span, 0.0)
        sentence.compare(candidates)
        spots = [_spot(sentence, Candidate(*one), odds) for one in candidates.items()]
        if expectation.kind is AnswerType.FIGURE:
            spots += [
                _spot(sentence, Candidate(gap.shift(offset), 1.0), odds, lost=True)
                for gap in find_lost(sentence.text)
                if _fits(gap.of(sentence.text), expectation.units)
            ]
        return spots


def _chosen(
    analysis: Analysis, views: Sequence[View], limit: int, naming: str = ""
) -> list[Sentence]:
    every = [one for view in views for one in sentences_of(view, analysis)]
    analysis.likeness.prepare(sentence.text for sentence in every)
    every.sort(key=lambda one: (naming in one.text, _speaks_of_question(one)), reverse=True)
    about = [one for one in every if not another_number(analysis.text, one.text)]
    return (about or every)[:limit]


def _may_be(kind: AnswerType, text: str) -> bool:
    """Say whether a text could be of a kind: the network is told no shapes."""
    if kind in SHAPED:
        return NUMBER.search(text) is not None
    if kind is AnswerType.LIST:
        return SEVERAL.search(text) is not None
    return kind not in (AnswerType.PERSON, AnswerType.PLACE) or not _NO_NAME.search(text)


def _typed(spots: list[Spot], kind: AnswerType) -> list[Spot]:
    """Leave out what has not the shape asked for, where anything has."""
    if kind in SHAPED:
        fitting = _fitting(spots)
    elif kind in _NAMED:
        fitting = [spot for spot in spots if _is_news(spot.features)]
    elif kind is AnswerType.LIST:
        several = [spot for spot in spots if SEVERAL.search(_text(spot))]
        fitting = [spot for spot in several if _is_shaped(spot.features)]
    else:
        fitting = spots
    return fitting or spots


def _fitting(spots: Sequence[Spot]) -> list[Spot]:
    """Return what has the shape, and what the network is sure of that has it within itself.

    Rules find the ends of a range (750米至3500米), the network the whole of it.
    """
    shaped = [spot for spot in spots if spot.features.fit >= _FITTING]
    return [
        spot
        for spot in spots
        if spot.features.fit >= _FITTING
        or (spot.features.overlap >= _SURE and any(_holds(spot, one) for one in shaped))
    ]


def _holds(spot: Spot, other: Spot) -> bool:
    return spot.sentence.view is other.sentence.view and spot.span.covers(other.span)


def _is_news(measured: Features) -> bool:
    """Say whether a candidate has the shape asked for and does not repeat the question."""
    return _is_shaped(measured) and measured.repeats_question < _REPEATED


def _is_shaped(measured: Features) -> bool:
    return measured.fit >= _FITTING or measured.overlap >= _SURE


def _speaks_of_question(sentence: Sentence) -> float:
    return sentence.coverage + sentence.own_coverage + sentence.likeness(sentence.span)


def _spot(sentence: Sentence, candidate: Candidate, odds: SpanOdds, *, lost: bool = False) -> Spot:
    return Spot(sentence, candidate.span, features(sentence, candidate, odds), lost)


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


def _fits(unit: str, units: frozenset[str]) -> bool:
    return not units or any(unit.endswith(known) for known in units)
