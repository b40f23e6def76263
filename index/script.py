"""Traditional and Simplified script: folding for matching, converting for showing.

Folding is NFKC, lower case and OpenCC's Traditional to Simplified. What is shown keeps the
script of its document, or is converted to the asker's by `to_script`.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

import opencc

from index.align import Alignment, Edit, apply_edits
from index.shipped import shipped
from index.span import Span

_MARKS = "\u0300-\u036f\u3099\u309a"
# A character with the marks that may compose with it, or a run of Hangul jamo. ASCII and
# Chinese characters without marks, nearly all of a text, stay as they are and are passed over.
_CLUSTER = re.compile(
    f"[\u1100-\u11ff]+|[^{_MARKS}\x00-\x7f\u4e00-\u9fff][{_MARKS}]*"
    f"|[\x00-\x7f\u4e00-\u9fff][{_MARKS}]+|[{_MARKS}]"
)
# Nearly all that NFKC changes in a Chinese text: replaced at once, not one by one.
_COMMON = tuple((wide, unicodedata.normalize("NFKC", wide)) for wide in "，：；！？（）")
_PIECE = re.compile(r"[^，。；：！？、\n]*[，。；：！？、\n]?", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_LATIN = re.compile("[A-Za-z]")
_LATIN_PER_HAN = 4  # more letters than this for each Chinese character: an English text
_CLEAR_SHARE = 5  # one traditional character in this many settles it
_SAMPLE = 20_000  # characters that suffice to tell a document's script


def fold(text: str) -> str:
    """Return the form in which texts are matched: NFKC, lower case, Simplified.

    Args:
        text: Any text, of any length.

    Returns:
        The folded text; its length may differ.
    """
    return _simplified(_lower(_plain(text)))


def fold_aligned(text: str) -> tuple[str, Alignment]:
    """Fold a text and keep the way back.

    Args:
        text: Any text.

    Returns:
        `fold(text)` and the alignment from it to `text`. Phrases that OpenCC converts to
        another length map as a whole.
    """
    plain, alignment = apply_edits(text, _compatibility_edits(text))
    folded, conversion = align_conversion(_lower(plain), _simplified)
    return folded, alignment.then(conversion)


def to_script(text: str, language: str) -> str:
    """Convert Chinese to the script of a language tag, for showing.

    Args:
        text: Text in either script, or mixed.
        language: `zh-Hans`, `zh-Hant`, or anything else, which leaves the text as it is.

    Returns:
        The converted text.
    """
    if language not in ("zh-Hans", "zh-Hant"):
        return text
    return _convert(text, "t2s" if language == "zh-Hans" else "s2tw")


def detect_script(text: str) -> str:
    """Tell the script a text is written in.

    Args:
        text: A question or a document; the first 20,000 characters are looked at.

    Returns:
        `zh-Hans`, `zh-Hant` or `en`; Chinese that both scripts write alike is `zh-Hans`.
    """
    sample = text[:_SAMPLE]
    han = _HAN.findall(sample)
    if len(_LATIN.findall(sample)) > _LATIN_PER_HAN * len(han) or not han:
        return "en"
    joined = "".join(han)
    traditional = _differences(joined, _convert(joined, "t2s"))
    if traditional * _CLEAR_SHARE >= len(han) or not traditional:
        return "zh-Hant" if traditional else "zh-Hans"
    simplified = _differences(joined, _convert(joined, "s2t"))
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def align_conversion(text: str, convert: Callable[[str], str]) -> tuple[str, Alignment]:
    """Convert a text and align the outcome with it.

    A conversion of equal length is taken character for character. One that changes length
    is aligned piece by piece, a piece ending at punctuation, and within a piece the
    stretch between the characters that both ends have in common maps as a whole.

    Args:
        text: The source.
        convert: Conversion of a whole text, which leaves punctuation alone.

    Returns:
        `convert(text)` and its alignment with `text`.
    """
    converted = convert(text)
    if len(converted) == len(text):
        return converted, Alignment.identity(len(text))
    pieces = [match for match in _PIECE.finditer(text) if match.group()]
    outcomes = [convert(piece.group()) for piece in pieces]
    if "".join(outcomes) != converted:
        edits = [_stretch(text, converted, 0, convert)]
    else:
        edits = [
            _stretch(piece.group(), outcome, piece.start(), convert)
            for piece, outcome in zip(pieces, outcomes, strict=True)
            if len(piece.group()) != len(outcome)
        ]
    _, alignment = apply_edits(text, edits)
    return converted, alignment


def _stretch(source: str, outcome: str, offset: int, convert: Callable[[str], str]) -> Edit:
    """Return the edit of what differs between a piece and its conversion."""
    single = [convert(character) for character in source]
    most = min(len(source), len(outcome))
    head = 0
    while head < most and single[head] == outcome[head]:
        head += 1
    tail = 0
    while tail < most - head and single[-1 - tail] == outcome[-1 - tail]:
        tail += 1
    span = Span(offset + head, offset + len(source) - tail)
    return Edit(span, outcome[head : len(outcome) - tail])


def _plain(text: str) -> str:
    """Return what `_compatibility_edits` make of a text, where no way back is asked for."""
    if text.isascii():
        return text
    for wide, narrow in _COMMON:
        text = text.replace(wide, narrow)
    if _is_plain(text):
        return text
    return _CLUSTER.sub(lambda match: _compatible(match.group()), text)


def _is_plain(text: str) -> bool:
    return "İ" not in text and unicodedata.is_normalized("NFKC", text)


def _compatibility_edits(text: str) -> list[Edit]:
    """Return the edits of NFKC, cluster by cluster, where it changes anything."""
    if _is_plain(text):
        return []
    edits = []
    for match in _CLUSTER.finditer(text):
        cluster = match.group()
        plain = _compatible(cluster)
        if plain != cluster:
            edits.append(Edit(Span(match.start(), match.end()), plain))
    return edits


@lru_cache(maxsize=65_536)
def _compatible(cluster: str) -> str:
    # "İ" is the one character that str.lower() lengthens.
    return unicodedata.normalize("NFKC", cluster).replace("İ", "i").replace("I\u0307", "i")


def _lower(text: str) -> str:
    """Lower each character on its own: a final sigma is a sigma."""
    return text.lower().replace("ς", "σ")


def _simplified(text: str) -> str:
    return _convert(text, "t2s")


def _convert(text: str, configuration: str) -> str:
    converted: str = _converter(configuration).convert(_SURROGATE.sub("\ufffd", text))
    return converted


@cache
def _converter(configuration: str) -> opencc.OpenCC:
    with shipped(f"OpenCC's table {configuration}"):
        return opencc.OpenCC(configuration)


def _differences(text: str, other: str) -> int:
    return sum(one != two for one, two in zip(text, other, strict=False))
