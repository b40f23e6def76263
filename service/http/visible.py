"""Which documents a request may see: those of its filter that its caller's key admits."""

from typing import Annotated

from fastapi import Depends
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from index.filter import Filter
from service.http.dependencies import CallerOf
from service.http.schema import Day, Strict
from service.keys.caller import Caller

MOST_LISTED = 2**53 - 1  # what every reader of JSON counts exactly
Absent = SkipJsonSchema[None]  # an address can leave a parameter out, but cannot say null
Name = Annotated[str, Field(max_length=1000)]

Names = Annotated[list[Name], Field(max_length=100)]


class FilterIn(Strict):
    """What documents must be to be searched and cited; all conditions hold together."""

    collections: list[Name] | None = Field(
        None, max_length=100, description="Names of collections; absent: all"
    )
    sources: list[Name] | None = Field(
        None, max_length=100, description="Outlets, as the documents name them; absent: all"
    )
    published_from: Day | None = Field(None, description="The first day", examples=["2021-01-01"])
    published_to: Day | None = Field(None, description="The last day", examples=["2021-12-31"])


class ListingIn(Strict):
    """The same conditions as part of an address, and the page of the list."""

    collection: Names | Absent = Field(None, description="May be repeated")
    source: Names | Absent = Field(None, description="May be repeated")
    published_from: Day | Absent = Field(None, description="The first day")
    published_to: Day | Absent = Field(None, description="The last day")
    query: Name | Absent = Field(
        None, description="Words that title, source, author or id hold, all of them"
    )
    offset: int = Field(0, ge=0, le=MOST_LISTED, description="How many come before the page")
    limit: int = Field(100, ge=1, le=1000, description="Most documents of the page")


FilterField = Annotated[
    FilterIn | None, Field(description="Which documents may be searched and cited; absent: all")
]


def visible(wanted: FilterIn | ListingIn | None, caller: Caller) -> Filter | None:
    """Return what a request may see; None where that is everything.

    A document without a source or a date meets no condition on it.

    Raises:
        InvalidFilter: The first day comes after the last.
    """
    asked = Filter() if wanted is None else _filter(wanted)
    if caller.collections is not None:
        asked = asked.within(caller.collections)
    return None if asked.everything else asked


def _filter(wanted: FilterIn | ListingIn) -> Filter:
    if isinstance(wanted, ListingIn):
        collections, sources = wanted.collection, wanted.source
    else:
        collections, sources = wanted.collections, wanted.sources
    return Filter(
        collections=None if collections is None else frozenset(collections),
        sources=None if sources is None else frozenset(sources),
        published_from=wanted.published_from,
        published_to=wanted.published_to,
    )


def _open_to(caller: CallerOf) -> Filter | None:
    return visible(None, caller)


OpenTo = Annotated[Filter | None, Depends(_open_to)]
"""What the caller's key admits, for a route without a filter of its own."""
