"""Text reduced to what two readers would call the same answer.

Answers are compared as sequences of units: a unit is one Chinese character, one Latin
word, one figure or one sign that belongs to a figure. So `978` does not stand in `3978`,
nor `us` in `russia`, while `３，９７８萬元` and `3978万元` are equal. This follows the
normalisation of SQuAD (Rajpurkar et al., 2016: case, punctuation, articles, white space)
and the mixed segmentation of CMRC 2018 (Cui et al., 2019), and adds script folding.
"""

import re
from functools import lru_cache

from index.script import fold

_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_RANGE = re.compile(r"(?<=[\d%])\s*[-‐‑‒–—―−~∼〜]+\s*(?=\d)")
_UNIT = re.compile(
    r"\d+(?:[.:/-]\d+)*"  # a figure, a decimal, a range, a time, a date in digits
    r"|[a-zÀ-ɏͰ-ӿ]+"  # a word of a script that spaces its words
    r"|[^\W_]|[%‰°$€£¥]"  # any other letter, or a sign that belongs to a figure
)
_PARTS = re.compile(r"[、，,；;\n]|(?<=[^\w])and(?=[^\w])")
_ARTICLES = frozenset({"a", "an", "the"})
_MAGNITUDES = frozenset({*"十百千万亿兆%‰", "hundred", "thousand", "million", "billion"})


@lru_cache(maxsize=65_536)
def units(text: str) -> tuple[str, ...]:
    """Return the text's units, folded to Simplified, half-width and lower case.

    Punctuation and white space are dropped, thousands separators and the many dashes of
    ranges are evened out, and English articles are dropped from text without Chinese.
    Figures are compared as written: `12%` is not `百分之十二`.
    """
    folded = _RANGE.sub("-", _THOUSANDS.sub("", fold(text)))
    found = tuple(_UNIT.findall(folded))
    if any("\u3400" <= unit <= "\u9fff" for unit in found):
        return found
    return tuple(unit for unit in found if unit not in _ARTICLES) or found


def is_same(answer: str, gold: str) -> bool:
    """Say whether two texts are equal unit by unit."""
    return units(answer) == units(gold)


def contains(text: str, gold: str) -> bool:
    """Say whether the gold stands in the text as whole units.

    A gold that ends in a figure must not be followed by a magnitude: `3978` does not
    stand in `3978万元`, which is another quantity.
    """
    return contains_units(units(text), units(gold))


def contains_parts(text: str, gold: str) -> bool:
    """Say whether all parts of an enumeration stand in the text as whole units, in any order."""
    parts = [part for part in _PARTS.split(gold) if units(part)]
    return bool(parts) and all(contains(text, part) for part in parts)


def contains_units(text: tuple[str, ...], gold: tuple[str, ...]) -> bool:
    """Say whether the units of a gold stand in those of a text; see `contains`."""
    if not gold:
        return False
    for start in range(len(text) - len(gold) + 1):
        end = start + len(gold)
        if text[start:end] == gold and not _continues(gold[-1], text[end : end + 1]):
            return True
    return False


def _continues(last: str, after: tuple[str, ...]) -> bool:
    return last[-1].isdigit() and bool(after) and after[0] in _MAGNITUDES
