"""Numbers in English words, and whether a text is English at all."""

from dataclasses import dataclass
from fractions import Fraction

from index.pattern import lazy_pattern

_HAN = lazy_pattern(r"[㐀-鿿]")
_LATIN = lazy_pattern(r"[A-Za-z]")
_MUCH = 4  # times as many Latin letters as Chinese characters make a text English
_COMMON = lazy_pattern(
    r"(?i)\b(?:the|of|in|and|to|a|an|is|was|are|were|for|by|with|on|at|its|has|had|that|than|per)\b"
)

_ONES = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5,
    "fifths": 5, "tenth": 10, "tenths": 10,
}  # fmt: skip
_WORD = lazy_pattern(r"[A-Za-z]+")
_GAP = lazy_pattern(r"(?: and |[ -])(?=[A-Za-z])")
_NO_NUMBER = lazy_pattern(r"(?i)one (?:of the|another)|one-?(?:self|way|stop|off|time)\b")

STARTS = lazy_pattern(
    r"(?<![A-Za-z0-9-])(?i:" + "|".join((*_ONES, *_TENS, "half")) + r")(?![A-Za-z])"
)
"""Where an English number may begin."""


@dataclass(frozen=True, slots=True)
class EnglishNumeral:
    """A number in English words.

    Attributes:
        value: What it means; a part of one for `two thirds`.
        end: Where it ends in the text.
        is_part: Whether it is a share: `one third`, `half`.
    """

    value: Fraction
    end: int
    is_part: bool = False


def is_english(text: str) -> bool:
    """Say whether a text is written in Latin letters, but for a Chinese name perhaps."""
    latin, han = len(_LATIN.findall(text)), len(_HAN.findall(text))
    return latin > 0 and (not han or (latin >= _MUCH * han and bool(_COMMON.search(text))))


def read_english_numeral(text: str, start: int) -> EnglishNumeral | None:
    """Read a number such as `twenty-one`, `three hundred and twelve thousand`, `two thirds`.

    Returns:
        None where no number word stands at `start`, or one that counts nothing (`one of the`).
    """
    if not STARTS.match(text, start) or _NO_NUMBER.match(text, start):
        return None
    words = _words(text, start)
    first = words[0][0]
    if first == "half":
        return EnglishNumeral(Fraction(1, 2), words[0][1], is_part=True)
    total, section, end, previous = 0, 0, start, ""
    for word, stop in words:
        if word in _PARTS and previous in _ONES and section:
            return EnglishNumeral(Fraction(section, _PARTS[word]), stop, is_part=True)
        if not _may_follow(word, previous):
            break
        if word in _SCALES:
            total, section = total + section * _SCALES[word], 0
        elif word == "hundred":
            section *= 100
        else:
            section += (_ONES | _TENS)[word]
        end, previous = stop, word
    return EnglishNumeral(Fraction(total + section), end)


def _words(text: str, start: int) -> list[tuple[str, int]]:
    """Return the words from `start` on that may be of one number, with their ends."""
    words: list[tuple[str, int]] = []
    at = start
    while match := _WORD.match(text, at):
        word = match[0].lower()
        if word not in _ONES | _TENS | _SCALES | _PARTS and word != "hundred":
            break
        words.append((word, match.end()))
        gap = _GAP.match(text, match.end())
        if gap is None:
            break
        at = gap.end()
    return words


def _may_follow(word: str, previous: str) -> bool:
    if word in _ONES:
        ten = previous in _TENS and 0 < _ONES[word] < 10  # twenty-one
        return not previous or ten or previous == "hundred" or previous in _SCALES
    if word in _TENS:
        return not previous or previous == "hundred" or previous in _SCALES
    if word == "hundred":
        return previous in _ONES
    return word in _SCALES and bool(previous)
