"""Chinese text read in Latin letters, pair by pair of characters, for names asked in English.

Every passage goes through here, so it works on arrays of code points: what a text costs is
a dozen passes over an array, not a few look-ups a character.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.code_points import ANY_CODE_POINT, CodePoints, Places, joined, text_of
from index.pinyin import IN_NAMES, phrase_readings, single_readings

_PRIVATE = range(0xE000, 0xF900)  # characters without a meaning that all would agree on
# What a character may be in a pair that is not read as its characters are, as bits.
_FIRST, _SECOND = 1, 2  # of a two-character word
_NAMED = 4  # in names
_NOTHING = b"\0"


@dataclass(frozen=True, slots=True)
class _Tables:
    """What is known of characters and syllables.

    Attributes:
        reading: Number of each character's syllable by code point, 0 for none.
        role: By code point, what it may be in a pair that is read otherwise: bits.
        phrases: Two-character words that are read otherwise, as `_pair_codes`, ascending.
        numbers: A syllable's number.
        pairs: Two syllables joined (`gong'zhu`) with a space behind them, in ASCII and filled
            up with zeros, by the number of the first times their count plus the second's.
    """

    reading: npt.NDArray[np.uint16]
    role: npt.NDArray[np.uint8]
    phrases: npt.NDArray[np.int64]
    numbers: dict[str, int]
    pairs: npt.NDArray[np.uint8]


def romanised_pairs(text: str) -> str:
    """Return each pair of neighbouring Chinese characters as joined syllables.

    A pair whose characters names read otherwise comes with both readings, one with a
    character that has no reading not at all.

    Args:
        text: Any text; nothing is joined across other characters.

    Returns:
        Pairs with a space between them: in text order, then the readings in names.
    """
    return romanised([text])[0]


def romanised(texts: Sequence[str]) -> list[str]:
    """Return what `romanised_pairs` does for each text, of many in a few passes."""
    tables, (codes, starts) = _tables(), joined(texts)
    reading = tables.reading.take(codes).astype(np.intp)
    known = reading > 0
    both = known[:-1] & known[1:]
    first, second = reading[:-1].copy(), reading[1:].copy()
    places = _read_otherwise(tables, codes, both)
    otherwise = [_readings(text_of(codes[place : place + 2])) for place in places.tolist()]
    first[places] = [one for one, _, _ in otherwise]
    second[places] = [two for _, two, _ in otherwise]
    pairs = np.flatnonzero(both)
    letters = tables.pairs.take((first * len(tables.numbers) + second).take(pairs), axis=0)
    ends = np.searchsorted(pairs, starts).tolist()
    named = np.searchsorted(places, starts).tolist()
    return [
        _spelled(letters[pair[0] : pair[1]], [name for _, _, name in otherwise[at[0] : at[1]]])
        for pair, at in zip(pairwise(ends), pairwise(named), strict=True)
    ]


def _spelled(letters: npt.NDArray[np.uint8], named: Sequence[str | None]) -> str:
    """Return pairs of syllables and readings in names with a space between them."""
    pairs = letters.tobytes().translate(None, _NOTHING).decode("ascii")
    return (pairs + " ".join(filter(None, named))).rstrip()


def _read_otherwise(tables: _Tables, codes: CodePoints, both: npt.NDArray[np.bool_]) -> Places:
    """Return the places of pairs that may be read otherwise than their characters are.

    Args:
        tables: What is known of characters.
        codes: The text's code points.
        both: Which pairs are of two characters with a reading.
    """
    role = tables.role.take(codes)
    first, second = role[:-1], role[1:]
    named = (first | second) & _NAMED
    may = np.flatnonzero(both & (((first & (second >> 1) & _FIRST) | named) > 0))
    pairs = _pair_codes(codes[may], codes[may + 1])
    nearest = np.searchsorted(tables.phrases, pairs).clip(max=tables.phrases.size - 1)
    differs = (tables.phrases[nearest] == pairs) | (named[may] > 0)
    places: Places = may[differs]
    return places


def _pair_codes(first: CodePoints, second: CodePoints) -> npt.NDArray[np.int64]:
    """Return a number for each pair of characters."""
    return first.astype(np.int64) * ANY_CODE_POINT + second


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
        phrases=np.sort(_pair_codes(*np.array([list(map(ord, one)) for one in phrases]).T)),
        pairs=_joined(syllables),
    )


def _joined(syllables: list[str]) -> npt.NDArray[np.uint8]:
    """Return every pair of syllables joined, a row each; see `_Tables.pairs`."""
    before = _rows([f"{syllable}'" for syllable in syllables])
    after = _rows([f"{syllable} " for syllable in syllables])
    count = len(syllables)
    return np.hstack((np.repeat(before, count, axis=0), np.tile(after, (count, 1))))


def _rows(words: list[str]) -> npt.NDArray[np.uint8]:
    """Return words of ASCII, a row each, filled up with zeros."""
    rows = np.array([word.encode("ascii") for word in words])
    return rows.view(np.uint8).reshape(len(words), rows.itemsize)
