"""What requests may say and what answers look like, with examples."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from service.answer import RefusalReason, Status, Verdict
from service.claims.verdict import Reason
from service.http.collection import CollectionName

MOST_TURNS = 100
MOST_CHARACTERS = 1_000_000  # of one message, before the setting's own limit is applied
MOST_TO_PROVE = 20_000  # characters of an answer that is to be proven
QUESTION = "萧山给旺苍投入多少产业园资金"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

Text = Annotated[str, Field(max_length=MOST_CHARACTERS)]


def _written(value: object) -> object:
    """Refuse what pydantic would take for seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("write a day as YYYY-MM-DD")
    if isinstance(value, int | float):
        raise ValueError("write a day as a string, YYYY-MM-DD")
    return value


Day = Annotated[date, BeforeValidator(_written)]


class Strict(BaseModel):
    """Refuses fields that it does not know, so that a typing error is noticed."""

    model_config = ConfigDict(extra="forbid")


class ErrorBody(BaseModel):
    """What went wrong."""

    type: str = Field(examples=["invalid_question"])
    message: str
    field: str | None = Field(None, description="The part of the request at fault, if one is")


class ErrorOut(BaseModel):
    """Every error has this shape."""

    error: ErrorBody


class AnswerSpan(BaseModel):
    """A range of the answer's text, in code points."""

    start_index: int
    end_index: int


class SupportOut(BaseModel):
    """What checking a citation found."""

    verdict: Verdict
    score: float = Field(ge=0, le=1)


class AlsoInOut(BaseModel):
    """Another document that prints a cited sentence, perhaps shortened."""

    document_id: str
    document_title: str | None
    source: str | None
    url: str | None
    published: date | None
    content_sha256: str = Field(description="Of the original text encoded as UTF-8")
    start_char_index: int = Field(description="In that document's original text")
    end_char_index: int
    cited_text: str = Field(description="The original characters, noise included")


class CitationOut(BaseModel):
    """A place in an original document that proves part of the answer."""

    id: int = Field(description="Key within the answer, from 1")
    answer: AnswerSpan = Field(description="The part of the answer that it supports")
    document_id: str
    document_title: str | None
    url: str | None
    published: date | None
    content_sha256: str = Field(description="Of the original text encoded as UTF-8")
    start_char_index: int = Field(description="In the document's original text")
    end_char_index: int
    cited_text: str = Field(description="The original characters, noise included")
    quote: str = Field(description="The same place, cleaned for reading")
    highlight: AnswerSpan | None = Field(None, description="The answer itself within the quote")
    passage_id: str
    source: str | None = Field(None, description="The document's outlet")
    also_in: list[AlsoInOut] = Field(
        default_factory=list, description="Reprints of the same sentence"
    )
    support: SupportOut


class SourceSpan(BaseModel):
    """A range of a document's original text, in code points."""

    start_char_index: int
    end_char_index: int


class ReasonOut(BaseModel):
    """One thing in a claim that its source does not carry."""

    reason: Reason
    answer: AnswerSpan
    source: SourceSpan | None = Field(description="What the source says instead, if it does")


class ClaimOut(BaseModel):
    """The verdict on one claim."""

    text: str = Field(description="As it was made")
    answer: AnswerSpan
    verdict: Verdict
    reasons: list[ReasonOut]
    document_id: str | None = Field(description="The document that it was held against")
    source: SourceSpan | None = Field(description="The place in that document")
    corrected: str | None = Field(None, description="What is said in its place, if anything")


class SubjectOut(BaseModel):
    """What a question or a passage is about."""

    places: list[str]
    times: list[str] = Field(description="2021, 2021-06, 2021-06-30; --06 without a year")
    names: list[str]


class RefusalDetailOut(BaseModel):
    """What was asked about, and what the nearest evidence is about."""

    differs: list[Literal["place", "time", "name"]]
    asked: SubjectOut
    found: SubjectOut


class PositionOut(BaseModel):
    """One of several figures that independent sources give."""

    answer: str
    citations: list[int] = Field(description="Keys of the citations that give it")


class AnswerOut(BaseModel):
    """An answer with its proof, or a refusal with its reason and the nearest evidence."""

    answer: str = Field(examples=["3978万元"])
    status: Status
    refusal_reason: RefusalReason | None
    refusal_detail: RefusalDetailOut | None = Field(
        None, description="Set in a refusal that has evidence"
    )
    conflict: list[PositionOut] = Field(
        default_factory=list, description="Where sources differ: each figure, newest first"
    )
    offset_unit: Literal["unicode_codepoint"]
    citations: list[CitationOut]
    claims: list[ClaimOut] = Field(description="The verdict on each statement of the answer")
    unsupported: list[ClaimOut] = Field(description="Statements that were left out, and why")
    timings: dict[str, float] = Field(description="Milliseconds by step, total included")
    index_generation: int
    standalone_question: str = Field(description="The question as it was searched")
    confidence: float = Field(ge=0, le=1)
    generator: str = Field(examples=["extractive"])
    notice: str | None = Field(
        None, description="Set when another generator than the configured one answered."
    )


