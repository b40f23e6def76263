"""How rare a pair of Chinese characters is in ordinary news."""

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from math import log2
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.checksum import verified

RARITY_FOLDER = Path(__file__).parent / "models" / "rarity"
_FIRST, _LAST = 0x4E00, 0x9FFF
_OTHER_PAIR = 0.8  # weight of a pair of digits or letters
_HELD = 4096  # pairs whose weight is remembered
_UNSEEN_COUNT = 2.0  # what a pair left out of the table may have had


def pair_code(pair: str) -> int | None:
    """Return the table's number for two Chinese characters, or None for other text."""
    if len(pair) != 2 or not all(_FIRST <= ord(character) <= _LAST for character in pair):
        return None
    return (ord(pair[0]) - _FIRST) << 16 | (ord(pair[1]) - _FIRST)


@dataclass(frozen=True)
class Rarity:
    """Inverse document frequency of character pairs (Spärck Jones, 1972).

    Attributes:
        codes: Sorted pair numbers, shape (n,), uint32.
        log_counts: 16 times log2 of the number of articles, shape (n,), uint8.
        articles: How many articles were counted.
    """

    codes: NDArray[np.uint32]
    log_counts: NDArray[np.uint8]
    articles: int

    @classmethod
    def load(cls, folder: Path = RARITY_FOLDER) -> "Rarity":
        """Read the table that comes with the project.

        Raises:
            ModelUnavailable: A file is missing.
            ModelDamaged: A file fails its checksum.
        """
        from safetensors.numpy import load

        tensors = load(verified(folder, "pairs.safetensors"))
        return cls(tensors["codes"], tensors["log_counts"], int(tensors["articles"][0]))

    @cached_property
    def highest(self) -> float:
        """The weight of a pair that was not seen."""
        return log2(self.articles / _UNSEEN_COUNT)

    def weight(self, pair: str) -> float:
        """Return the inverse document frequency of a pair in [0, 1]; 1 is unseen.

        Text that is not two Chinese characters weighs as much as an unseen pair.
        """
        code = pair_code(pair)
        if code is None:
            return 1.0
        place = int(self.codes.searchsorted(np.uint32(code)))  # another type copies them all
        if place == len(self.codes) or self.codes[place] != code:
            return 1.0
        seen = float(self.log_counts[place]) / 16
        return max(0.0, log2(self.articles) - seen) / self.highest

    def pair_weights(self, text: str) -> NDArray[np.float32]:
        """Return the weight of the pair that begins at each character of a text.

        Returns:
            Shape (len(text),): 0 for the last character, a middling weight for pairs that
            are not Chinese.
        """
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        weights = np.zeros(len(points), dtype=np.float32)
        if len(points) < 2:
            return weights
        chinese = (points >= _FIRST) & (points <= _LAST)
        first, second = points[:-1] - np.uint32(_FIRST), points[1:] - np.uint32(_FIRST)
        codes = first << np.uint32(16) | second
        places = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        common = np.maximum(0, log2(self.articles) - self.log_counts[places] / 16) / self.highest
        known = np.where(self.codes[places] == codes, common, 1.0)
        weights[:-1] = np.where(chinese[:-1] & chinese[1:], known, _OTHER_PAIR)
        return weights


@cache
def _news() -> Rarity:
    return Rarity.load()


@lru_cache(maxsize=_HELD)
def weight(pair: str) -> float:
    """Return how rare a pair of characters is in news, in [0, 1]; see `Rarity.weight`."""
    return _news().weight(pair)
