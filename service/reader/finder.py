"""From a sentence to everything in it that could answer."""

from collections.abc import Callable, Iterator

from index.gazetteer import Gazetteer
from index.span import Span
from service.reader.anchored import anchored_spans
from service.reader.candidate import Candidate
from service.reader.enumerations import lists
from service.reader.expectation import SHAPED, AnswerType, Expectation
from service.reader.organisations import names, organisations
from service.reader.people import people
from service.reader.places import places
from service.reader.quantities import durations, figures, shares
from service.reader.times import dates

_FINDERS: dict[AnswerType, Callable[[str, Expectation, Gazetteer], Iterator[Candidate]]] = {
    AnswerType.FIGURE: figures,
    AnswerType.PERCENT: shares,
    AnswerType.DURATION: durations,
    AnswerType.DATE: dates,
    AnswerType.PERSON: people,
    AnswerType.PLACE: places,
    AnswerType.ORGANISATION: organisations,
    AnswerType.NAME: names,
    AnswerType.LIST: lists,
}


def find_candidates(
    text: str, question: str, expectation: Expectation, gazetteer: Gazetteer
) -> list[Candidate]:
    """Return what could answer in one folded sentence, typed candidates first.

    Figures, shares, times and people are only ever what their shape says; any other
    answer may also be a span that merely stands where the question asks.
    """
    finder = _FINDERS.get(expectation.kind)
    found = list(finder(text, expectation, gazetteer)) if finder else []
    fits: dict[Span, float] = {}
    for candidate in found:
        if candidate.span:
            fits[candidate.span] = max(candidate.fit, fits.get(candidate.span, 0.0))
    if expectation.kind not in (*SHAPED, AnswerType.PERSON):
        for span in anchored_spans(text, question, expectation):
            fits.setdefault(span, 0.0)
    return [Candidate(span, fit) for span, fit in fits.items()]
