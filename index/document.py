"""What is indexed: documents, their cleaned text, paragraphs and passages."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from index.align import Alignment
from index.filter import DEFAULT_COLLECTION
from index.span import Span


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about an article beside its text; None where nothing says it."""

    title: str | None = None
    source: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None

    def __reduce__(self) -> tuple[type["Metadata"], tuple[object, ...]]:
        """Pickle by the fields, as `Span` does."""
        return Metadata, (self.title, self.source, self.author, self.published, self.url)


@dataclass(frozen=True, slots=True)
class Document:
    """One article as it was decoded, before any cleaning.

    Attributes:
        id: Stable name: the id of a JSON line, or the path below the ingested folder.
        text: The original decoded text; every source span indexes it.
        metadata: What the file's own format stated (JSON fields, HTML head), if anything.
        path: Where it was read from, or None for one handed in by HTTP.
        encoding: Name of the encoding that decoded it, such as `utf-8` or `gb18030`.
        sha256: Hex digest of `text` encoded as UTF-8.
        collection: The one collection of the store that it belongs to.
    """

    id: str
    text: str
    sha256: str
    metadata: Metadata = field(default_factory=Metadata)
    path: str | None = None
    encoding: str = "utf-8"
    collection: str = DEFAULT_COLLECTION

    def __reduce__(self) -> tuple[type["Document"], tuple[object, ...]]:
        """Pickle by the fields, as `Span` does."""
        read = (self.id, self.text, self.sha256, self.metadata, self.path, self.encoding)
        return Document, (*read, self.collection)


class ParagraphKind(StrEnum):
    """What a paragraph is to the article."""

    TITLE = "title"  # the article's own title line
    HEADING = "heading"  # a heading inside the body
    BODY = "body"
    BYLINE = "byline"  # source, author, date lines: metadata, not content
    FURNITURE = "furniture"  # navigation, share buttons, copyright, unrelated links


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the clean text; `clean_span` indexes the clean text."""

    clean_span: Span
    kind: ParagraphKind


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """A document with its readable text and the way back to the original.

    Attributes:
        document: The original, its metadata completed from headers in the text.
        text: Readable text in the original's script, one paragraph a line.
        alignment: Maps every span of `text` to `document.text`.
        paragraphs: In text order, not overlapping; white space between them belongs to none.
    """

    document: Document
    text: str
    alignment: Alignment
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One or more whole paragraphs, or sentences of a long one, of one document.

    Attributes:
        id: `{document_id}#{ordinal}`.
        document_id: The document it belongs to.
        ordinal: Position among the document's passages, from 0.
        span: In the original text: `document.text[span.start:span.end]`.
        clean_span: In the clean text of the document.
        text: The clean text that `clean_span` covers.
        headings: Headings above it, outermost first; embedded with it, not part of its span.
        title: The document's title, embedded with it, not part of its span.
    """

    id: str
    document_id: str
    ordinal: int
    span: Span
    clean_span: Span
    text: str
    headings: tuple[str, ...] = ()
    title: str | None = None

    def __reduce__(self) -> tuple[type["Passage"], tuple[object, ...]]:
        """Pickle by the fields, as `Span` does."""
        places = (self.id, self.document_id, self.ordinal, self.span, self.clean_span)
        return Passage, (*places, self.text, self.headings, self.title)

    @property
    def context(self) -> str:
        """Title, headings and text, a line each: what is embedded and searched."""
        return "\n".join(filter(None, (self.title, *self.headings, self.text)))
