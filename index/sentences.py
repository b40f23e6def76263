"""Where sentences begin and end, in Chinese and in English.

A sentence ends at `。！？；…` or their half-width kin, with the quotation
marks and brackets that close after it, and at every line break. Decimals,
initials, common abbreviations, list numbers and addresses do not end one.
"""

import re
from collections.abc import Iterator

from index.span import Span

_CLOSING = r"”’」』〉》）)】］\]〕｝}"
# Written with its first character apart: a search for one of a set is quick.
_END = re.compile(
    r"[。｡！？；…!?;.．\n]"
    r"(?:(?<=\n)"
    r"|(?:(?<=[。｡！？；…])[。｡！？；…]*|(?<=[!?;])[!?;]*|(?<=\.)(?:\.{2,})?|(?<=．))"
    rf"[。！？!?…]*[{_CLOSING}]*)"
)
_STRAIGHT_QUOTE = "\"'"
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“‘])(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|No|vs|Vol|Fig|Jr|Sr|Inc|Ltd|Co|Corp"
    r"|approx|e\.g|i\.e|(?:[A-Z]\.)+[A-Z])$"
)
_NUMBERING = re.compile(r"[(（]?(?:\d{1,3}|[A-Za-z])$")
_LOOK_BACK = 200  # characters: bounds the work on a sentence without an end


def sentence_spans(text: str) -> list[Span]:
    """Return the sentences of a text, in order, without the white space around them.

    Every character that is not white space lies in exactly one sentence. A piece
    without any letter or digit, such as a stray mark, belongs to the sentence before
    it on its line.

    Args:
        text: Any text; line breaks end sentences.

    Returns:
        Spans into `text`; empty for blank text.
    """
    found: list[tuple[int, int]] = []
    for piece in _pieces(text):
        start, end = _trimmed(text, *piece)
        if start == end:
            continue
        if found and _joins(text, found[-1][1], start, end):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return [Span(start, end) for start, end in found]


def trimmed(text: str, span: Span) -> Span:
    """Return `span` without the white space at its ends."""
    return Span(*_trimmed(text, span.start, span.end))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if match.start() < start or not _ends_sentence(text, start, match):
            continue
        end = _after_straight_quote(text, start, match.end())
        yield start, end
        start = end
    yield start, len(text)


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark[0] in "。｡！？；…\n":
        return True
    after = text[match.end() : match.end() + 1]
    if mark[0] in ".．" and not mark.startswith("..."):
        return _full_stop_ends(text, start, match, after)
    return not (after.isascii() and after.isalnum()) and after not in {"=", "/", "&", "%"}


def _full_stop_ends(text: str, start: int, match: re.Match[str], after: str) -> bool:
    before = text[max(start, match.start() - _LOOK_BACK) : match.start()]
    if _HAN.search(before[-1:]):
        return not (after.isascii() and after.isalnum())
    if after and not after.isspace() and after not in _STRAIGHT_QUOTE:
        return False
    if _NUMBERING.fullmatch(before.lstrip()):
        return False
    return not after or not _ABBREVIATION.search(before)


def _after_straight_quote(text: str, start: int, end: int) -> int:
    """Take in a straight quotation mark when it closes one opened in this sentence."""
    quote = text[end : end + 1]
    if not quote or quote not in _STRAIGHT_QUOTE or text[end - 1] == "\n":
        return end
    open_before = text.count(quote, max(start, end - _LOOK_BACK), end) % 2
    return end + 1 if open_before else end


def _joins(text: str, before: int, start: int, end: int) -> bool:
    """Say whether a piece goes with what ends before it: a mark on the same line."""
    if text[start].isalnum() or any(map(str.isalnum, text[start:end])):
        return False
    return "\n" not in text[before:start]
