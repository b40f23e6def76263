"""Reordering retrieved passages by how much of the question they speak of."""

from collections.abc import Callable, Sequence

from index.document import CleanDocument, Passage
from index.gazetteer import Gazetteer
from index.span import Span
from service.reader.analysis import Analysis
from service.reader.sentence import Sentence
from service.reader.view import Article, View, window_of

_RANK_WEIGHT = 0.5


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


def rerank(analysis: Analysis, views: Sequence[View]) -> list[View]:
    """Return views best first: by their best sentence's coverage and their rank in the search.

    Args:
        analysis: The question.
        views: In the order of the search.
    """
    scored = [(-_score(analysis, view), view.rank, view) for view in views]
    return [view for _, _, view in sorted(scored, key=lambda entry: entry[:2])]


def _score(analysis: Analysis, view: View) -> float:
    sentences = [Sentence(view, index, analysis) for index in range(len(view.sentences))]
    best = max((s.coverage + 0.5 * s.own_coverage for s in sentences), default=0.0)
    elsewhere = min((s.other_place for s in sentences), default=0.0)
    missing = sentences[0].place_missing if sentences else 0.0  # the same of every sentence
    return best - (missing + elsewhere) + _RANK_WEIGHT / (1 + view.rank)
