"""Figures, shares and durations as candidates."""

from collections.abc import Iterator

from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.span import Span
from service.reader.candidate import Candidate
from service.reader.expectation import (
    COUNTS,
    ORDINALS,
    SHARE,
    SPAN_OF_TIME,
    AnswerType,
    Expectation,
)
from service.reader.figure import Figure, find_figures
from service.reader.moment import find_moments


def figures(text: str, expectation: Expectation, _: Gazetteer) -> Iterator[Candidate]:
    """Yield the figures whose unit fits."""
    if expectation.units == ORDINALS:
        yield from _ordinals(text, expectation.counter)
        return
    dates = [moment.span for moment in find_moments(text)]
    for figure in find_figures(text):
        if any(date.overlap(figure.span) for date in dates):
            continue
        fit = _unit_fit(figure, text, expectation)
        if fit > 0:
            yield Candidate(figure.span, fit)


def _ordinals(text: str, counter: str) -> Iterator[Candidate]:
    """Yield 第5号 and 首位, those with the measure word asked with first."""
    for match in _ORDINAL.finditer(text):
        fits = not counter or match.group().endswith(counter) or counter in _PLACES
        yield Candidate(Span(*match.span()), 1.0 if fits else _OTHER_COUNTER)


_PLACES = ("名", "位", "个")
_ORDINAL = lazy_pattern(
    r"(?:倒数)?第[0-9零一二三四五六七八九十百]+(?:名|位|届|号|次|座|个|家|批|期|任|代|大|条|类|版|轮|季|场|站|所|集|章|级)?"
    r"|榜首|首位|首[次届座家个批期任]|[冠亚季]军|末位"
)
_OTHER_COUNTER = 0.7  # 个 may stand for 家, but 家 is what was asked for


def _unit_fit(figure: Figure, text: str, expectation: Expectation) -> float:
    fit = 1.0 if figure.unit in expectation.units else _other_unit(figure, expectation)
    if expectation.counter in COUNTS - {"个"} and figure.unit != expectation.counter:
        fit *= _OTHER_COUNTER
    if figure.spelled and len(figure.number) == 1 and not figure.scaled:
        fit *= (
            0.3 if figure.number == "一" else 0.6
        )  # 一个, 两家: more often a turn of phrase than a count
    behind = text[figure.span.end : figure.span.end + 8]
    head = expectation.head
    if head and fit and behind.startswith(head[:2]):
        fit = min(1.0, fit + 0.2)
    return fit


def _other_unit(figure: Figure, expectation: Expectation) -> float:
    if expectation.units:
        return 0.2 if not figure.unit and expectation.kind is AnswerType.FIGURE else 0.0
    if figure.unit in SHARE:
        return 0.5
    return 0.8 if figure.unit else 0.5


def shares(text: str, _: Expectation, __: Gazetteer) -> Iterator[Candidate]:
    """Yield shares, rates and multiples."""
    for figure in find_figures(text):
        if figure.unit in SHARE:
            yield Candidate(figure.span, 1.0 if figure.unit == "%" else 0.7)


def durations(text: str, _: Expectation, __: Gazetteer) -> Iterator[Candidate]:
    """Yield stretches of time."""
    dates = [moment.span for moment in find_moments(text)]
    for figure in find_figures(text):
        if figure.unit in SPAN_OF_TIME and not any(d.overlap(figure.span) for d in dates):
            yield Candidate(figure.span, 1.0)
