"""An English question as a row of Chinese words, for what reads only Chinese."""

from collections.abc import Sequence

from service.reader.analysis import Analysis
from service.reader.expectation import AnswerType, Expectation
from service.reader.term import Match, Term
from service.reader.view import View

_ASKING = {
    AnswerType.FIGURE: "多少",
    AnswerType.PERCENT: "百分之多少",
    AnswerType.DURATION: "多长时间",
    AnswerType.DATE: "什么时候",
    AnswerType.PERSON: "谁",
    AnswerType.PLACE: "哪里",
    AnswerType.ORGANISATION: "哪家单位",
    AnswerType.LIST: "哪些",
    AnswerType.NAME: "什么",
    AnswerType.STATEMENT: "什么",
    AnswerType.WHETHER: "是否",
}


def render(analysis: Analysis, views: Sequence[View]) -> str:
    """Return a question in Chinese: as it is, or its terms as the passages write them.

    Args:
        analysis: The question.
        views: Passages, best first: the first that holds a term says how it is written.
    """
    if any("\u4e00" <= character <= "\u9fff" for character in analysis.text):
        return analysis.text
    years = [f"{moment.year}年" for moment in analysis.moments if moment.year is not None]
    counted = analysis.head_terms if analysis.expectation.kind is AnswerType.FIGURE else ()
    words = [_written(term, views) for term in analysis.terms if term not in counted]
    heads = [_written(term, views) for term in counted]
    return "".join((*years, *words, _asked(analysis.expectation), *heads))


def _asked(expectation: Expectation) -> str:
    if expectation.kind is AnswerType.PLACE and expectation.head:
        return f"哪个{expectation.head}"
    return _ASKING[expectation.kind]


def _written(term: Term, views: Sequence[View]) -> str:
    for view in views:
        if found := view.found(term):
            best: Match = max(found, key=lambda match: match.weight)
            return best.span.of(view.text)
    return next((one.text for one in term.alternatives if one.text), "")
