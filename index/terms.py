"""From folded text to the terms that BM25 counts.

Chinese has no spaces, and a word list would have to be loaded and would still split
names wrongly: overlapping pairs of characters carry the words, single characters
carry the rest (Nie, Gao, Bian and Ren 2000, "On the use of words and n-grams for
Chinese information retrieval"). Latin words and numbers are terms as they stand.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.code_points import ANY_CODE_POINT, SPACE, CodePoints, Places, joined, text_of
from index.document import Passage
from index.romanised import romanised
from index.script import fold

Flags = npt.NDArray[np.bool_]

# Scripts written without spaces, first and last characters of ranges: 々, 〇, kana, Han with
# its extensions, hangul.
_RUN_RANGES = (
    "々々",
    "〇〇",
    "\u3040\u30ff",
    "\u3400\u4dbf",
    "\u4e00\u9fff",
    "\uac00\ud7af",
    "\uf900\ufaff",
    "\U00020000\U0003ffff",
)
_RUN = "".join(f"{ends[0]}-{ends[1]}" for ends in _RUN_RANGES)
_TOKEN = re.compile(
    rf"(?P<run>[{_RUN}]+)"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    rf"|(?P<word>[^\W\d_{_RUN}]+)"
)
_OUTSIDE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")  # the same where there is no run
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_LONGEST_TERM = 64  # characters; longer ones are base64 and the like

PAIR_WEIGHT = 1.0
SINGLE_WEIGHT = 0.5
WORD_WEIGHT = 1.0
ASKING_SHARE = 0.25  # of its weight, for a term that only asks

# What a question is asked with: as rare in articles as names are, and says nothing.
ASKING = frozenset(
    """什么 多少 哪个 哪些 哪里 哪一 哪位 哪种 哪年 哪几 有哪 是哪 怎么 怎样 么样 如何 是如 为何
    为什 何时 何种 何人 何处 几个 几次 时候 么时 是什 了什 么是 么的 是多 是怎 是谁 谁的 请问
    谁 哪 吗 呢 么 几 何 怎""".split()
)


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """The terms of a passage by field, each with its repetitions, joined by spaces.

    Attributes:
        text: Of the passage's own text.
        heading: Of its title and headings.
        romanised: Pinyin of the character pairs in both, for names asked in English.
    """

    text: str
    heading: str
    romanised: str

    def __reduce__(self) -> tuple[type["PassageTerms"], tuple[str, str, str]]:
        """Pickle by the fields, as `Span` does."""
        return PassageTerms, (self.text, self.heading, self.romanised)


def terms_of(passage: Passage) -> PassageTerms:
    """Return what the lexical index keeps of a passage."""
    return terms_of_all([passage], [fold(passage.context)])[0]


def terms_of_all(passages: Sequence[Passage], folded: Sequence[str]) -> list[PassageTerms]:
    """Return what the lexical index keeps of passages.

    Args:
        passages: All of them.
        folded: The context of each, folded.
    """
    headings, texts = [], []
    for passage, context in zip(passages, folded, strict=True):
        # Title and headings come first.
        above = passage.context.count("\n") - passage.text.count("\n")
        *heads, text = context.split("\n", above)
        headings.append("\n".join(heads))
        texts.append(text)
    terms = zip(_terms(texts), map(_heading_terms, headings), romanised(folded), strict=True)
    return [PassageTerms(*fields) for fields in terms]


@lru_cache(maxsize=64)
def _heading_terms(folded: str) -> str:
    """Return the terms of a title and headings, which passages of one article share."""
    return passage_terms(folded)


def passage_terms(folded: str) -> str:
    """Return the terms of a passage with a space between them.

    Pairs come first, then single characters, then words and numbers, each in text
    order: BM25 counts terms and does not ask where they stand.

    Args:
        folded: Text that went through `index.script.fold`.
    """
    return _terms([folded])[0]


def _terms(folded: Sequence[str]) -> list[str]:
    """Return the terms of each of some texts; see `passage_terms`."""
    codes, starts = joined(folded)
    inside = _in_run().take(codes)
    both = inside[:-1] & inside[1:]
    parts = zip(
        _spaced((codes[:-1], codes[1:]), both, starts),
        _spaced((codes,), inside, starts),
        _outside(codes, inside, starts),
        strict=True,
    )
    return [
        " ".join(filter(None, (pairs, singles, *map(_spelled, _OUTSIDE.findall(rest)))))
        for pairs, singles, rest in parts
    ]


def _spaced(columns: Sequence[CodePoints], chosen: Flags, starts: Places) -> list[str]:
    """Return, for each text, the chosen rows of characters with a space between the rows."""
    places = np.flatnonzero(chosen)
    width = len(columns) + 1
    rows = np.full((places.size, width), SPACE, dtype=np.uint32)
    for at, column in enumerate(columns):
        rows[:, at] = column.take(places)
    text, ends = text_of(rows), np.searchsorted(places, starts) * width
    return [text[start : end - 1] if end else "" for start, end in pairwise(ends.tolist())]


def _outside(codes: CodePoints, inside: Flags, starts: Places) -> list[str]:
    """Return texts with each run of Chinese as one space."""
    ends = inside.copy()
    ends[:-1] &= ~inside[1:]
    places = np.flatnonzero(ends | ~inside)
    text = text_of(np.where(ends, SPACE, codes).take(places))
    return [text[start:end] for start, end in pairwise(np.searchsorted(places, starts).tolist())]


@cache
def _in_run() -> npt.NDArray[np.bool_]:
    """Return by code point whether a character belongs to a run."""
    inside = np.zeros(ANY_CODE_POINT, dtype=np.bool_)
    for ends in _RUN_RANGES:
        inside[ord(ends[0]) : ord(ends[1]) + 1] = True
    return inside


def query_terms(folded: str) -> list[str]:
    """Return the distinct terms of a question in order of appearance."""
    return list(query_weights(folded))


def query_weights(folded: str) -> dict[str, float]:
    """Return the distinct terms of a question with the weight each is searched with.

    A single character says far less than a pair, so it only tips the balance between
    passages; a question of one character still finds that character. What only asks
    (`什么`, `多少`) weighs little.

    Args:
        folded: Text that went through `index.script.fold`.
    """
    weights: dict[str, float] = {}
    for kind, token in _tokens(folded):
        if kind == "run":
            for pair in map("".join, pairwise(token)):
                weights[pair] = _weight(pair, PAIR_WEIGHT)
            for character in token:
                alone = len(token) == 1
                weights[character] = _weight(character, PAIR_WEIGHT if alone else SINGLE_WEIGHT)
        else:
            for spelling in _spellings(token):
                weights[spelling] = WORD_WEIGHT
    return weights


def _weight(term: str, weight: float) -> float:
    return weight * ASKING_SHARE if term in ASKING else weight


def words(text: str) -> list[re.Match[str]]:
    """Return the places of the Latin (or other spaced) words of a text, in order."""
    return [match for match in _TOKEN.finditer(text) if match["word"]]


def _tokens(folded: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(folded):
        if (kind := match.lastgroup) is not None:
            yield kind, match.group()


def _spelled(token: str) -> str:
    """Return the terms of a number or word with a space between them."""
    return _remembered(token) if len(token) <= _LONGEST_TERM else " ".join(_spellings(token))


@lru_cache(maxsize=16_384)
def _remembered(token: str) -> str:
    return " ".join(_spellings(token))


def _spellings(token: str) -> list[str]:
    """Return the terms of a number or word: `3,978.50` is also found as `3978.5`."""
    if not token[0].isdecimal():
        return [token[:_LONGEST_TERM]]
    if "," not in token:
        return [_plain(token)]
    if _THOUSANDS.fullmatch(token):
        return [_plain(token.replace(",", ""))]
    return [_plain(part) for part in token.split(",")]


def _plain(number: str) -> str:
    """Return a number without idle zeros: `007` is `7`, `79.50` is `79.5`."""
    if number.isdecimal():
        return (number.lstrip("0") or "0")[:_LONGEST_TERM]
    whole, point, fraction = number.partition(".")
    if "." in fraction:  # a version or a dotted date: every digit counts
        return number[:_LONGEST_TERM]
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    return (whole + point + fraction if fraction else whole)[:_LONGEST_TERM]
