"""What the service gives back beside answers, which are `service.answer.Answer`."""

from dataclasses import dataclass
from datetime import date

from index.filter import DEFAULT_COLLECTION
from index.span import Span
from service.claims.verdict import Judgement, Verdict


@dataclass(frozen=True, slots=True)
class Article:
    """A text to put into the store.

    Attributes:
        text: The article; citations will index it.
        id: Its id; what has it already is replaced. Without one it is named by its text.
        title: What it is called; where None, it is looked for at the head of the text, and
            so are `source` and `author`.
        source: The outlet.
        author: Who wrote it.
        published: When it appeared.
        url: Where it can be read.
    """

    text: str
    id: str | None = None
    title: str | None = None
    source: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A text of the caller's own to hold an answer against; `published` dates what it says."""

    text: str
    id: str | None = None
    title: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A passage that was found.

    Attributes:
        document_id: The document that it stands in.
        passage_id: The passage.
        title: The document's title, if known.
        score: Higher is better; comparable within one search only.
        span: In the document's original text.
        cited_text: The original characters of `span`, noise included.
        quote: The same, cleaned for reading.
        headings: Headings above it, outermost first.
    """

    document_id: str
    passage_id: str
    title: str | None
    score: float
    span: Span
    cited_text: str
    quote: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, best first, in which generation of the store."""

    query: str
    hits: tuple[SearchHit, ...]
    index_generation: int


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """What the list of documents says about one.

    Attributes:
        characters: Length of the original text, in code points.
        passages: How many passages it was split into.
        sha256: Digest of the original text, as UTF-8.
        collection: The one that it belongs to.
    """

    id: str
    title: str | None
    source: str | None
    author: str | None
    published: date | None
    url: str | None
    characters: int
    passages: int
    sha256: str
    collection: str = DEFAULT_COLLECTION


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document with the original text that every citation of it indexes.

    Attributes:
        encoding: What the text was decoded from.
        sha256: Digest of `text`, as UTF-8; a citation carries the one that it was made of.
        collection: The one that it belongs to.
    """

    id: str
    text: str
    title: str | None
    source: str | None
    author: str | None
    published: date | None
    url: str | None
    encoding: str
    sha256: str
    collection: str = DEFAULT_COLLECTION


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or an article that could not be read, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that was read with a guess or a loss."""

    name: str
    warning: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of the documents handed in.

    Attributes:
        ids: Of articles, in their order; None where files were sent.
        added: How many are new.
        replaced: How many took the place of an earlier reading.
        unchanged: How many the store already held as they are.
        skipped: What could not be read.
        warnings: What was read with a guess or a loss.
        index_generation: The store's generation afterwards.
    """

    ids: tuple[str, ...] | None
    added: int
    replaced: int
    unchanged: int
    skipped: tuple[Skipped, ...]
    warnings: tuple[Warned, ...]
    index_generation: int


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """A document that an answer was held against; `key` is its [n] in the answer."""

    key: int
    id: str
    title: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict on an answer: that of its worst claim, and one on each claim."""

    verdict: Verdict
    claims: tuple[Judgement, ...]
    documents: tuple[CheckedDocument, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the service can answer.

    Attributes:
        ready: It can.
        index_generation: The generation of its store; None when not ready.
        problem: Why it cannot; None when ready.
    """

    ready: bool
    index_generation: int | None = None
    problem: str | None = None