class HitOut(BaseModel):
    """A passage that was found."""

    document_id: str
    passage_id: str
    title: str | None
    score: float = Field(description="Comparable within one answer only")
    start_char_index: int
    end_char_index: int
    cited_text: str
    quote: str
    headings: list[str]


class SearchOut(BaseModel):
    """What was found, best first."""

    query: str
    offset_unit: Literal["unicode_codepoint"]
    hits: list[HitOut]
    index_generation: int


class ArticleIn(Strict):
    """An article; without an id it is named by its text's digest."""

    id: str | None = Field(None, min_length=1, max_length=500, examples=["news-0107"])
    text: str = Field(min_length=1, examples=["临江镇消息：新图书馆于五月开放，藏书四万册。"])
    title: str | None = Field(None, max_length=1000, examples=["临江镇新图书馆开放"])
    source: str | None = Field(None, max_length=1000)
    author: str | None = Field(None, max_length=1000)
    published: Day | None = None
    url: str | None = Field(None, max_length=4000)


class DocumentIn(ArticleIn):
    """One article to put into a collection."""

    collection: CollectionName | None = None


class DocumentsIn(Strict):
    """Articles to put into a collection, all in one step."""

    documents: list[ArticleIn] = Field(min_length=1, max_length=10_000)
    collection: CollectionName | None = None


class EvidenceIn(Strict):
    """A document to hold an answer against: one of the store's by its id, or a text."""

    id: str | None = Field(None, min_length=1, max_length=500, examples=["harbour"])
    text: str | None = Field(None, min_length=1, examples=["青石港去年新建泊位6个。"])
    title: str | None = Field(None, max_length=1000)
    published: Day | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "EvidenceIn":
        if self.id is None and self.text is None:
            raise ValueError("give the id of a document in the store, or a text")
        if self.text is None and (self.title is not None or self.published is not None):
            raise ValueError("title and published go with a text")
        return self


class VerifyIn(Strict):
    """An answer and what it is to be proven from."""

    answer: str = Field(min_length=1, max_length=MOST_TO_PROVE, examples=["青石港新建泊位8个[1]。"])
    documents: list[EvidenceIn] = Field(
        min_length=1, max_length=100, description="A key [n] in the answer names the n-th"
    )
    question: Text | None = Field(None, description="What it answers; its subject is checked too")


class EvidenceOut(BaseModel):
    """A document that an answer was held against."""

    key: int
    id: str
    title: str | None
    content_sha256: str


class ProofOut(BaseModel):
    """The verdict on an answer: that of its worst claim."""

    verdict: Verdict
    offset_unit: Literal["unicode_codepoint"]
    claims: list[ClaimOut]
    documents: list[EvidenceOut]


class IdsIn(Strict):
    """Documents to remove, all of them or none."""

    ids: list[str] = Field(min_length=1, max_length=10_000)


class SummaryOut(BaseModel):
    """What the list says about a document."""

    id: str
    collection: str
    title: str | None
    source: str | None
    author: str | None
    published: date | None
    url: str | None
    characters: int
    passages: int
    content_sha256: str


class DocumentsOut(BaseModel):
    """A page of what the store holds."""

    documents: list[SummaryOut]
    count: int = Field(description="Documents on all pages")
    offset: int = Field(description="How many come before this page")
    index_generation: int


class SourceOut(BaseModel):
    """An outlet."""

    name: str
    documents: int = Field(description="How many name it")


class SourcesOut(BaseModel):
    """The outlets of what the store holds, and how many documents it holds in all."""

    sources: list[SourceOut]
    documents: int
    index_generation: int


class DocumentOut(BaseModel):
    """A document with the original text that every citation indexes."""

    id: str
    collection: str
    title: str | None
    source: str | None
    author: str | None
    published: date | None
    url: str | None
    encoding: str
    content_sha256: str
    offset_unit: Literal["unicode_codepoint"]
    text: str


class Skipped(BaseModel):
    """Something that could not be read, and why."""

    name: str
    reason: str


class Warned(BaseModel):
    """Something that was read with a guess or a loss."""

    name: str
    warning: str


class IntakeOut(BaseModel):
    """What became of the documents handed in."""

    ids: list[str] | None = Field(None, description="Of articles sent as JSON, in their order")
    added: int
    replaced: int
    unchanged: int
    skipped: list[Skipped]
    warnings: list[Warned]
    index_generation: int


class RemovedOut(BaseModel):
    """What was removed."""

    removed: list[str]
    index_generation: int
