"""Questions and searches."""

from pydantic import Field

from service.http.schema import MOST_TURNS, QUESTION, Strict, Text
from service.http.visible import FilterField
from service.question import Role


class TurnIn(Strict):
    """One earlier message."""

    role: Role
    text: Text


class AskIn(Strict):
    """A question with the conversation before it."""

    question: Text = Field(examples=[QUESTION])
    history: list[TurnIn] = Field(
        default_factory=list, max_length=MOST_TURNS, description="Earlier turns, oldest first"
    )
    filter: FilterField = None


class SearchIn(Strict):
    """What to look for."""

    query: Text = Field(examples=["产业园区"], min_length=1)
    limit: int = Field(10, ge=1, le=100, strict=True)
    filter: FilterField = None
