"""Passages packed into the token budget of a prompt, under citation keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.document import Metadata, Passage
from index.sentences import sentence_spans
from index.span import Span
from index.tokens import count_tokens
from prompts.fence import fence

_LONGEST_LABEL = 120  # characters of a title or source that are shown


@dataclass(frozen=True, slots=True)
class PackedPassage:
    """A passage under its citation key; `shown` is the part of `passage.text` packed."""

    key: int
    passage: Passage
    shown: Span

    @property
    def text(self) -> str:
        """The text that the model sees."""
        return self.shown.of(self.passage.text)


@dataclass(frozen=True, slots=True)
class PackedContext:
    """What the model is given to read.

    Attributes:
        entries: Passages in the order of the text; keys count from 1.
        text: The fenced documents, ready for the prompt.
        tokens: Tokens of `text`, by our own encoding.
        fence: The code that the marker lines carry.
    """

    entries: tuple[PackedPassage, ...]
    text: str
    tokens: int
    fence: str

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages packed, in the order of their keys."""
        return tuple(entry.passage for entry in self.entries)

    @property
    def keys(self) -> dict[int, PackedPassage]:
        """The packed passage that each citation key stands for."""
        return {entry.key: entry for entry in self.entries}


def pack(
    passages: Sequence[Passage],
    *,
    budget: int,
    documents: Mapping[str, Metadata] | None = None,
) -> PackedContext:
    """Pack the best passages that fit, whole, grouped by document.

    Passages are taken best first; one that does not fit is passed over for a later,
    shorter one. Only when the best alone is too long is it cut, at the end of a sentence.

    Args:
        passages: Best first; a repeated id counts once.
        budget: Most tokens of the text, markers and labels included.
        documents: What is known of each document, by id, for the label above its passages.

    Returns:
        A context within the budget; without entries when nothing fits.
    """
    known = documents or {}
    chosen: list[tuple[Passage, Span]] = []
    seen: set[str] = set()
    for passage in passages:
        if passage.id in seen:
            continue
        seen.add(passage.id)
        whole = (passage, Span(0, len(passage.text)))
        if _lay_out([*chosen, whole], known).tokens <= budget:
            chosen.append(whole)
        elif not chosen and (cut := _cut(passage, known, budget)):
            chosen.append((passage, cut))
    return _lay_out(chosen, known)


def _cut(passage: Passage, known: Mapping[str, Metadata], budget: int) -> Span | None:
    """Return the longest run of sentences, from the passage's start, that fits alone."""
    ends = [sentence.end for sentence in sentence_spans(passage.text)]
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high + 1) // 2
        tried = _lay_out([(passage, Span(0, ends[middle - 1]))], known)
        low, high = (middle, high) if tried.tokens <= budget else (low, middle - 1)
    return Span(0, ends[low - 1]) if low else None


def _lay_out(
    chosen: Sequence[tuple[Passage, Span]], known: Mapping[str, Metadata]
) -> PackedContext:
    groups: dict[str, list[tuple[Passage, Span]]] = {}
    for passage, shown in chosen:
        groups.setdefault(passage.document_id, []).append((passage, shown))
    entries: list[PackedPassage] = []
    blocks: list[tuple[str, str]] = []  # what follows the marker, and the lines below it
    for document_id, group in groups.items():
        blocks.append((f"document: {_label(group[0][0], known.get(document_id))}", ""))
        for passage, shown in sorted(group, key=lambda member: member[0].ordinal):
            entry = PackedPassage(len(entries) + 1, passage, shown)
            entries.append(entry)
            blocks.append((f"passage [{entry.key}]{_headings(passage)}", "\n" + entry.text))
    code = fence(*(part for block in blocks for part in block))
    body = "".join(f"--- {code} {label}{text}\n" for label, text in blocks)
    text = f"<<<{code} documents\n{body}{code}>>>"
    return PackedContext(tuple(entries), text, count_tokens(text), code)


def _label(passage: Passage, metadata: Metadata | None) -> str:
    title = (metadata.title if metadata else None) or passage.title or passage.document_id
    source = metadata.source if metadata else None
    published = metadata.published.isoformat() if metadata and metadata.published else None
    return " | ".join(_one_line(part) for part in (title, source, published) if part)


def _headings(passage: Passage) -> str:
    return "".join(f" > {_one_line(heading)}" for heading in passage.headings)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_LABEL]
