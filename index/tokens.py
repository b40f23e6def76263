"""Token counts by our own encoding, which needs no connection.

The encoding `wenju` is registered with tiktoken by the plugin
`tiktoken_ext/wenju.py`. An installed project finds the plugin by itself (the
wheel puts it into the namespace package, an editable install puts
`index/plugins` on the path); run from a bare checkout, this file puts
`index/plugins` on the path before tiktoken looks for plugins.
"""

import functools
import importlib.util
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.code_points import ANY_CODE_POINT, code_points
from index.shipped import shipped
from index.span import Span
from index.vocabulary import HAN_FIRST, HAN_LAST, VOCABULARY, encoding_arguments

if TYPE_CHECKING:
    import tiktoken

# What a character is to the pattern of the encoding; a blank and a line feed are white space too.
_OTHER, _HAN, _FIGURE, _SPACE, _BLANK, _FEED = range(6)
_LAST_SPACE = 0x3000

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

    def count(self, span: Span) -> int:
        """Return `count_tokens` of the text that a span covers."""
        sums, text = self._sums, self.text
        first = self._sure_from(span.start, span.end)
        last = self._sure_until(span.end, span.start)
        if first > last:
            return count_tokens(span.of(text))
        count = sums[last] - sums[first]
        if first > span.start:
            count += _edge(text[span.start : first])
        return count + _edge(text[last : span.end]) if last < span.end else count

    def _sure_from(self, place: int, end: int) -> int:
        """Return the first place from one on where a piece is sure to end; beyond `end`: none."""
        while place <= end and place not in self._sums:
            place += 1
        return place

    def _sure_until(self, place: int, start: int) -> int:
        """Return the last place up to one where a piece is sure to end; before `start`: none."""
        while place >= start and place not in self._sums:
            place -= 1
        return place

    @cached_property
    def _sums(self) -> dict[int, int]:
        """How many tokens stand before each place where a piece is sure to end."""
        codes = code_points(self.text)
        kinds = _kinds()[codes]
        inner = np.flatnonzero(_sure()[kinds[:-1], kinds[1:]]) + 1
        places = np.concatenate([[0], inner, [codes.size]])
        bytes_ = np.concatenate([[0], np.cumsum(_sizes()[codes], dtype=np.int64)])[places]
        ends = np.cumsum(_token_sizes()[_encoded(self.text)])
        sums = np.searchsorted(ends, bytes_, side="right")
        return dict(zip(places.tolist(), sums.tolist(), strict=True))


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
def _sizes() -> npt.NDArray[np.uint8]:
    """Return by code point the bytes of a character in UTF-8.

    A lone surrogate has one, that of the question mark that it is encoded as.
    """
    sizes = np.full(ANY_CODE_POINT, 4, dtype=np.uint8)
    sizes[:0x10000], sizes[:0x800], sizes[:0x80] = 3, 2, 1
    sizes[0xD800:0xE000] = 1
    return sizes


@functools.lru_cache(maxsize=4096)
def _edge(text: str) -> int:
    """Return `count_tokens` of what stands beside a piece: a mark or two, mostly the same."""
    return count_tokens(text)


def _encoded(text: str) -> npt.NDArray[np.uint32]:
    return encoding().encode_to_numpy(_well_formed(text), disallowed_special=())


def _well_formed(text: str) -> str:
    return text if text.isascii() else text.encode(errors="replace").decode()


@functools.cache
def _token_sizes() -> npt.NDArray[np.int64]:
    """Return the bytes of each token of the vocabulary."""
    known = encoding()
    ordinary = range(known.n_vocab - len(known.special_tokens_set))
    sizes = [len(known.decode_single_token_bytes(token)) for token in ordinary]
    return np.array(sizes, dtype=np.int64)
