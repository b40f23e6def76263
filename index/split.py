"""Clean paragraphs → passages.

A passage is one or more whole paragraphs under one heading; a paragraph over
the budget is split at sentences, a sentence over it at clauses, and a clause
over it between words. Titles, bylines and furniture are not content.
"""

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.document import CleanDocument, ParagraphKind, Passage
from index.headings import heading_path, heading_text
from index.sentences import sentence_spans, trimmed
from index.span import Span
from index.tokens import TokenCounter

BUDGET = 320  # tokens of a passage's own text
MODEST = 120  # tokens: a passage this long takes in no further paragraph
SHORT = 40  # tokens: a shorter last paragraph joins the passage before it

LONGEST_WORD = 24  # characters: a longer unbroken word may be cut

_CLAUSE = re.compile(r".+?(?:[，、：；]+|[,:;]+(?!\d)|\Z)", re.DOTALL)


class _Unit(NamedTuple):
    """A stretch of clean text with its token count."""

    span: Span
    tokens: int


@dataclass(frozen=True, slots=True)
class _Section:
    """Paragraphs that follow each other under one heading path."""

    headings: tuple[str, ...]
    spans: tuple[Span, ...]


def split_passages(
    clean: CleanDocument, *, budget: int = BUDGET, counter: TokenCounter | None = None
) -> list[Passage]:
    """Split a cleaned document into passages.

    Args:
        clean: The document, its paragraphs marked by kind.
        budget: Most tokens of a passage's own text, at least 1; its title and headings
            are not counted. Only one single character may exceed it.
        counter: Of the clean text, where there is one already.

    Returns:
        Passages in text order, not overlapping, that together hold every character of
        every body paragraph which is not white space. A heading that heads nothing is
        a passage of its own; a document with nothing but a title has one passage, its
        title.

    Raises:
        ValueError: `budget` is less than 1.
    """
    if budget < 1:
        raise ValueError("a passage needs a budget of at least one token")
    counter = counter or TokenCounter(clean.text)
    pieces = [
        (section.headings, span)
        for section in _sections(clean)
        for span in _passage_spans(counter, section.spans, budget)
    ]
    return [_passage(clean, ordinal, *piece) for ordinal, piece in enumerate(pieces)]


def _passage(
    clean: CleanDocument, ordinal: int, headings: tuple[str, ...], clean_span: Span
) -> Passage:
    return Passage(
        id=f"{clean.document.id}#{ordinal}",
        document_id=clean.document.id,
        ordinal=ordinal,
        span=clean.alignment.to_source(clean_span),
        clean_span=clean_span,
        text=clean_span.of(clean.text),
        headings=tuple(map(heading_text, headings)),
        title=clean.document.metadata.title,
    )


def _sections(clean: CleanDocument) -> Iterator[_Section]:
    """Yield runs of paragraphs that are content, each with the headings above it."""
    path: tuple[str, ...] = ()
    heading_nothing: list[_Section] = []
    titles: list[_Section] = []
    content = False
    for kind, spans in _runs(clean):
        if kind is ParagraphKind.BODY:
            yield _Section(path, spans)
            heading_nothing, content = [], True
        elif kind is ParagraphKind.HEADING:
            path = heading_path(path, [span.of(clean.text) for span in spans])
            heading_nothing.append(_Section((), spans))
        elif kind is ParagraphKind.TITLE:
            titles.append(_Section((), spans))
    yield from heading_nothing
    if not content and not heading_nothing:
        yield from titles


def _runs(clean: CleanDocument) -> Iterator[tuple[ParagraphKind, tuple[Span, ...]]]:
    """Yield neighbouring paragraphs of one kind together, blank ones left out."""
    kept = (
        (paragraph.kind, span)
        for paragraph in clean.paragraphs
        if (span := trimmed(clean.text, paragraph.clean_span))
    )
    for kind, run in itertools.groupby(kept, key=lambda pair: pair[0]):
        yield kind, tuple(span for _, span in run)


def _passage_spans(
    counter: TokenCounter, paragraphs: Sequence[Span], budget: int
) -> Iterator[Span]:
    """Yield the passages of one section: paragraphs merged, long ones split."""
    waiting: list[_Unit] = []
    for span in paragraphs:
        unit = _unit(counter, span)
        if unit.tokens > budget:
            yield from _merged(counter, waiting, budget)
            yield from _split_paragraph(counter, span, budget)
            waiting = []
        else:
            waiting.append(unit)
    yield from _merged(counter, waiting, budget)


