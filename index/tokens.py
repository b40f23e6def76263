"""Token counts by our own encoding, which needs no connection.

The encoding `wenju` is registered with tiktoken by the plugin
`tiktoken_ext/wenju.py`. An installed project finds the plugin by itself (the
wheel puts it into the namespace package, an editable install puts
`index/plugins` on the path); run from a bare checkout, this file puts
`index/plugins` on the path before tiktoken looks for plugins.
"""

import functools
import importlib.util
import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.code_points import ANY_CODE_POINT, code_points, text_of
from index.pieces import Neighbours, Remembered
from index.shipped import shipped
from index.span import Span
from index.vocabulary import HAN_FIRST, HAN_LAST, HAN_WINDOW, VOCABULARY, encoding_arguments

if TYPE_CHECKING:
    import tiktoken

# What a character is to the pattern of the encoding; a blank and a line feed are white space too.
_OTHER, _HAN, _FIGURE, _SPACE, _BLANK, _FEED = range(6)
_LAST_SPACE = 0x3000
_CHARACTER = re.compile(rb"[\x00-\x7f]|[\xc0-\xff][\x80-\xbf]*|^[\x80-\xbf]+")
_TOGETHER = 64  # texts that are counted at once

PLUGINS = Path(__file__).with_name("plugins")


@functools.cache
def encoding() -> "tiktoken.Encoding":
    """Return the encoding `wenju`, loaded once for the process.

    Raises:
        ModelUnavailable: The vocabulary file is missing, or cannot be read.
        ModelDamaged: It is not the released one.
    """
    import tiktoken

    if importlib.util.find_spec("tiktoken_ext.wenju") is None:
        sys.path.append(str(PLUGINS))
    with shipped(VOCABULARY):
        try:
            return tiktoken.get_encoding("wenju")
        except ValueError:  # it looks for plugins once: while no file could be opened, in vain
            return tiktoken.Encoding(**encoding_arguments())


def count_tokens(text: str) -> int:
    """Return how many tokens `text` takes, in time linear in its length.

    Text that looks like a special token is counted as the text it is; a lone
    surrogate counts as a question mark.
    """
    return int(_encoded(text).size)


class TokenCounter:
    """Counts the tokens of stretches of one text, which is encoded only once.

    Before the encoding merges anything it cuts a text into pieces of one kind, with at
    most a blank before them. Where Chinese or a figure meets anything else, before a blank
    and after a line feed, a piece is sure to end: the tokens between two such places are
    counted by subtraction. What a stretch has before the first of them and after the last
    is encoded by itself.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._sure: list[int] = []  # such places, ascending
        self._sums: list[int] = []  # how many tokens stand before each

    @classmethod
    def of_all(cls, texts: Sequence[str]) -> list["TokenCounter"]:
        """Return counters of many texts, which are counted together."""
        counters = list(map(cls, texts))
        for start in range(0, len(counters), _TOGETHER):
            _count(counters[start : start + _TOGETHER])
        return counters

    def count(self, span: Span) -> int:
        """Return `count_tokens` of the text that a span covers."""
        if not self._sure:
            _count([self])
        text = self.text
        first, last = bisect_left(self._sure, span.start), bisect_right(self._sure, span.end) - 1
        if first > last:
            return count_tokens(span.of(text))
        start, end = self._sure[first], self._sure[last]
        count = self._sums[last] - self._sums[first]
        if start > span.start:
            count += _edge(text[span.start : start])
        return count + _edge(text[end : span.end]) if end < span.end else count


def _count(counters: Sequence[TokenCounter]) -> None:
    """Count the tokens before each sure place of some texts."""
    texts = [_well_formed(counter.text) for counter in counters]
    ends = np.cumsum(list(map(len, texts)))
    codes = code_points("".join(texts) + "\n")  # the last text ends before something, too
    kinds = _kinds().take(codes)
    sure = np.ones(codes.size, dtype=np.bool_)
    sure[1:] = _sure()[kinds[:-1], kinds[1:]]
    sure[ends] = True
    begins = sure.copy()
    begins[1:] |= (kinds[1:] == _HAN) & (kinds[:-1] == _HAN) & _neighbours().apart(codes)
    begins |= _at_windows(kinds == _HAN, sure)
    counts = _remembered().of(codes, begins)
    before = np.concatenate([[0], np.cumsum(counts)])[np.cumsum(begins)[sure] - 1]
    places = np.flatnonzero(sure)
    bounds = np.searchsorted(places, ends).tolist()  # of the place where each text ends
    first = start = 0
    for counter, last, end in zip(counters, bounds, ends.tolist(), strict=True):
        part = slice(first, last + 1)
        counter._sure = (places[part] - start).tolist()
        counter._sums = before[part].tolist()
        first, start = last, end


def _at_windows(han: npt.NDArray[np.bool_], sure: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Say which Chinese characters begin a piece because as many before them as one may hold."""
    places = np.arange(han.size)
    inside = places - np.maximum.accumulate(np.where(sure, places, 0))
    at: npt.NDArray[np.bool_] = han & (inside % HAN_WINDOW == 0)
    return at


