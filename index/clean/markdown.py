"""Markdown's marks, which a reader of the text does not want to see."""

import re
from collections.abc import Iterator

from index.align import Edit
from index.span import Span

SUFFIXES = (".md", ".markdown")

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LINE_MARK = re.compile(
    r"^[ \t]*(?:(?:[-*+]|>)[ \t]+|(?:[-*_][ \t]*){3,}$|```\w*$|"
    r"\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+[-: \t]*$)",
    re.MULTILINE,
)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,500}(?:[ \t]+\"[^\"\n]{0,200}\")?\)")
_STRONG = re.compile(r"(\*\*|__|~~|`)(?=\S)([^\n*_~`]{1,300})(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![A-Za-z0-9*])\*(?=\S)([^\n*]{1,300})(?<=\S)\*(?![A-Za-z0-9*])")
_HEADING = re.compile(r"^#{1,6}[ \t]+", re.MULTILINE)


def markdown_edits(text: str) -> list[Edit]:
    """Find front matter, list and quote marks, links and emphasis; words stay.

    The marks of headings stay too: they tell what the line is.
    """
    found: list[Edit] = []
    for edit in sorted(_mark_edits(text), key=lambda edit: (edit.span.start, -edit.span.end)):
        if not found or edit.span.start >= found[-1].span.end:
            found.append(edit)
    return found


def heading_mark_edits(text: str) -> list[Edit]:
    """Find the marks at the beginning of headings."""
    if "#" not in text:
        return []
    return [Edit(Span(*match.span()), "") for match in _HEADING.finditer(text)]


def _mark_edits(text: str) -> Iterator[Edit]:
    matter = _FRONT_MATTER.match(text)
    if matter:
        yield Edit(Span(0, matter.end()), "")
    for match in _LINE_MARK.finditer(text):
        yield Edit(Span(*match.span()), "")
    for match in _LINK.finditer(text):
        yield Edit(Span(match.start(), match.start(1)), "")
        yield Edit(Span(match.end(1), match.end()), "")
    for match in _STRONG.finditer(text):
        yield Edit(Span(*match.span(1)), "")
        yield Edit(Span(match.end(2), match.end()), "")
    for match in _EMPHASIS.finditer(text):
        yield Edit(Span(match.start(), match.start(1)), "")
        yield Edit(Span(match.end(1), match.end()), "")
