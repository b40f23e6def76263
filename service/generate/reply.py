"""What a language model wrote, taken apart into statements, keys and quotes.

The model is asked for lines of the form `Statement. [1] «quote»`. Models keep to that
loosely, so other brackets, several keys, keys inside a sentence, quotes on a line of their
own, list marks and thinking aloud are understood too.
"""

import re
from dataclasses import dataclass

from index.pattern import lazy_pattern

NOT_FOUND = "NOT_FOUND"
_LONGEST_REPLY = 20_000  # characters
_MOST_STATEMENTS = 24

_THINKING = lazy_pattern(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_NOTHING = lazy_pattern(r"\W*NOT[_ ]?FOUND\b", re.IGNORECASE)
_CODE_FENCE = lazy_pattern(r"\s*(?:```|~~~).*")
_LIST_MARK = lazy_pattern(r"\s*(?:[-*•·>#]+\s+|\(?\d{1,2}[.)、．)](?=\s|[^\d\s])\s*)")
_INVISIBLE = lazy_pattern("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_IMAGE = lazy_pattern(r"!\[[^\]]*\]\([^)]*\)")
_LINK = lazy_pattern(r"\[([^\]]*)\]\([^)]*\)")
_ADDRESS = lazy_pattern(
    r"(?i)<?(?:(?:https?|ftp|file|data|javascript|mailto):|www\.)[^\s<>，。；）)】」”]+>?"
)
_TAG = lazy_pattern(r"(?i)</?[a-z][^<>\n]{0,400}>|<!--.*?(?:-->|$)")
_TOKEN = lazy_pattern(
    r"""(?P<keys>[\[［【〔]\s*\d{1,3}(?:\s*[,，、;；]\s*\d{1,3})*\s*[\]］】〕])
      | «(?P<angle>[^»\n]*)(?:»|$)
      | <<(?P<double>[^\n]*?)(?:>>|$)""",
    re.VERBOSE,
)
_QUOTED_TAIL = lazy_pattern(r"\s*[:：—-]*\s*[“\"「『‘](?P<quote>.+)[”\"」』’]\s*[。.]?\s*")
_ONLY_MARKS = lazy_pattern(r"[\s\W_]*")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a reply, with the citation keys and quotes given for it."""

    text: str
    keys: tuple[int, ...]
    quotes: tuple[str, ...]


@dataclass(slots=True)
class _Open:
    """A statement still being read."""

    text: str = ""
    keys: list[int] | None = None
    quotes: list[str] | None = None

    @property
    def cited(self) -> bool:
        return bool(self.keys or self.quotes)


def parse_reply(reply: str) -> list[Statement]:
    """Take a reply apart.

    Args:
        reply: The model's whole text.

    Returns:
        Statements in order, repetitions left out; empty when the reply says that nothing
        was found, or says nothing.
    """
    text = _INVISIBLE.sub("", _THINKING.sub("", reply[:_LONGEST_REPLY])).strip()
    if not text or _NOTHING.match(text):
        return []
    found: list[_Open] = []
    for line in text.splitlines():
        if line.strip() and not _CODE_FENCE.fullmatch(line) and not _NOTHING.fullmatch(line):
            _read_line(_bare(line), found)
    statements = (
        Statement(_tidy(one.text), tuple(one.keys or ()), tuple(one.quotes or ())) for one in found
    )
    distinct = {one.text: one for one in statements if not _ONLY_MARKS.fullmatch(one.text)}
    return list(distinct.values())[:_MOST_STATEMENTS]


def _bare(line: str) -> str:
    """Return a line without images, links, addresses and tags, its quotes untouched.

    A reader's program may render or fetch what a model was talked into writing.
    """
    pieces = re.split(r"(«[^»\n]*(?:»|$)|<<[^\n]*?(?:>>|$))", line)
    for at in range(0, len(pieces), 2):
        text = _LINK.sub(r"\1", _IMAGE.sub("", pieces[at]))
        pieces[at] = _TAG.sub("", _ADDRESS.sub("", text))
    return "".join(pieces)


def _read_line(line: str, found: list[_Open]) -> None:
    line = line[_LIST_MARK.match(line).end() :] if _LIST_MARK.match(line) else line  # type: ignore[union-attr] # matched just before
    current = _Open()
    place = 0
    for token in _TOKEN.finditer(line):
        current = _add_text(line[place : token.start()], current, found)
        _add_citation(token, _owner(current, found))
        place = token.end()
    _add_text(line[place:], current, found)


def _add_text(text: str, current: _Open, found: list[_Open]) -> _Open:
    """Give text to the statement being read, or begin the next one with it."""
    if _ONLY_MARKS.fullmatch(text):
        if current.text and not current.text.endswith(tuple("。．.！!？?…")):
            current.text += text.strip()
        return current
    if current.cited and (tail := _QUOTED_TAIL.fullmatch(text)):
        current.quotes = [*(current.quotes or ()), tail["quote"]]
        return current
    if current.cited or not current.text:
        current = _Open()
        found.append(current)
    current.text += text
    return current


def _owner(current: _Open, found: list[_Open]) -> _Open:
    """Return the statement a citation belongs to: this line's, else the one before it."""
    if current.text or not found:
        return current
    return found[-1]


def _add_citation(token: re.Match[str], statement: _Open) -> None:
    if token["keys"]:
        numbers = [int(number) for number in re.findall(r"\d+", token["keys"])]
        statement.keys = list(dict.fromkeys([*(statement.keys or ()), *numbers]))
        return
    quote = (token["angle"] or token["double"] or "").strip()
    if quote:
        statement.quotes = [*(statement.quotes or ()), quote]


def _tidy(text: str) -> str:
    return re.sub(r"\s+([。，．.,])$", r"\1", " ".join(text.replace("**", "").split()))
