"""Messages in Anthropic's form."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from service.http.schema import MOST_TURNS, QUESTION, AnswerOut, Text
from service.http.visible import FilterField

_EXAMPLE = [{"role": "user", "content": QUESTION}]


class BlockIn(BaseModel):
    """A block of a message; one that is no text is refused."""

    type: Annotated[str, Field(max_length=100)]
    text: Text | None = None


class TurnBlocksIn(BaseModel):
    """A message in Anthropic's form."""

    role: Literal["user", "assistant", "system"]
    content: Text | list[BlockIn]


def _free(value: Any) -> Any:  # any JSON value
    """Say which tool choice there is where the caller demands a tool."""
    if isinstance(value, dict) and value.get("type") in ("any", "tool"):
        raise ValueError("no tools are called here; leave it out, or say `auto` or `none`")
    return value


class FreeChoice(BaseModel):
    """A choice that leaves it open whether a tool is called."""

    type: Literal["auto", "none"]


class OutputConfig(BaseModel):
    """How the answer is written; its form cannot be chosen."""

    format: None = None


class CountIn(BaseModel):
    """A conversation to count the tokens of."""

    model_config = ConfigDict(extra="allow")

    model: Annotated[str, Field(max_length=1000)] = "wenju"
    messages: list[TurnBlocksIn] = Field(
        min_length=1, max_length=MOST_TURNS + 1, examples=[_EXAMPLE]
    )
    system: Text | list[BlockIn] | None = None


class MessagesIn(CountIn):
    """A request in Anthropic's form.

    What would steer a language model's words, such as `temperature` or `max_tokens`,
    changes nothing; what would change the form of the answer is refused.
    """

    max_tokens: int | None = Field(None, ge=0, strict=True, examples=[1024])
    filter: FilterField = None
    stream: StrictBool | None = None
    tool_choice: Annotated[FreeChoice | None, BeforeValidator(_free)] = None
    output_config: OutputConfig | None = None


class CharLocationOut(BaseModel):
    """The place in a document that proves a block."""

    type: Literal["char_location"]
    cited_text: str = Field(description="The original characters, noise included")
    document_index: int = Field(description="In `wenju.documents`, from 0")
    document_title: str | None
    start_char_index: int = Field(description="In the document's original text, in code points")
    end_char_index: int
    file_id: None


class TextBlockOut(BaseModel):
    """A stretch of the answer with its proof."""

    type: Literal["text"]
    text: str
    citations: list[CharLocationOut] | None


class MessageUsageOut(BaseModel):
    """Tokens of wenju's own encoding."""

    input_tokens: int
    output_tokens: int


class CitedDocumentOut(BaseModel):
    """A document that citations of this answer point into."""

    id: str
    title: str | None
    url: str = Field(description="Where its original text is served")
    content_sha256: str = Field(description="Of the original text encoded as UTF-8")


class ProvenOut(AnswerOut):
    """The whole answer, as /v1/ask gives it, and the documents that it cites."""

    documents: list[CitedDocumentOut]


class MessageOut(BaseModel):
    """An answer in Anthropic's form."""

    id: str
    type: Literal["message"]
    role: Literal["assistant"]
    model: str
    content: list[TextBlockOut]
    stop_reason: Literal["end_turn"]
    stop_sequence: None
    usage: MessageUsageOut
    wenju: ProvenOut


class CountOut(BaseModel):
    """How many tokens a conversation takes."""

    input_tokens: int
