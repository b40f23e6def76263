"""Chinese text read in Latin letters, pair by pair of characters, for names asked in English.

Every passage goes through here, so it works on arrays of code points: what a text costs is
a dozen passes over an array, not a few look-ups a character.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from operator import add

import numpy as np
import numpy.typing as npt

from index.code_points import ANY_CODE_POINT, code_points
from index.pinyin import IN_NAMES, phrase_readings, single_readings

_PRIVATE = range(0xE000, 0xF900)  # characters without a meaning that all would agree on
# What a character may be in a pair that is not read as its characters are, as bits.
_FIRST, _SECOND = 1, 2  # of a two-character word
_NAMED = 4  # in names


@dataclass(frozen=True, slots=True)
class _Tables:
    """What is known of characters and syllables.

    Attributes:
        reading: Number of each character's syllable by code point, 0 for none.
        role: By code point, what it may be in a pair that is read otherwise: bits.
        numbers: A syllable's number.
        before: Each syllable as it begins a pair (`gong'`), by number.
        after: Each syllable as it ends one.
    """

    reading: npt.NDArray[np.uint16]
    role: npt.NDArray[np.uint8]
    numbers: dict[str, int]
    before: list[str]
    after: list[str]


def romanised_pairs(text: str) -> str:
    """Return each pair of neighbouring Chinese characters as joined syllables.

    A pair whose characters names read otherwise comes with both readings, one with a
    character that has no reading not at all.

    Args:
        text: Any text; nothing is joined across other characters.

    Returns:
        Pairs with a space between them: in text order, then the readings in names.
    """
    tables, codes = _tables(), code_points(text)
    reading = tables.reading[codes]
    first, second = reading[:-1].copy(), reading[1:].copy()
    both = (first > 0) & (second > 0)
    named = []
    for place in np.flatnonzero(both & _may_differ(tables.role[codes])).tolist():
        first[place], second[place], other = _readings(text[place : place + 2])
        if other:
            named.append(other)
    before = map(tables.before.__getitem__, first[both].tolist())
    after = map(tables.after.__getitem__, second[both].tolist())
    return " ".join([*map(add, before, after), *named])


def _may_differ(role: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Say of each pair whether it may be read otherwise than its characters are."""
    first, second = role[:-1], role[1:]
    word = (first & _FIRST) & (second >> 1)
    return (word | ((first | second) & _NAMED)) > 0


@lru_cache(maxsize=65_536)
def _readings(pair: str) -> tuple[int, int, str | None]:
    """Return the numbers of a pair's syllables, and its reading in names if it is another."""
    numbers, singles = _tables().numbers, single_readings()
    one, other = phrase_readings().get(pair) or (singles[pair[0]], singles[pair[1]])
    named = (IN_NAMES.get(pair[0], one), IN_NAMES.get(pair[1], other))
    return numbers[one], numbers[other], "'".join(named) if named != (one, other) else None


@cache
def _tables() -> _Tables:
    singles, phrases = single_readings(), phrase_readings()
    known = {
        *singles.values(),
        *IN_NAMES.values(),
        *(one for pair in phrases.values() for one in pair),
    }
    syllables = ["", *sorted(known)]
    numbers = {syllable: number for number, syllable in enumerate(syllables)}
    reading = np.zeros(ANY_CODE_POINT, dtype=np.uint16)
    for character, syllable in singles.items():
        if ord(character) not in _PRIVATE:
            reading[ord(character)] = numbers[syllable]
    role = np.zeros(ANY_CODE_POINT, dtype=np.uint8)
    for phrase in phrases:
        role[ord(phrase[0])] |= _FIRST
        role[ord(phrase[1])] |= _SECOND
    for character in IN_NAMES:
        role[ord(character)] |= _NAMED
    return _Tables(
        reading=reading,
        role=role,
        numbers=numbers,
        before=[f"{syllable}'" for syllable in syllables],
        after=syllables,
    )
