"""Text as the reading network takes it: a few numbers for each character."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from index.rarity import Rarity

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float32]
Tokens = Callable[[str], Whole]

_REMEMBERED = 64  # texts: one question has its passages coded again and again
UNKNOWN = 1  # the row of every character that the network does not know; 0 is none


@dataclass(frozen=True)
class Coded:
    """A folded text, one entry for each of its n characters.

    Attributes:
        characters: Rows of the network's character table, shape (n,).
        tokens: 1 + the number of the embedding's token that covers it, 0 for none; shape (n,).
        rarity: How rare the pair is that begins there, in [0, 1]; shape (n,).
    """

    characters: Whole
    tokens: Whole
    rarity: Real

    def __len__(self) -> int:
        return len(self.characters)

    def part(self, start: int, end: int) -> "Coded":
        """Return the entries of characters `start` to `end`."""
        return Coded(self.characters[start:end], self.tokens[start:end], self.rarity[start:end])


class Coder:
    """Codes folded texts.

    Args:
        alphabet: Sorted code points of the characters known; the first has row 2.
        tokens: Gives `Coded.tokens`; see `StaticEmbedder.token_cover`.
        rarity: Of character pairs.
    """

    def __init__(self, alphabet: npt.NDArray[np.uint32], tokens: Tokens, rarity: Rarity) -> None:
        self._alphabet, self._tokens, self._rarity = alphabet, tokens, rarity
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._code)

    def code(self, text: str) -> Coded:
        """Code a folded text of any length; those coded last are remembered."""
        return self._remembered(text)

    def _code(self, text: str) -> Coded:
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        return Coded(self._rows(points), self._tokens(text), self._rarity.pair_weights(text))

    def _rows(self, points: npt.NDArray[np.uint32]) -> Whole:
        last = len(self._alphabet) - 1
        places = np.minimum(np.searchsorted(self._alphabet, points), last)
        return np.where(self._alphabet[places] == points, places + UNKNOWN + 1, UNKNOWN)