@functools.cache
def _kinds() -> npt.NDArray[np.uint8]:
    """Return by code point what a character is to the pattern of the encoding."""
    kinds = np.zeros(ANY_CODE_POINT, dtype=np.uint8)
    kinds[ord(HAN_FIRST) : ord(HAN_LAST) + 1] = _HAN
    kinds[ord("0") : ord("9") + 1] = _FIGURE
    kinds[[code for code in range(_LAST_SPACE + 1) if chr(code).isspace()]] = _SPACE
    kinds[ord(" ")], kinds[ord("\n")] = _BLANK, _FEED
    return kinds


@functools.cache
def _sure() -> npt.NDArray[np.bool_]:
    """Return between which kinds of characters a piece is sure to end, shape (before, after)."""
    spaces = [_SPACE, _BLANK, _FEED]
    others = [_OTHER, _HAN, _FIGURE]
    sure = np.zeros((len(spaces + others),) * 2, dtype=np.bool_)
    for kind in (_HAN, _FIGURE):
        sure[kind, :] = sure[:, kind] = True
        sure[kind, kind] = False
    sure[np.ix_(others, [_BLANK, _FEED])] = True
    sure[_FEED, others] = True
    return sure


@functools.cache
def _remembered() -> Remembered:
    """Return how many tokens the pieces have that were met before."""
    return Remembered(_counts)


def _counts(pieces: list[str]) -> list[int]:
    encode = encoding().encode_ordinary
    return [len(encode(piece)) for piece in pieces]


@functools.cache
def _neighbours() -> Neighbours:
    """Return which Chinese characters stand beside each other in some token."""
    tokens = encoding().token_byte_values()
    return Neighbours([pair for token in tokens for pair in _written(token)])


def _written(token: bytes) -> list[str]:
    """Return the texts of Chinese that a token may be a part of.

    One that begins or ends amid a character may do so with any that has those bytes.
    """
    try:
        return [token.decode()]
    except UnicodeDecodeError:
        neighbours = pairwise(_CHARACTER.findall(token))
        return ["".join(pair) for two in neighbours for pair in product(*map(_characters, two))]


def _characters(part: bytes) -> str:
    """Return the Chinese characters that have some bytes: all of theirs, the first or the last."""
    codes = np.arange(ord(HAN_FIRST), ord(HAN_LAST) + 1, dtype=np.uint32)
    written = np.frombuffer(text_of(codes).encode(), dtype=np.uint8).reshape(codes.size, -1)
    known = np.frombuffer(part, dtype=np.uint8)
    ends = part[:1] < b"\xc0"
    columns = written[:, -known.size :] if ends else written[:, : known.size]
    return text_of(codes[(columns == known).all(axis=1)]) if known.size <= written.shape[1] else ""


@functools.lru_cache(maxsize=4096)
def _edge(text: str) -> int:
    """Return `count_tokens` of what stands beside a piece: a mark or two, mostly the same."""
    return count_tokens(text)


def _encoded(text: str) -> npt.NDArray[np.uint32]:
    return encoding().encode_to_numpy(_well_formed(text), disallowed_special=())


def _well_formed(text: str) -> str:
    return text if text.isascii() else text.encode(errors="replace").decode()
