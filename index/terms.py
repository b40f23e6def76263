"""From folded text to the terms that BM25 counts.

Chinese has no spaces, and a word list would have to be loaded and would still split
names wrongly: overlapping pairs of characters carry the words, single characters
carry the rest (Nie, Gao, Bian and Ren 2000, "On the use of words and n-grams for
Chinese information retrieval"). Latin words and numbers are terms as they stand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.document import Passage
from index.pinyin import romanised_pairs
from index.script import fold

# Scripts written without spaces: Han with its extensions and 〇, kana, hangul.
_RUN = (
    r"\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_TOKEN = re.compile(
    rf"(?P<run>[{_RUN}]+)"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    rf"|(?P<word>[^\W\d_{_RUN}]+)"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_LONGEST_TERM = 64  # characters; longer ones are base64 and the like

PAIR_WEIGHT = 1.0
SINGLE_WEIGHT = 0.5
WORD_WEIGHT = 1.0
ASKING_SHARE = 0.25  # of its weight, for a term that only asks

# What a question is asked with: as rare in articles as names are, and says nothing.
_ASKING = frozenset(
    """什么 多少 哪个 哪些 哪里 哪一 哪位 哪种 哪年 哪几 有哪 是哪 怎么 怎样 么样 如何 是如 为何
    为什 何时 何种 何人 何处 几个 几次 时候 么时 是什 了什 么是 么的 是多 是怎 是谁 谁的 请问
    谁 哪 吗 呢 么 几 何 怎""".split()
)


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """The terms of a passage by field, each with its repetitions.

    Attributes:
        text: Of the passage's own text.
        heading: Of its title and headings.
        romanised: Pinyin of the character pairs in both, for names asked in English.
    """

    text: list[str]
    heading: list[str]
    romanised: list[str]


def terms_of(passage: Passage, folded: str | None = None) -> PassageTerms:
    """Return what the lexical index keeps of a passage.

    Args:
        passage: The passage.
        folded: Its context folded, where that is at hand already.
    """
    context = passage.context
    folded = fold(context) if folded is None else folded
    lines = folded.split("\n")
    above = context.count("\n") - passage.text.count("\n")  # title and headings come first
    heading, text = "\n".join(lines[:above]), "\n".join(lines[above:])
    return PassageTerms(
        text=passage_terms(text),
        heading=passage_terms(heading),
        romanised=romanised_pairs(runs(folded)),
    )


def passage_terms(folded: str) -> list[str]:
    """Return the terms of a passage in text order, pairs and single characters both.

    Args:
        folded: Text that went through `index.script.fold`.
    """
    terms: list[str] = []
    for kind, token in _tokens(folded):
        if kind == "run":
            terms.extend(map("".join, pairwise(token)))
            terms.extend(token)
        else:
            terms.extend(_spellings(kind, token))
    return terms


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
            for spelling in _spellings(kind, token):
                weights[spelling] = WORD_WEIGHT
    return weights


def _weight(term: str, weight: float) -> float:
    return weight * ASKING_SHARE if term in _ASKING else weight


def runs(folded: str) -> list[str]:
    """Return the stretches of text written without spaces, in text order."""
    return [match["run"] for match in _TOKEN.finditer(folded) if match["run"]]


def words(text: str) -> list[re.Match[str]]:
    """Return the places of the Latin (or other spaced) words of a text, in order."""
    return [match for match in _TOKEN.finditer(text) if match["word"]]


def _tokens(folded: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(folded):
        if (kind := match.lastgroup) is not None:
            yield kind, match.group()


def _spellings(kind: str, token: str) -> list[str]:
    """Return the terms of a number or word: `3,978.50` is also found as `3978.5`."""
    if kind == "word":
        return [token[:_LONGEST_TERM]]
    if _THOUSANDS.fullmatch(token):
        return [_plain(token.replace(",", ""))]
    return [_plain(part) for part in token.split(",")]


def _plain(number: str) -> str:
    """Return a number without idle zeros: `007` is `7`, `79.50` is `79.5`."""
    whole, point, fraction = number.partition(".")
    if "." in fraction:  # a version or a dotted date: every digit counts
        return number[:_LONGEST_TERM]
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    return (whole + point + fraction if fraction else whole)[:_LONGEST_TERM]
