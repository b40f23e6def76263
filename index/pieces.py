"""Texts in pieces that no token reaches across, so that what a piece encodes to is remembered.

Merging pairs of neighbours (Sennrich, Haddow and Birch 2016, "Neural machine translation of
rare words with subword units") never joins two characters that no token of the vocabulary has
beside each other. A text cut there gives the tokens of its pieces, and the pieces of Chinese
are few and short: nearly all of an article's have been met before.
"""

from collections.abc import Callable, Sequence
from itertools import repeat
from threading import Lock

import numpy as np
import numpy.typing as npt

from index.code_points import ANY_CODE_POINT, FEED, CodePoints, joined, text_of

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

_BITS = 20  # of the table of neighbours: pairs that share a place by chance are just not cut
_QUICK, _SLOW = "\0", "\ud800"  # what separates pieces; no text that is encoded has the second
_MOST = 500_000  # characters of remembered pieces: some 25 MB
_NO_PAIR = ANY_CODE_POINT**2  # after all pairs of code points


class Neighbours:
    """Which characters stand beside each other in some token."""

    def __init__(self, tokens: Sequence[str]) -> None:
        """Take all tokens of two characters and more; none holds a line feed beside others."""
        codes, _ = joined(tokens)
        inside = (codes[:-1] != FEED) & (codes[1:] != FEED)
        self._together = np.zeros(1 << _BITS, dtype=np.bool_)
        self._together[_places(codes[:-1][inside], codes[1:][inside])] = True

    def apart(self, codes: CodePoints) -> Flags:
        """Say of each character but the first whether no token joins it to the one before."""
        return ~self._together.take(_places(codes[:-1], codes[1:]))


def _places(first: CodePoints, second: CodePoints) -> npt.NDArray[np.uint32]:
    mixed = first * np.uint32(0x9E3779B1) + second * np.uint32(0x85EBCA6B)
    return mixed >> np.uint32(32 - _BITS)


class Remembered:
    """A number for each piece that was met, found out once and for many at a time.

    Threads may ask at once: a server embeds for many askers with one model.
    """

    def __init__(
        self, find: Callable[[list[str]], Sequence[int]], forget: Callable[[], object] | None = None
    ) -> None:
        """Begin empty.

        Args:
            find: Returns the numbers, at least 0, of pieces that are all different.
            forget: Called when all numbers are forgotten because they have become too many.
        """
        self._find, self._forget = find, forget
        self._lock = Lock()
        self._begin()

    def _begin(self) -> None:
        self._single = np.full(ANY_CODE_POINT, -1, dtype=np.int64)
        self._pairs = np.array([_NO_PAIR])  # ascending, and their numbers
        self._of_pair = np.array([-1])
        self._longer: dict[str, int] = {}
        self._characters = 0

    def of(self, codes: CodePoints, begins: Flags) -> Numbers:
        """Return the number of each piece of a text.

        Args:
            codes: Code points without surrogates, at least one.
            begins: Where a piece begins, the first character included, shape (len(codes),).
        """
        with self._lock:
            if self._characters > _MOST:
                self._begin()
                if self._forget:
                    self._forget()
            return self._numbers(codes, begins)

    def _numbers(self, codes: CodePoints, begins: Flags) -> Numbers:
        starts = np.flatnonzero(begins)
        sizes = np.diff(starts, append=codes.size)
        numbers = self._single.take(codes[starts])
        self._number_characters(codes, starts, numbers, sizes == 1)
        pairs = np.flatnonzero(sizes == 2)
        numbers[pairs] = self._numbers_of_pairs(codes, starts[pairs])
        longer = sizes > 2
        inside = np.repeat(longer, sizes)
        numbers[longer] = self._numbers_of_longer(_apart(codes[inside], begins[inside]))
        return numbers

    def _number_characters(
        self, codes: CodePoints, starts: Numbers, numbers: Numbers, single: Flags
    ) -> None:
        """Find the numbers of single characters that have none yet."""
        unknown = np.flatnonzero(single & (numbers < 0))
        if unknown.size:
            met = codes[starts[unknown]]
            new = np.unique(met)
            self._single[new] = self._learned(list(text_of(new)))
            numbers[unknown] = self._single[met]

    def _numbers_of_pairs(self, codes: CodePoints, starts: Numbers) -> Numbers:
        keys = codes[starts].astype(np.int64) * ANY_CODE_POINT + codes[starts + 1]
        places = np.searchsorted(self._pairs, keys)
        unknown = self._pairs[places] != keys
        if unknown.any():
            new = np.unique(keys[unknown])
            pieces = [
                chr(key // ANY_CODE_POINT) + chr(key % ANY_CODE_POINT) for key in new.tolist()
            ]
            before = np.searchsorted(self._pairs, new)
            self._of_pair = np.insert(self._of_pair, before, self._learned(pieces))
            self._pairs = np.insert(self._pairs, before, new)
            places = np.searchsorted(self._pairs, keys)
        return self._of_pair[places]

    def _numbers_of_longer(self, pieces: Sequence[str]) -> Numbers:
        numbers = np.fromiter(map(self._longer.get, pieces, repeat(-1)), np.int64, len(pieces))
        unknown = np.flatnonzero(numbers < 0).tolist()
        if unknown:
            new = list(dict.fromkeys(map(pieces.__getitem__, unknown)))
            self._longer.update(zip(new, self._learned(new), strict=True))
            numbers[unknown] = [self._longer[pieces[place]] for place in unknown]
        return numbers

    def _learned(self, pieces: list[str]) -> Sequence[int]:
        self._characters += sum(map(len, pieces))
        return self._find(pieces)


def _apart(codes: CodePoints, begins: Flags) -> list[str]:
    """Return a text in pieces; see `Remembered.of`."""
    if not codes.size:
        return []
    separator = _QUICK if codes.all() else _SLOW
    places = np.cumsum(begins) + np.arange(codes.size)
    spaced = np.full(places[-1] + 1, ord(separator), dtype=np.uint32)
    spaced[places] = codes
    return text_of(spaced)[1:].split(separator)
