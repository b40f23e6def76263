"""Pinyin syllables as pages write them: with tone marks, in brackets after a character."""

import unicodedata
from functools import lru_cache

from index.pinyin import readings, syllables

TONED_VOWELS = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
LETTERS = "a-züɑɡ" + TONED_VOWELS + "\u0300\u0301\u0304\u0308\u030c"
_TONES = frozenset("\u0300\u0301\u0304\u030c")
_BARE = str.maketrans({"ɑ": "a", "ɡ": "g"})


@lru_cache(maxsize=4_096)
def is_toned(letters: str) -> bool:
    """Say whether a tone mark stands on any of some letters."""
    return any(mark in _TONES for mark in unicodedata.normalize("NFD", letters))


@lru_cache(maxsize=4_096)
def is_syllable(letters: str) -> bool:
    """Say whether letters spell one syllable of pinyin, tone marks aside."""
    return any(len(split) == 1 for split in readings(_bare(letters)))


@lru_cache(maxsize=65_536)
def reads(character: str, letters: str) -> bool:
    """Say whether a syllable is the usual reading of a Chinese character."""
    return syllables(character) == [_bare(letters)]


def _bare(letters: str) -> str:
    """Return letters without tones, `ü` as `u`, as `index.pinyin` writes them."""
    split = unicodedata.normalize("NFD", letters.translate(_BARE))
    return "".join(letter for letter in split if not unicodedata.combining(letter))
