"""How likely a text is, by a bigram model over folded characters."""

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.checksum import verified
from index.errors import ModelDamaged
from index.script import fold

FOLDER = Path(__file__).parents[1] / "models" / "characters"
UNKNOWN_LOG_PROBABILITY = -17.0  # natural logarithm; rarer than any known character


class CharacterModel:
    """Bigram log probabilities with back-off to single characters.

    Train one with `python -m index.training.characters`.
    """

    def __init__(self, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Take the arrays of a model file.

        Args:
            arrays: `characters` (V,) code points, rising; `single` and `rest` (V,) log
                probability and log back-off weight; `pairs` (P,) rising, first character's
                number times V plus the second's; `conditional` (P,) their log probability.

        Raises:
            ModelDamaged: An array is missing or shapes do not agree.
        """
        try:
            self._numbers = {chr(int(c)): at for at, c in enumerate(arrays["characters"])}
            self._single = arrays["single"].astype(np.float64)
            self._rest = arrays["rest"].astype(np.float64)
            self._pairs = arrays["pairs"].astype(np.int64)
            self._conditional = arrays["conditional"].astype(np.float64)
        except (KeyError, ValueError) as error:
            raise ModelDamaged("the character model lacks an array") from error
        size = len(self._numbers)
        if not len(self._single) == len(self._rest) == size:
            raise ModelDamaged("the character model's arrays differ in length")
        if len(self._pairs) != len(self._conditional):
            raise ModelDamaged("the character model's pairs differ in length")

    def log_probability(self, text: str) -> float:
        """Return the natural logarithm of a text's probability, given its first character.

        Args:
            text: In either script; it is folded first.

        Returns:
            At most 0; a text of fewer than two characters has 0.
        """
        folded = fold(text)
        return sum(self._pair(one, two) for one, two in pairwise(folded))

    def _pair(self, one: str, two: str) -> float:
        second = self._numbers.get(two)
        if second is None:
            return UNKNOWN_LOG_PROBABILITY
        first = self._numbers.get(one)
        if first is None:
            return float(self._single[second])
        key = first * len(self._single) + second
        at = int(np.searchsorted(self._pairs, key))
        if at < len(self._pairs) and self._pairs[at] == key:
            return float(self._conditional[at])
        return float(self._rest[first] + self._single[second])


@cache
def character_model() -> CharacterModel:
    """Return the model that comes with wenju, read once.

    Raises:
        ModelUnavailable: Its files are missing.
        ModelDamaged: A file is not the one that was published.
    """
    from safetensors.numpy import load  # only for pages with damage: most have none

    return CharacterModel(load(verified(FOLDER, "model.safetensors")))
