"""Which rows of an embedding table the tokens of texts are, for many texts at once."""

import json
from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from string import ascii_lowercase, digits
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer, models

from index.code_points import ANY_CODE_POINT, CodePoints, code_points
from index.pieces import Flags, Neighbours, Remembered

Rows = npt.NDArray[np.int64]

_MUCH = 16_384  # characters: an ingest has more at once, and a question's sentences have not

# What the bundled tokenizer does before it merges. Of another one's pieces nothing is known.
_NORMALIZER = {
    "type": "Replace",
    "pattern": {"Regex": "(?<![a-z])(?=[a-z])"},
    "content": "\u2581",
}
_PRE_TOKENIZER = {
    "type": "Split",
    "pattern": {"Regex": r"\p{Han}+|" + "\u2581" + r"?[a-z]+|[0-9]+|[^\s\p{P}\p{S}]"},
    "behavior": "Removed",
    "invert": True,
}
_KNOWN, _LETTER, _FIGURE, _UNKNOWN = range(4)  # what a character is to it


class TokenRows:
    """Encodes texts; what pieces of Chinese encode to is remembered."""

    def __init__(self, tokenizer: Tokenizer, *, much: int = _MUCH) -> None:
        """Begin with nothing remembered.

        Args:
            tokenizer: Encodes.
            much: Characters of texts from which their pieces are remembered; fewer are encoded
                as they are, sooner than pieces are learned.
        """
        self._tokenizer, self._much = tokenizer, much
        self._remembered = Remembered(self._learned, self._begin)
        self._lock = Lock()  # numbers of pieces mean nothing once others were learned anew
        self._begin()

    def of_all(self, texts: Sequence[str]) -> Sequence[Rows]:
        """Return the rows of each text's tokens, in order.

        Args:
            texts: Folded, without surrogates.
        """
        size = sum(map(len, texts))
        if not size or size < self._much or not self._merges_pieces:
            return self._encoded(texts)
        codes = code_points("".join(texts))
        starts = np.cumsum([0, *map(len, texts)])[:-1]
        begins = self._begins(codes)
        begins[starts[starts < codes.size]] = True
        with self._lock:
            numbers = self._remembered.of(codes, begins)
            lengths = self._lengths[numbers]
            ends = np.cumsum(lengths)
            rows = self._rows[np.arange(ends[-1]) + np.repeat(self._ends[numbers] - ends, lengths)]
        before = np.append(ends - lengths, ends[-1])
        pieces = np.append(np.cumsum(begins) - 1, lengths.size)
        return np.split(rows, before[pieces[starts]][1:])

    def _begins(self, codes: CodePoints) -> Flags:
        """Say where a piece begins that no token reaches across.

        Letters make words and digits figures; unknown characters that follow each other may
        be one unknown token.
        """
        kinds = self._kinds.take(codes)
        begins = np.ones(codes.size, dtype=np.bool_)
        together = (kinds[1:] == kinds[:-1]) & (kinds[1:] != _KNOWN)
        begins[1:] = self._neighbours.apart(codes) & ~together
        return begins

    def _encoded(self, texts: Sequence[str]) -> list[Rows]:
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.array(encoding.ids, dtype=np.int64) for encoding in encodings]

    def _begin(self) -> None:
        """Know nothing: the rows of all pieces together, how many each has and where they end."""
        self._rows = self._lengths = self._ends = np.zeros(0, dtype=np.int64)

    def _learned(self, pieces: list[str]) -> range:
        """Return the numbers of new pieces."""
        encode, merge = self._tokenizer.encode, self._tokenizer.model.tokenize
        found = [  # what is of known characters need only be merged
            [token.id for token in merge(piece)]
            if self._mergeable.issuperset(piece)
            else encode(piece, add_special_tokens=False).ids
            for piece in pieces
        ]
        first = self._lengths.size
        self._rows = np.append(self._rows, np.array(list(chain.from_iterable(found)), np.int64))
        self._lengths = np.append(self._lengths, list(map(len, found)))
        self._ends = np.cumsum(self._lengths)
        return range(first, self._lengths.size)

    @cached_property
    def _merges_pieces(self) -> bool:
        """Whether the tokenizer prepares texts and merges as the bundled one does."""
        known, model = self._tokenizer, self._tokenizer.model
        return (
            isinstance(model, models.BPE)
            and model.dropout is None
            and known.truncation is None
            and _stated(known.normalizer) == _NORMALIZER
            and _stated(known.pre_tokenizer) == _PRE_TOKENIZER
        )

    @cached_property
    def _kinds(self) -> npt.NDArray[np.uint8]:
        """What each character is, by code point."""
        kinds = np.full(ANY_CODE_POINT, _UNKNOWN, dtype=np.uint8)
        kinds[list(map(ord, self._mergeable))] = _KNOWN
        kinds[list(map(ord, ascii_lowercase))] = _LETTER
        kinds[list(map(ord, digits))] = _FIGURE
        return kinds

    @cached_property
    def _mergeable(self) -> frozenset[str]:
        """Characters that the tokenizer knows and neither marks as words nor leaves out."""
        known = {token for token in self._tokenizer.get_vocab() if len(token) == 1}
        return frozenset(filter(str.isalpha, known)) - set(ascii_lowercase)

    @cached_property
    def _neighbours(self) -> Neighbours:
        return Neighbours(list(self._tokenizer.get_vocab()))


def _stated(part: Any) -> object:
    """Return how a part of a tokenizer is set up; None where there is no such part."""
    return part and json.loads(part.__getstate__())
