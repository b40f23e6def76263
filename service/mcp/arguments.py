"""What a model may hand to the tools; the descriptions are written for models."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BaseModel, Field, ValidationError, model_validator

from index.errors import RequestError
from index.filter import Filter, collection_name
from service.http.schema import (
    MOST_TO_PROVE,
    MOST_TURNS,
    DocumentOut,
    EvidenceIn,
    Strict,
    Text,
)
from service.question import Role

DocumentId = Annotated[str, Field(min_length=1, max_length=500)]
Name = Annotated[str, Field(min_length=1, max_length=1000)]
Given = TypeVar("Given", bound=BaseModel)


class InvalidArguments(RequestError):
    """The arguments of a tool are not what it takes."""


class FilterArguments(Strict):
    """Which documents are searched; all conditions hold together."""

    collection: list[Name] | Name | None = Field(
        None, description="Search only these collections of the library.", examples=["default"]
    )
    source: list[Name] | Name | None = Field(
        None, description="Search only articles of these outlets, named as in `source`."
    )
    published_from: date | None = Field(
        None, description="Search only articles of this day or later, YYYY-MM-DD."
    )
    published_to: date | None = Field(
        None, description="Search only articles of this day or earlier, YYYY-MM-DD."
    )

    def filter(self) -> Filter:
        """Return the filter that is asked for.

        Raises:
            InvalidFilter: A collection cannot be called so, or no day is left.
        """
        named = _names(self.collection)
        return Filter(
            collections=None if named is None else frozenset(map(collection_name, named)),
            sources=_names(self.source),
            published_from=self.published_from,
            published_to=self.published_to,
        )


def _names(given: list[str] | str | None) -> frozenset[str] | None:
    return frozenset([given] if isinstance(given, str) else given) if given else None


class EarlierTurn(Strict):
    """One earlier message of the conversation."""

    role: Role
    text: Text


class AskArguments(FilterArguments):
    """A question with the conversation before it."""

    question: Text = Field(
        description="A question in Simplified or Traditional Chinese or in English, as the "
        "user put it. One question at a time.",
        examples=["萧山给旺苍投入多少产业园资金"],
    )
    history: list[EarlierTurn] = Field(
        default_factory=list,
        max_length=MOST_TURNS,
        description="Earlier turns of the conversation, oldest first, where the question "
        "leans on them (“and the year before?”).",
    )


class SearchArguments(FilterArguments):
    """What to look for."""

    query: Text = Field(min_length=1, description="A question or keywords.", examples=["产业园区"])
    limit: int = Field(10, ge=1, le=100, description="Most passages to return.")


class DocumentArguments(Strict):
    """Which document, or which part of one."""

    document_id: DocumentId = Field(
        description="The `document_id` of a citation, a hit or a claim.", examples=["news-0107"]
    )
    start_char_index: int | None = Field(
        None, ge=0, description="Read from this code point of the original text on; 0 if left out."
    )
    end_char_index: int | None = Field(
        None, ge=1, description="Read up to this code point, itself left out; else to the end."
    )

    @model_validator(mode="after")
    def _forward(self) -> "DocumentArguments":
        if self.end_char_index is not None and self.end_char_index <= (self.start_char_index or 0):
            raise ValueError("end_char_index must be larger than start_char_index")
        return self


class VerifyArguments(Strict):
    """An answer and what it is to be proven from."""

    answer: str = Field(
        min_length=1,
        max_length=MOST_TO_PROVE,
        description="The text to check. A key [n] behind a statement names the n-th of "
        "`documents`; without a key all of them are looked at.",
        examples=["青石港新建泊位8个[1]。"],
    )
    documents: list[EvidenceIn] = Field(
        min_length=1,
        max_length=100,
        description="What it must follow from: `{id}` of a document of the library, or "
        "`{text, title?, published?}` of your own.",
    )
    question: Text | None = Field(
        None, description="What the text answers, if anything; its subject is checked too."
    )


class DocumentPartOut(DocumentOut):
    """A document, or as much of it as was asked for and fits."""

    text: str = Field(description="Original characters, [start_char_index, end_char_index)")
    start_char_index: int
    end_char_index: int
    characters: int = Field(description="Length of the whole original text")


def checked(model: type[Given], arguments: Mapping[str, object]) -> Given:
    """Return the arguments of a tool as its model.

    Raises:
        InvalidArguments: Some are missing, unknown or not allowed; the message names
            each, and repeats no value.
    """
    try:
        return model.model_validate(arguments)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False, include_context=False)
        complaints = [
            f"{'.'.join(map(str, detail['loc'])) or 'arguments'}: {detail['msg']}"
            for detail in details
        ]
    raise InvalidArguments("; ".join(complaints))
