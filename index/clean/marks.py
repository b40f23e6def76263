"""Characters that show nothing or show wrongly: entities, controls, widths, white space."""

import html
import re

from index.align import Edit
from index.span import Span

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")
# A search for one character of a set is three times as fast as one for a run of them: where a
# pattern stands for a run, its first character is written apart.
_INVISIBLE_SET = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]"
)
_INVISIBLE = re.compile(f"{_INVISIBLE_SET}{_INVISIBLE_SET}*")
_PRIVATE_SET = "[\ue000-\uf8ff\U000f0000-\U0010ffff\ufdd0-\ufdef\ufffe\uffff]"
_PRIVATE = re.compile(f"{_PRIVATE_SET}{_PRIVATE_SET}*")
_ANY_WIDE = re.compile("[\uff05\uff0e-\uff19\uff21-\uff3a\uff41-\uff5a]")
_WIDE = re.compile(
    "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+"
    "|(?<=[0-9\uff10-\uff19])(?:\uff05|[\uff0e\uff0f](?=[0-9\uff10-\uff19]))"
)
_BREAK = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029](?:(?<=\r)\n)?")
_GAP = re.compile(r"\s(?:\s+|(?<! ))")  # any white space but a single blank
_BLANKS = dict.fromkeys(
    map(
        ord,
        "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
        "\u2007\u2008\u2009\u200a\u202f\u205f\u3000\x1f",
    ),
    " ",
)
_BLANK = re.compile("[" + "".join(map(chr, _BLANKS)) + "]")
_HALF_OFFSET = 0xFEE0  # from a full-width form to its half-width one


def entity_edits(text: str) -> list[Edit]:
    """Find HTML entities left in the text (`&nbsp;`, `&#8220;`) and what they stand for.

    An entity that names no character stays as it is.
    """
    if "&" not in text:
        return []
    found = []
    for match in _ENTITY.finditer(text):
        meant = html.unescape(match.group())
        if meant != match.group() and "&" not in meant[1:]:
            found.append(_edit(match, meant))
    return found


def invisible_edits(text: str) -> list[Edit]:
    """Find zero-width, bidirectional, control and format characters; they are removed.

    Line breaks of every kind become a line feed.
    """
    if text.isascii() and text.isprintable():
        return []
    removed = (_edit(match, "") for match in _INVISIBLE.finditer(text))
    breaks = (_edit(match, "\n") for match in _BREAK.finditer(text))
    return sorted((*removed, *breaks), key=lambda edit: edit.span)


def private_use_edits(text: str) -> list[Edit]:
    """Find private-use characters and non-characters, which no reader can see."""
    return [_edit(match, "") for match in _PRIVATE.finditer(text)]


def plain_widths(text: str) -> str:
    """Return a text with full-width digits and letters, and signs in figures, half-width.

    `３．５％` becomes `3.5%` and any kind of blank a space, one character for one; Chinese
    punctuation stays as it is.
    """
    if text.isascii():
        return text
    if _ANY_WIDE.search(text):
        text = _WIDE.sub(_half_width, text)
    return text.translate(_BLANKS) if _BLANK.search(text) else text


def space_edits(text: str) -> list[Edit]:
    """Make each gap one space, trim lines and drop empty ones."""
    found = []
    for match in _GAP.finditer(text):
        gap = match.group()
        at_edge = match.start() == 0 or match.end() == len(text)
        found.append(_edit(match, "" if at_edge else "\n" if "\n" in gap else " "))
    if text[:1] == " " and not text[1:2].isspace():
        found.insert(0, Edit(Span(0, 1), ""))
    if len(text) > 1 and text[-1] == " " and not text[-2].isspace():
        found.append(Edit(Span(len(text) - 1, len(text)), ""))
    return [edit for edit in found if edit.span.of(text) != edit.text]


def _half_width(match: re.Match[str]) -> str:
    return "".join(chr(ord(character) - _HALF_OFFSET) for character in match.group())


def _edit(match: re.Match[str], text: str) -> Edit:
    return Edit(Span(match.start(), match.end()), text)
