"""Options by which a question sees some of the documents only."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from index.filter import Filter

_DAY = ["%Y-%m-%d"]

CollectionsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--collection", metavar="NAME", help="Only documents of this collection; may be repeated."
    ),
]
SourcesOption = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="NAME", help="Only of this source; may be repeated."),
]
FromOption = Annotated[
    datetime | None,
    typer.Option("--from", metavar="DATE", formats=_DAY, help="Only published on it or later."),
]
UntilOption = Annotated[
    datetime | None,
    typer.Option("--to", metavar="DATE", formats=_DAY, help="Only published on it or earlier."),
]
CollectionOption = Annotated[
    str,
    typer.Option(
        "--collection",
        metavar="NAME",
        help="The collection that the documents belong to from now on.",
    ),
]


def filter_of(
    collections: Sequence[str] | None,
    sources: Sequence[str] | None,
    since: datetime | None,
    until: datetime | None,
) -> "Filter | None":
    """Return the filter that the options describe; None where there are none.

    Raises:
        InvalidFilter: A collection cannot have that name, or the days are in the wrong order.
    """
    from index.filter import Filter, collection_name

    asked = Filter(
        collections=frozenset(map(collection_name, collections)) if collections else None,
        sources=frozenset(sources) if sources else None,
        published_from=since.date() if since else None,
        published_to=until.date() if until else None,
    )
    return None if asked.everything else asked
