"""Reading without a language model: the span that answers, or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.gazetteer import Gazetteer
from index.span import Span
from service.reader.analysis import Analysis
from service.reader.candidate import Candidate, find_candidates
from service.reader.expectation import AnswerType
from service.reader.features import Features, Sentence, features
from service.reader.figure import find_lost
from service.reader.ranker import Ranker
from service.reader.view import View

_SENTENCES_READ = 10


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

    @property
    def edges(self) -> str:
        """The characters before, first, last and behind; a line break at a sentence's end."""
        text, inside = self.sentence.text, self.span.shift(-self.sentence.span.start)
        before = text[inside.start - 1] if inside.start else "\n"
        behind = text[inside.end] if inside.end < len(text) else "\n"
        return before + text[inside.start] + text[inside.end - 1] + behind


@dataclass(frozen=True, slots=True)
class Reading:
    """A span that may answer the question.

    Attributes:
        view: The passage read.
        span: The answer, in `view.text`.
        sentence: The sentence that says it, in `view.text`.
        score: How well it answers; comparable between readings of one question.
        confidence: In [0, 1]; how likely it is right.
        features: What the score was made of.
        lost: True when the figure asked for is missing from the page at that place.
    """

    view: View
    span: Span
    sentence: Span
    score: float
    confidence: float
    features: Features
    lost: bool = False


class Reader:
    """Finds answers by the shape of what is asked and the words around it.

    Args:
        gazetteer: Place names.
        ranker: Scores candidates.
    """

    def __init__(self, gazetteer: Gazetteer, ranker: Ranker) -> None:
        self._gazetteer = gazetteer
        self._ranker = ranker

    def read(self, analysis: Analysis, views: Sequence[View]) -> list[Reading]:
        """Return what may answer the question, best first.

        Args:
            analysis: The question.
            views: Passages, best first.
        """
        spots = self.collect(analysis, views)
        if not spots:
            return []
        scores = self._ranker.scores(
            [spot.features.values() for spot in spots],
            [spot.edges for spot in spots],
            analysis.expectation.kind,
        )
        readings = [
            _reading(spot, float(score), self._ranker.confidence(spot.features, float(score)))
            for spot, score in zip(spots, scores, strict=True)
        ]
        return sorted(readings, key=lambda reading: -reading.score)

    def collect(self, analysis: Analysis, views: Sequence[View]) -> list[Spot]:
        """Return the candidates of the sentences that speak most of the question."""
        sentences = [
            Sentence(view, index, analysis)
            for view in views
            for index in range(len(view.sentences))
        ]
        sentences.sort(key=lambda sentence: -sentence.coverage - sentence.own_coverage)
        return [spot for sentence in sentences[:_SENTENCES_READ] for spot in self._spots(sentence)]

    def _spots(self, sentence: Sentence) -> list[Spot]:
        analysis, offset = sentence.analysis, sentence.span.start
        expectation = analysis.expectation
        found = find_candidates(sentence.text, analysis.text, expectation, self._gazetteer)
        spots = [_spot(sentence, candidate, offset) for candidate in found]
        if expectation.kind is AnswerType.FIGURE:
            spots += [
                _spot(sentence, Candidate(gap, 1.0), offset, lost=True)
                for gap in find_lost(sentence.text)
                if _fits(gap.of(sentence.text), expectation.units)
            ]
        return spots


def _spot(sentence: Sentence, candidate: Candidate, offset: int, *, lost: bool = False) -> Spot:
    shifted = Candidate(candidate.span.shift(offset), candidate.fit)
    return Spot(sentence, shifted.span, features(sentence, shifted), lost)


def _reading(spot: Spot, score: float, confidence: float) -> Reading:
    sentence = spot.sentence
    return Reading(
        sentence.view, spot.span, sentence.span, score, confidence, spot.features, spot.lost
    )


def _fits(unit: str, units: frozenset[str]) -> bool:
    return not units or any(unit.endswith(known) for known in units)


