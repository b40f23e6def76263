"""Questions that ask what one outlet says."""

from collections.abc import Callable, Sequence

from index.document import Metadata
from index.script import fold
from service.reader.analysis import Analysis
from service.reader.view import View

_SHORTEST = 3  # characters; a shorter name may stand in a question by chance


def of_named_outlet(
    analysis: Analysis, views: Sequence[View], metadata: Callable[[str], Metadata]
) -> list[View]:
    """Return the passages of the outlets that a question names; empty where it names none.

    Args:
        analysis: The question.
        views: Passages, best first.
        metadata: Gives a document's metadata by id.
    """
    return [view for view in views if _names(analysis, metadata(view.passage.document_id).source)]


def _names(analysis: Analysis, source: str | None) -> bool:
    return source is not None and len(source) >= _SHORTEST and fold(source) in analysis.text
