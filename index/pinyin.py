"""Chinese names in Latin letters: reading characters and recognising spellings.

Syllables are toneless and `ü` is written `u`, so that Lüliang, Lvliang and Luliang
are one. Pairs of syllables are joined by an apostrophe: `xi'an` is 西安, `xian` is 先.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

from index.checksum import verified

PINYIN_FOLDER = Path(__file__).parent / "models" / "pinyin"
FILE = "readings.safetensors"

_FINALS = {
    "": "a ai an ang ao e ei en er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan ue un uo",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
_SYLLABLES = frozenset(
    initial + final for initial, finals in _FINALS.items() for final in finals.split()
)
_LONGEST_SYLLABLE = 6
_LONGEST_NAME = 24  # letters
# Characters that places and families often read otherwise than words do.
IN_NAMES = {"朝": "chao", "长": "chang", "乐": "le", "单": "shan", "曾": "zeng", "解": "xie"}
_BREAK = re.compile(r"['’\-]")


def spells(name: str) -> tuple[str, ...] | None:
    """Return the syllables that a Latin word spells, or None when it is not pinyin.

    Of several ways to split it, the one that pinyin orthography means: `xian` is one
    syllable, `xi'an` two, `fangan` is fan-gan, because fang-an is written `fang'an`.
    """
    found = readings(name)
    return found[0] if found else None


def readings(name: str) -> list[tuple[str, ...]]:
    """Return every way to split a Latin word into syllables, the likeliest first."""
    parts = [bare(part) for part in _BREAK.split(name)]
    if sum(map(len, parts)) > _LONGEST_NAME or not all(parts):
        return []
    whole: list[tuple[str, ...]] = [()]
    for part in parts:
        splits = sorted(_splits(part), key=_strangeness)
        whole = [before + split for before in whole for split in splits]
    return whole


def pairs(syllables_: Iterable[str]) -> list[str]:
    """Return neighbouring syllables joined: gong zhu ling → gong'zhu, zhu'ling."""
    return [f"{first}'{second}" for first, second in pairwise(syllables_)]


def syllables(text: str) -> list[str]:
    """Return the toneless reading of each character; `""` for one that has none.

    Two-character words with a reading of their own have it: 重庆 is chong qing.
    """
    singles, phrases = _dictionary()
    read = [singles.get(character, "") for character in text]
    for place in range(len(text) - 1):
        if phrase := phrases.get(text[place : place + 2]):
            read[place : place + 2] = phrase
    return read


def single_readings() -> Mapping[str, str]:
    """Return the usual reading of every character that has one."""
    return _dictionary()[0]


def phrase_readings() -> Mapping[str, tuple[str, str]]:
    """Return the readings of two-character words that differ from their characters'."""
    return _dictionary()[1]


@cache
def _dictionary() -> tuple[Mapping[str, str], Mapping[str, tuple[str, str]]]:
    """Return readings by character, and by two-character word where they differ.

    Raises:
        ModelUnavailable: The file is missing.
        ModelDamaged: It fails its checksum.
    """
    from safetensors.numpy import load

    tables = load(verified(PINYIN_FOLDER, FILE))
    syllables = tables["syllables"].tobytes().decode("ascii").split("\n")
    readings = map(syllables.__getitem__, tables["readings"].tolist())
    singles = dict(zip(map(chr, tables["characters"].tolist()), readings, strict=True))
    words = (f"{chr(first)}{chr(second)}" for first, second in tables["phrases"].tolist())
    read = ((syllables[one], syllables[two]) for one, two in tables["phrase_readings"].tolist())
    return singles, dict(zip(words, read, strict=True))


def bare(marked: str) -> str:
    """Return letters without tones, in lower case, `ü` and `v` as `u`."""
    decomposed = unicodedata.normalize("NFD", marked.lower())
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"(?<=[ln])v", "u", letters)


def _splits(letters: str) -> list[tuple[str, ...]]:
    """Return every way to cut some letters into syllables."""
    ways: list[list[tuple[str, ...]]] = [[()], *([] for _ in letters)]
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _LONGEST_SYLLABLE), end):
            if ways[start] and letters[start:end] in _SYLLABLES:
                ways[end].extend((*before, letters[start:end]) for before in ways[start])
    return ways[-1]


def _strangeness(split: tuple[str, ...]) -> tuple[int, int, tuple[int, ...]]:
    """Order splits: a syllable that starts with a vowel would have an apostrophe."""
    return (
        sum(syllable[0] in "aeo" for syllable in split[1:]),
        len(split),
        tuple(-len(syllable) for syllable in split),
    )
