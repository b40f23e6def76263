"""A cited place with what stands around it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from index.document import CleanDocument, Passage
from index.span import Span
from service.claims.facts import Facts, read_facts


@dataclass(frozen=True)
class Source:
    """Sentences of a passage that are said to carry a claim.

    Attributes:
        clean: Their document.
        passage: Their passage.
        quote_span: The sentences, in `passage.text`.
    """

    clean: CleanDocument
    passage: Passage
    quote_span: Span

    @property
    def stands(self) -> bool:
        """Whether something is cited and the passage is what the document says there."""
        there = self.passage.clean_span.of(self.clean.text)
        return bool(self.quote_span) and there == self.passage.text

    @property
    def published(self) -> date | None:
        """The document's date, if known."""
        return self.clean.document.metadata.published

    @cached_property
    def cited(self) -> Facts:
        """The cited sentences, read."""
        return read_facts(self.quote_span.of(self.passage.text), self.published)

    @cached_property
    def before(self) -> Facts:
        """The passage up to the cited sentences, read."""
        return read_facts(self.passage.text[: self.quote_span.start], self.published)

    @cached_property
    def whole(self) -> Facts:
        """The whole passage, read."""
        return read_facts(self.passage.text, self.published)

    @cached_property
    def above(self) -> Facts:
        """Title and headings, read."""
        title = self.passage.title or self.clean.document.metadata.title
        return read_facts("\n".join(filter(None, (title, *self.passage.headings))), self.published)

    def to_raw(self, span: Span) -> Span:
        """Return where a stretch of the cited sentences stands in the original text."""
        offset = self.passage.clean_span.start + self.quote_span.start
        return self.clean.alignment.to_source(span.shift(offset))
