"""An English question as a row of Chinese words, for what reads only Chinese."""

from collections.abc import Sequence

from service.reader.analysis import Analysis
from service.reader.expectation import AnswerType
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
    words = [_written(term, views) for term in analysis.terms]
    return "".join((*years, *words, _ASKING[analysis.expectation.kind]))


def _written(term: Term, views: Sequence[View]) -> str:
    for view in views:
        if found := view.found(term):
            best: Match = max(found, key=lambda match: match.weight)
            return best.span.of(view.text)
    return next((one.text for one in term.alternatives if one.text), "")
