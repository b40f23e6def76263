"""From a scraped page to readable text: every cleaning step, in order, with the way back."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.align import Alignment, Edit, apply_edits
from index.clean.line import lines_of
from index.clean.markdown import SUFFIXES, heading_mark_edits, markdown_edits
from index.clean.marks import (
    entity_edits,
    invisible_edits,
    plain_widths,
    private_use_edits,
    space_edits,
)
from index.clean.paragraphs import lay_out
from index.clean.residue import lost_character_edits, residue_edits
from index.clean.shifted import shifted_run_edits
from index.document import CleanDocument, Document, Paragraph
from index.span import Span

Step = Callable[[str], Sequence[Edit]]

_AFTER_SENTENCE = r"(?:(?<=[。！？”』）)】])|(?<=[。！？”』）)】]\s))"
_CREDIT_AT_END = re.compile(
    _AFTER_SENTENCE
    + r"(?:(?:[(（\[【]\s?(?=[^()（）\[\]【】\n]{1,40}[)）\]】](?:\n|\Z|[(（\[【])))?"
    r"(?:(?:责任|責任)?(?:编辑|編輯)|责编|責編|校对|校對|来源|來源|稿源)\s*[:：]"
    r"(?=[^。！？\n]{1,60}(?:\n|\Z|[。！？]|如遇))"
    r"|(?:免责声明|免責聲明|版权声明|版權聲明)(?=[^\n]{1,160}(?:\n|\Z)))"
    r"|(?:流程编辑[:：]|如遇作品内容)(?=[^\n]{1,160}(?:\n|\Z))"
)
_CREDIT_WORD = re.compile(  # one of which every credit or notice holds
    "[编編責责校来來稿声聲如](?:(?<=[编編])[辑輯]|(?<=[责責])[编編]|(?<=校)[对對]"
    "|(?<=[来來稿])源|(?<=[声聲])明|(?<=如)遇作品内容)"
)
_CREDIT_REACH = 200  # characters from the end of a paragraph in which credits stand


def clean_document(document: Document) -> CleanDocument:
    """Clean a document.

    Args:
        document: As it was decoded.

    Returns:
        Its readable text in its own script, one paragraph a line, each with its kind; the
        alignment with the original; and the document with its metadata completed from the
        title and byline lines. What the file's format stated is kept.

    Raises:
        ModelUnavailable: A page needs the character model and it is not installed.
        ModelDamaged: The character model fails its check.
    """
    markdown = (document.path or "").lower().endswith(SUFFIXES)
    text, alignment = clean_text(document.text, markdown=markdown)
    lines = list(lines_of(text)) if text else []
    layout = lay_out(lines, document.metadata)
    spans = [line.span for line in lines]
    if marks := heading_mark_edits(text):
        text, change = apply_edits(text, marks)
        alignment = alignment.then(change)
        spans = list(map(change.to_clean, spans))
    paragraphs = tuple(map(Paragraph, spans, layout.kinds))
    finished = replace(document, metadata=layout.metadata)
    return CleanDocument(finished, text, alignment, paragraphs)


def clean_text(text: str, *, markdown: bool = False) -> tuple[str, Alignment]:
    """Take every kind of noise out of a text and keep the way back.

    Args:
        text: Decoded text.
        markdown: Whether it is written in Markdown, whose marks go too.

    Returns:
        The clean text and its alignment with `text`. The order of the steps matters:
        shifted runs pass through private-use characters and border on pinyin, so they
        are repaired before either is removed.
    """
    steps = (*_REPAIRS, markdown_edits) if markdown else _REPAIRS
    text, repaired = _apply(text, steps)
    text, tidied = _apply(plain_widths(text), _TIDYING)
    return text, repaired.then(tidied)


def _apply(text: str, steps: Sequence[Step]) -> tuple[str, Alignment]:
    alignment = Alignment.identity(len(text))
    for step in steps:
        if edits := step(text):
            text, change = apply_edits(text, edits)
            alignment = alignment.then(change)
    return text, alignment


def credit_edits(text: str) -> list[Edit]:
    """Put credits and notices at the end of a paragraph on lines of their own."""
    if not _CREDIT_WORD.search(text):
        return []
    found = []
    for match in _CREDIT_AT_END.finditer(text):
        start = match.start() - text.endswith(" ", 0, match.start())
        near = text.find("\n", match.end(), match.end() + _CREDIT_REACH) >= 0
        near = near or match.end() + _CREDIT_REACH >= len(text)
        if near and start > 0 and text[start - 1] != "\n":
            found.append(Edit(Span(start, match.start()), "\n"))
    return found


_REPAIRS: tuple[Step, ...] = (
    entity_edits,
    invisible_edits,
    shifted_run_edits,
    lost_character_edits,
    residue_edits,
    private_use_edits,
)
_TIDYING: tuple[Step, ...] = (space_edits, credit_edits)