def _merged(counter: TokenCounter, units: Sequence[_Unit], budget: int) -> Iterator[Span]:
    """Join neighbouring paragraphs until a passage is modest in size."""
    groups: list[_Unit] = []
    for unit in units:
        joined = _joined(counter, groups[-1], unit) if groups else unit
        if groups and _belong_together(groups[-1], unit, joined, budget):
            groups[-1] = joined
        else:
            groups.append(unit)
    if len(groups) > 1 and groups[-1].tokens < SHORT:
        joined = _joined(counter, groups[-2], groups[-1])
        if joined.tokens <= budget:
            groups[-2:] = [joined]
    yield from (group.span for group in groups)


def _belong_together(last: _Unit, unit: _Unit, joined: _Unit, budget: int) -> bool:
    most = budget if min(last.tokens, unit.tokens) < SHORT else min(budget, 2 * MODEST)
    return last.tokens < MODEST and joined.tokens <= most


def _split_paragraph(counter: TokenCounter, paragraph: Span, budget: int) -> list[Span]:
    """Split a paragraph over the budget into parts of about equal size."""
    units = [
        unit
        for sentence in sentence_spans(paragraph.of(counter.text))
        for unit in _sentence_units(counter, sentence.shift(paragraph.start), budget)
    ]
    total = sum(unit.tokens for unit in units)
    enough = total // math.ceil(total / budget)
    return _packed(counter, units, budget, enough)


def _packed(counter: TokenCounter, units: Sequence[_Unit], budget: int, enough: int) -> list[Span]:
    """Join units in order, each part within the budget and ended once it is long enough."""
    parts: list[list[_Unit]] = []
    tokens = enough
    for unit in units:
        if tokens < enough and tokens + unit.tokens <= budget:
            parts[-1].append(unit)
            tokens += unit.tokens
        else:
            parts.append([unit])
            tokens = unit.tokens
    return [span for part in parts for span in _whole_or_apart(counter, part, budget)]


def _whole_or_apart(counter: TokenCounter, part: Sequence[_Unit], budget: int) -> list[Span]:
    """Return a part as one span, or its units where joining them costs more than their sum."""
    if len(part) > 1 and _joined(counter, part[0], part[-1]).tokens > budget:
        return [unit.span for unit in part]
    return [Span(part[0].span.start, part[-1].span.end)]


def _sentence_units(counter: TokenCounter, sentence: Span, budget: int) -> Iterator[_Unit]:
    """Yield a sentence, or its clauses where it is over the budget, or windows of those."""
    whole = _unit(counter, sentence)
    if whole.tokens <= budget:
        yield whole
        return
    text = counter.text
    for match in _CLAUSE.finditer(text, sentence.start, sentence.end):
        clause = _unit(counter, trimmed(text, Span(*match.span())))
        if clause.tokens <= budget:
            yield clause
        else:
            yield from _windows(counter, clause.span, budget)


def _windows(counter: TokenCounter, span: Span, budget: int) -> Iterator[_Unit]:
    """Cut a stretch without marks between words, as long as the budget lets each part be."""
    text, start = counter.text, span.start
    while start < span.end:
        end = min(span.end, start + budget)
        window = _unit(counter, Span(start, _before_word(text, start, end, span.end)))
        while window.tokens > budget and len(window.span) > 1:
            end = start + len(window.span) // 2
            window = _unit(counter, Span(start, end))
        start = window.span.end
        kept = trimmed(text, window.span)
        if kept:
            yield _Unit(kept, window.tokens)


def _before_word(text: str, start: int, end: int, limit: int) -> int:
    """Move a cut back before the Latin word or number that it would go through."""
    if end == limit:
        return end
    cut = end
    while cut > max(start, end - LONGEST_WORD) and _in_word(text[cut - 1]) and _in_word(text[cut]):
        cut -= 1
    return cut if cut > max(start, end - LONGEST_WORD) else end


def _in_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in ".-_%")


def _joined(counter: TokenCounter, first: _Unit, last: _Unit) -> _Unit:
    return _unit(counter, Span(first.span.start, last.span.end))


def _unit(counter: TokenCounter, span: Span) -> _Unit:
    return _Unit(span, counter.count(span))
