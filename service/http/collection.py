"""The collection that documents are put into."""

from typing import Annotated

from pydantic import Field
from starlette.exceptions import HTTPException

from index.filter import DEFAULT_COLLECTION, collection_name
from service.keys.caller import Caller

# By what is left out: how characters beyond the first 65,536 are written differs between the
# dialects of those who read the schema.
_PATTERN = r"^[^\x00-/:-@\[-`{-\x7f][^\x00-,/:-@\[-^`{-\x7f]*$"

CollectionName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        pattern=_PATTERN,
        description="1 to 64 letters, digits, `.`, `_` or `-`, a letter or digit first",
    ),
]


def open_collection(name: str | None, caller: Caller) -> str:
    """Return the collection that documents go into, if the caller may fill it.

    Args:
        name: As the request has it; None for `default`, or for the only collection that the
            caller's key is bound to.
        caller: Who asks.

    Raises:
        InvalidFilter: No collection can have that name.
        HTTPException: 403, the caller's key is bound to others.
    """
    bound = caller.collections
    if name is None and bound is not None and len(bound) == 1:
        return next(iter(bound))
    chosen = collection_name(name or DEFAULT_COLLECTION)
    if bound is not None and chosen not in bound:
        raise HTTPException(403, f"this key may not fill the collection {chosen!r}")
    return chosen
