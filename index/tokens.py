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

from index.errors import ModelDamaged
from index.span import Span
from index.vocabulary import HAN_FIRST, HAN_LAST

if TYPE_CHECKING:
    import tiktoken

_FIGURES = frozenset("0123456789")

PLUGINS = Path(__file__).with_name("plugins")


@functools.cache
def encoding() -> "tiktoken.Encoding":
    """Return the encoding `wenju`, loaded once for the process.

    Raises:
        ModelDamaged: The vocabulary file is not the released one.
    """
    import tiktoken

    if importlib.util.find_spec("tiktoken_ext.wenju") is None:
        sys.path.append(str(PLUGINS))
    try:
        return tiktoken.get_encoding("wenju")
    except (OSError, ValueError) as error:
        raise ModelDamaged(f"the token encoding cannot be loaded: {error}") from error


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
    and after a line feed, a piece is sure to end: the tokens of a stretch between two such
    places are counted by subtraction. Any other stretch is encoded by itself.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._counts: dict[int, int] = {}  # by place
        self._last = 0, 0  # a place and the bytes before it

    def count(self, span: Span) -> int:
        """Return `count_tokens` of the text that a span covers."""
        if not (self._ends_piece(span.start) and self._ends_piece(span.end)):
            return count_tokens(span.of(self.text))
        return self._until(span.end) - self._until(span.start)

    def _until(self, place: int) -> int:
        """Return how many tokens end at or before a character's beginning."""
        if (known := self._counts.get(place)) is None:
            known = int(np.searchsorted(self._ends, self._bytes(place), side="right"))
            self._counts[place] = known
        return known

    def _bytes(self, place: int) -> int:
        """Return how many bytes the characters before a place take in UTF-8.

        Counted from the place that was asked for last, which is never far away. A lone
        surrogate counts as the question mark that it is encoded as.
        """
        last, bytes_ = self._last
        start, end = sorted((last, place))
        between = len(self.text[start:end].encode(errors="replace"))
        self._last = place, bytes_ + (between if place > last else -between)
        return self._last[1]

    @cached_property
    def _ends(self) -> npt.NDArray[np.int64]:
        """Where in the bytes of the text each token ends."""
        ends: npt.NDArray[np.int64] = np.cumsum(_token_sizes()[_encoded(self.text)])
        return ends

    def _ends_piece(self, place: int) -> bool:
        if place in (0, len(self.text)):
            return True
        before, after = self.text[place - 1], self.text[place]
        return (
            _is_han(before) != _is_han(after)
            or (before in _FIGURES) != (after in _FIGURES)
            or (after in " \n" and not before.isspace())
            or (before == "\n" and not after.isspace())
        )


def _is_han(character: str) -> bool:
    return HAN_FIRST <= character <= HAN_LAST


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
