"""How a client would like to be answered: the header `Prefer` of RFC 7240."""

from typing import Annotated

from fastapi import Header
from pydantic.json_schema import SkipJsonSchema

RESPOND_ASYNC = "respond-async"

PreferIn = Annotated[
    list[str] | SkipJsonSchema[None],
    Header(
        alias="Prefer",
        description="`respond-async`: answer 202 at once, and add the documents as a job",
        examples=[RESPOND_ASYNC],
    ),
]


def prefers_a_job(prefer: list[str] | None) -> bool:
    """Say whether a client would rather not wait; other preferences change nothing."""
    wishes = ",".join(prefer or ()).lower().split(",")
    return RESPOND_ASYNC in {wish.partition(";")[0].strip() for wish in wishes}
