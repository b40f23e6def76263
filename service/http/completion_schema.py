"""Chat completions in OpenAI's form."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from service.http.schema import MOST_TURNS, QUESTION, AnswerOut, Text
from service.http.visible import FilterField

_EXAMPLE = [{"role": "user", "content": QUESTION}]


class PartIn(BaseModel):
    """A part of a message; one that is no text is refused."""

    type: Annotated[str, Field(max_length=100)] = "text"
    text: Text | None = None
    refusal: Text | None = None


class MessageIn(BaseModel):
    """A message in OpenAI's form."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | list[PartIn] | None = None


class StreamOptions(BaseModel):
    """OpenAI's options of a stream."""

    include_usage: StrictBool | None = None


class TextFormat(BaseModel):
    """The one form in which answers come."""

    type: Literal["text"]


def _words(value: Any) -> Any:  # any JSON value
    """Say which tool choice there is where the caller names a tool."""
    if isinstance(value, dict) or value == "required":
        raise ValueError("no tools are called here; leave it out, or say `auto` or `none`")
    return value


def _none(value: bool) -> bool:
    """Say that there are no probabilities of words."""
    if value:
        raise ValueError("there are none here: the words are those of the articles")
    return value


NoTool = Annotated[Literal["auto", "none"] | None, BeforeValidator(_words)]


class CompletionIn(BaseModel):
    """A request in OpenAI's form.

    What would steer a language model's words, such as `temperature`, changes nothing; what
    would change the form of the answer, such as `n` or `response_format`, is refused unless
    it asks for the form that there is.
    """

    model_config = ConfigDict(extra="allow")

    model: Annotated[str, Field(max_length=1000)] = "wenju"
    messages: list[MessageIn] = Field(min_length=1, max_length=MOST_TURNS + 1, examples=[_EXAMPLE])
    filter: FilterField = None
    stream: StrictBool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = Field(None, ge=1, le=1, strict=True)
    response_format: TextFormat | None = None
    modalities: list[Literal["text"]] | None = None
    logprobs: Annotated[StrictBool, AfterValidator(_none)] | None = None
    tool_choice: NoTool = None
    function_call: NoTool = None


class UrlCitationOut(BaseModel):
    """Where a part of the content is proven."""

    start_index: int = Field(description="In the content, in code points")
    end_index: int
    url: str = Field(examples=["/v1/documents/harbour.txt#char=18,25"])
    title: str


class AnnotationOut(BaseModel):
    """A citation in OpenAI's form."""

    type: Literal["url_citation"]
    url_citation: UrlCitationOut


class AssistantOut(BaseModel):
    """The answer as a message."""

    role: Literal["assistant"]
    content: str
    refusal: str | None = Field(description="The content again, where it is a refusal")
    annotations: list[AnnotationOut]


class ChoiceOut(BaseModel):
    """The one answer there is."""

    index: Literal[0]
    message: AssistantOut
    finish_reason: Literal["stop"]
    logprobs: None


class UsageOut(BaseModel):
    """Tokens of wenju's own encoding."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionOut(BaseModel):
    """An answer in OpenAI's form."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChoiceOut]
    usage: UsageOut
    wenju: AnswerOut = Field(description="The whole answer, as /v1/ask gives it")
