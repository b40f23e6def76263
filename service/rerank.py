"""Reordering retrieved passages by how much of the question they speak of."""

from collections.abc import Callable, Iterable, Sequence
from math import inf, isnan

from index.document import CleanDocument, Passage
from index.gazetteer import Gazetteer
from index.span import Span
from service.question import Language
from service.reader.analysis import Analysis
from service.reader.sentence import sentences_of
from service.reader.view import Article, View, window_of

_READ = 10  # of the first ones the reader is asked
# Beside a best sentence that has all of the question's words: what `service.training.passages`
# fits, rounded. The search alone puts .898 of its questions' first passages right, these .921.
_SEARCH_WEIGHT = 0.7  # of BM25's best hit
_SEARCH_WEIGHT_ENGLISH = 1.7  # of the same: what is not reordered has scores closer together
_ODDS_WEIGHT = 0.9  # of the reader being sure that the answer stands here and not elsewhere
_PLACE_WEIGHT = 0.5  # of naming none of the question's places, or another


def views(
    passages: Sequence[Passage],
    documents: Callable[[str], CleanDocument],
    gazetteer: Gazetteer,
) -> list[View]:
    """Prepare passages for reading; each document is folded once.

    Args:
        passages: In the order of the search.
        documents: Gives a passage's document by id.
        gazetteer: Tells the places that they name.
    """
    articles: dict[tuple[str, Span], Article] = {}
    prepared = []
    for rank, passage in enumerate(passages):
        document = documents(passage.document_id)
        window = window_of(passage, len(document.text))
        key = (passage.document_id, window)
        if key not in articles:
            articles[key] = Article(document, window, gazetteer)
        prepared.append(View.of(passage, articles[key], rank))
    return prepared


def rerank(
    analysis: Analysis,
    views: Sequence[View],
    scores: Sequence[float],
    likely: Callable[[Analysis, Sequence[View]], Sequence[float]] | None = None,
) -> list[View]:
    """Return views best first: by the search's score, their best sentence, and the reader.

    Args:
        analysis: The question.
        views: In the order of the search.
        scores: Of the search, one for each view, in the unit of BM25's best hit.
        likely: Gives the odds that the answer stands in each of some views rather than in
            the others, in [0, 1]; those that come first without it are weighed by it.
    """
    weight = _SEARCH_WEIGHT_ENGLISH if analysis.language is Language.ENGLISH else _SEARCH_WEIGHT
    known = {
        id(view): weight * score + spoken(analysis, view)
        for view, score in zip(views, scores, strict=True)
    }
    ordered = by_score(views, known.values())
    if likely is None:
        return ordered
    first = ordered[:_READ]
    odds = likely(analysis, first)
    weighed = [known[id(view)] + _ODDS_WEIGHT * one for view, one in zip(first, odds, strict=True)]
    return by_score(first, weighed) + ordered[_READ:]


def spoken(analysis: Analysis, view: View) -> float:
    """Return how much of a question a passage's best sentence says, less for its places.

    Returns:
        1 where one sentence has all of the question's words; less where the passage names
        none of its places, or only others.
    """
    sentences = sentences_of(view, analysis)
    best = max((s.coverage for s in sentences), default=0.0)
    elsewhere = min((s.other_place for s in sentences), default=0.0)
    missing = sentences[0].place_missing if sentences else 0.0  # the same of every sentence
    return best - _PLACE_WEIGHT * (missing + elsewhere)


def by_score(views: Sequence[View], scores: Iterable[float]) -> list[View]:
    """Return views best first by the scores given; equal ones keep their order.

    Args:
        views: In the order that breaks ties.
        scores: One for each view; higher is better. One that is no number comes last.
    """
    keyed = [
        (-inf if isnan(score) else score, view) for score, view in zip(scores, views, strict=True)
    ]
    return [view for _, view in sorted(keyed, key=lambda entry: -entry[0])]
