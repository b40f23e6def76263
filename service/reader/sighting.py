"""Candidates in their sentences, and which of them have the shape that is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.span import Span
from service.reader.candidate import CONTRADICTED, Candidate
from service.reader.caption import NUMBER
from service.reader.changes import Side, side_of
from service.reader.enumerations import SEVERAL
from service.reader.expectation import SHAPED, AnswerType
from service.reader.features import is_of_another, repeated
from service.reader.neural.span_odds import SpanOdds
from service.reader.sentence import Sentence

_NAMED = (AnswerType.PERSON, AnswerType.PLACE, AnswerType.ORGANISATION)  # known by their shape
_COUNTED = (AnswerType.FIGURE, AnswerType.PERCENT, AnswerType.DURATION)
_NO_NAME = lazy_pattern(r"[\d《》,;:。!?]")  # stands in no name of a person or place
_TIME = lazy_pattern(  # a date without a number
    r"时期|期间|年间|时代|[春夏秋冬]|季|世纪|[之以]?[前后]$|全年|每[年月周天日]|[早晚]上|[上下]午|凌晨|傍晚|中午|[年月周]末|节"
)
_SEVERAL_OR_CLAUSES = lazy_pattern(rf"{SEVERAL.pattern}|,")
_REPEATED = 0.6
_FITTING = 0.7  # where something fits so well, what does not is not considered
_SURE = 0.4


@dataclass(frozen=True, slots=True)
class Sighting:
    """A candidate in its sentence, not measured yet: measuring costs more than looking.

    Attributes:
        sentence: Where it stands.
        candidate: In the text of the sentence's view.
        odds: What the network makes of that text.
        lost: True when the figure asked for is missing from the page at that place.
    """

    sentence: Sentence
    candidate: Candidate
    odds: SpanOdds
    lost: bool = False

    @property
    def span(self) -> Span:
        """Where it stands, in the text of its view."""
        return self.candidate.span

    @property
    def text(self) -> str:
        """The candidate, folded."""
        return self.span.of(self.sentence.view.text)

    @property
    def fits(self) -> bool:
        """Whether its own shape is the one asked for."""
        return self.candidate.fit >= _FITTING

    @property
    def is_shaped(self) -> bool:
        """Whether it has the shape asked for, or the network is sure of it.

        It knows no ranks and titles: what is known to have others is not taken from it.
        """
        return self.fits or (self.candidate.fit != CONTRADICTED and self.is_sure)

    @property
    def is_sure(self) -> bool:
        """Whether the network is sure of it."""
        return self.odds.expected_overlap(self.span) >= _SURE

    @property
    def is_news(self) -> bool:
        """Whether it has the shape asked for and does not repeat the question."""
        return self.is_shaped and repeated(self.sentence, self.span) < _REPEATED

    @property
    def of_another(self) -> bool:
        """Whether its sentence gives the figure for something else than what is asked about."""
        own = self.span.shift(-self.sentence.span.start)
        return is_of_another(self.sentence, own)

    def holds(self, other: "Sighting") -> bool:
        """Say whether another candidate stands within this one."""
        return self.sentence.view is other.sentence.view and self.span.covers(other.span)


def fitting(sightings: Sequence[Sighting], kind: AnswerType) -> Sequence[Sighting]:
    """Leave out what has not the shape asked for, where anything has."""
    found: Sequence[Sighting] = sightings
    if kind in SHAPED:
        shaped = _shaped(sightings)
        found = [one for one in shaped if not one.of_another] or shaped
        if kind in _COUNTED and not found:
            return [one for one in sightings if one.lost or NUMBER.search(one.text)]
    elif kind in _NAMED:
        found = [one for one in sightings if one.is_news]
    elif kind is AnswerType.LIST:
        found = [
            one
            for one in sightings
            if (SEVERAL.search(one.text) and one.is_shaped)
            or (_SEVERAL_OR_CLAUSES.search(one.text) and one.is_sure)
        ]
    return found or sightings


def _shaped(sightings: Sequence[Sighting]) -> list[Sighting]:
    """Return what has the shape, and what the network is sure of that has it within itself.

    Rules find the ends of a range (750米至3500米), the network the whole of it.
    """
    shaped = [one for one in sightings if one.fits]
    return [one for one in sightings if one.fits or (_is_whole(one, shaped) and one.is_sure)]


def _is_whole(one: Sighting, shaped: Sequence[Sighting]) -> bool:
    """Say whether a candidate has something shaped within it, but not both sides of a change."""
    inside = [other for other in shaped if one.holds(other)]
    text, start = one.sentence.text, one.sentence.span.start
    sides = {side_of(text, other.span.shift(-start)) for other in inside}
    return bool(inside) and Side.BEFORE not in sides


def may_be(kind: AnswerType, text: str, gazetteer: Gazetteer) -> bool:
    """Say whether a text could be of a kind: the network is told no shapes and no places."""
    if kind is AnswerType.DATE and _TIME.search(text):
        return True
    if kind in SHAPED:
        return NUMBER.search(text) is not None
    if kind is AnswerType.LIST:
        return _SEVERAL_OR_CLAUSES.search(text) is not None
    if kind is AnswerType.PERSON and text in gazetteer.names:
        return False
    return kind not in (AnswerType.PERSON, AnswerType.PLACE) or not _NO_NAME.search(text)
