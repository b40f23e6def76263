"""Whether two articles speak of what a question names, or one of its like."""

from service.reader.analysis import Analysis
from service.reader.reader import Reading
from service.reader.term import Term
from service.reader.view import View
from service.reprints import shingles

_HEAD = 60  # characters at the beginning of an article that say what it is about


def same_subject(analysis: Analysis, best: Reading, other: Reading) -> bool:
    """Say whether two articles are about what the question names, not about its like.

    What names the subject must stand as near the one figure as the other, every word of the
    question that one passage has must stand in the other, and both articles must begin with
    something of the question.
    """
    names = [term for term in analysis.terms if term.names_subject]
    if any(_is_near(best, term) and not _is_near(other, term) for term in names):
        return False
    said = (term for term in analysis.terms if _is_said(best, term))
    if not all(_is_said(other, term) for term in said):
        return False
    return begin_alike(analysis, best.view, other.view)


def _is_near(reading: Reading, term: Term) -> bool:
    """Say whether a term stands in the sentence of a figure, or above its passage."""
    found = (match.span for match in reading.view.found(term))
    return bool(reading.view.found_above(term)) or any(map(reading.sentence.covers, found))


def _is_said(reading: Reading, term: Term) -> bool:
    return bool(reading.view.found(term) or reading.view.found_above(term))


def begin_alike(analysis: Analysis, one: View, other: View) -> bool:
    """Say whether the heads of two articles share a name or three characters of the question."""
    heads = [f"{view.above}\n{view.article.text[:_HEAD]}" for view in (one, other)]
    if any(run in heads[0] and run in heads[1] for run in shingles(analysis.text)):
        return True
    names = [term for term in analysis.terms if term.names_subject]
    return any(one.found_above(term) and other.found_above(term) for term in names)
