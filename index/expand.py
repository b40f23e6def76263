"""From a question in any of our languages to the terms it is searched with."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise
from typing import Protocol

from index.lexical import Field, LexicalQuery
from index.pinyin import pairs, readings
from index.script import fold
from index.terms import query_weights

_WORD = re.compile(r"[^\W\d_\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?。！？;；:：]\s*[\"'“‘(（]*\s*$")
_SHORTEST_LOWER_CASE_NAME = 5  # letters
_TRANSLATIONS = 4  # of each word
_LEAST_PROBABILITY = 0.05
_SUBSTITUTE_READING = 0.4  # weight of a split that orthography would write otherwise
_HEADING_WEIGHT = 0.5

# What an English question is made of beside what it asks about.
_FUNCTION_WORDS = frozenset(
    """a about after all also an and any are as at be been before between but by can could did do
    does during each for from had has have he her his how i if in into is it its many me more most
    much my no not of on or other our out over she should so some such than that the their them
    then there these they this those through to under up was we were what when where which while
    who whom whose why will with would you your tell please give list name show""".split()
)


class Translator(Protocol):
    """A dictionary from English to Chinese; `index.glossary.Glossary` is one."""

    def translate(self, word: str) -> list[tuple[str, float]]:
        """Return Chinese terms for a word with their probabilities, best first."""
        ...

    def translate_phrase(self, words: Sequence[str]) -> list[tuple[str, float]]:
        """Return Chinese terms for a phrase as a whole, best first."""
        ...


def expand(question: str, translator: Translator | None = None) -> LexicalQuery:
    """Return the weighted terms of a question.

    The question's own terms come as they stand. English words bring their likeliest
    translations, each weighted by its probability; names in pinyin bring their syllables.

    Args:
        question: As the asker wrote it, not folded.
        translator: None to search the words as they are.
    """
    own = query_weights(fold(question))
    english = list(_WORD.finditer(unicodedata.normalize("NFKC", question)))
    for term, weight in _translated(english, translator).items():
        own[term] = max(own.get(term, 0.0), weight)
    return LexicalQuery(
        {
            Field.TEXT: own,
            Field.HEADING: {term: weight * _HEADING_WEIGHT for term, weight in own.items()},
            Field.ROMANISED: romanised_names(english, translator),
        }
    )


def _translated(words: Sequence[re.Match[str]], translator: Translator | None) -> dict[str, float]:
    """Return the terms of the words' translations, phrases of two before single words."""
    if translator is None:
        return {}
    weights: dict[str, float] = {}
    plain = [word.group().lower() for word in words]
    for place, word in enumerate(plain):
        if word in _FUNCTION_WORDS:
            continue
        found = list(translator.translate(word))
        if place + 1 < len(plain):
            found += translator.translate_phrase(plain[place : place + 2])
        for translation, probability in found[:_TRANSLATIONS]:
            if probability < _LEAST_PROBABILITY:
                continue
            for term, weight in query_weights(fold(translation)).items():
                weights[term] = max(weights.get(term, 0.0), weight * probability)
    return weights


def romanised_names(
    words: Sequence[re.Match[str]], translator: Translator | None = None
) -> dict[str, float]:
    """Return the syllable pairs of the words that are Chinese names in pinyin.

    A word is a name when it spells at least two syllables and the dictionary does not
    know it (`change` and `panda` are spelt like names); one written small must also be
    long and not end in e. A capital inside a sentence lets a single syllable count
    beside a name: Lin Qingying, Wang Fang, but not Men Die.
    """
    parts = [_part_of_name(word, translator) for word in words]
    weights: dict[str, float] = {}
    for name in _chains(words, parts):
        for pair, weight in _pairs_of(name):
            weights[pair] = max(weights.get(pair, 0.0), weight)
    return weights


class _Part(Enum):
    """What a word is to a name."""

    NONE = "none"
    NAME = "name"  # two syllables or more: a name by itself
    SYLLABLE = "syllable"  # one syllable that no dictionary knows
    WORD = "word"  # a known word that a capital lets stand beside a name


def _part_of_name(word: re.Match[str], translator: Translator | None) -> _Part:
    letters = word.group()
    splits = readings(letters)
    if not splits or letters.lower() in _FUNCTION_WORDS:
        return _Part.NONE
    known = bool(translator and translator.translate(letters))
    capital = letters[0].isupper()
    if len(splits[0]) == 1:
        if not known:
            two = any(map(_is_substitute, splits[1:]))  # Xian, for Xi'an
            return (_Part.NAME if two else _Part.SYLLABLE) if capital else _Part.NONE
        return _Part.WORD if capital and not _opens_sentence(word) else _Part.NONE
    looks_english = len(letters) < _SHORTEST_LOWER_CASE_NAME or letters.endswith("e")
    return _Part.NONE if known or (looks_english and not capital) else _Part.NAME


def _opens_sentence(word: re.Match[str]) -> bool:
    before = word.string[: word.start()]
    return not before.strip() or bool(_SENTENCE_END.search(before))


def _chains(words: Sequence[re.Match[str]], parts: Sequence[_Part]) -> Iterator[list[str]]:
    """Yield the words of each name: neighbours that are parts of one, a space between them."""
    chain: list[tuple[str, _Part]] = []
    end = -1
    for word, part in zip(words, parts, strict=True):
        if part is _Part.NONE or word.string[end : word.start()] != " ":
            yield from _whole(chain)
            chain = []
        if part is not _Part.NONE:
            chain.append((word.group(), part))
        end = word.end()
    yield from _whole(chain)


def _whole(chain: Sequence[tuple[str, _Part]]) -> Iterator[list[str]]:
    """Yield the words of a chain when they make a name."""
    parts = [part for _, part in chain]
    enough = _Part.NAME in parts or (len(parts) > 1 and _Part.SYLLABLE in parts)
    if enough:
        yield [word for word, _ in chain]


def _is_substitute(way: Sequence[str]) -> bool:
    """Say whether a split is one that people leave the apostrophe out of: xi an, not xi a n."""
    return len(way) > 1 and min(map(len, way)) > 1


def _pairs_of(name: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Yield the syllable pairs of a name; given names may stand before family names."""
    splits = [readings(word) for word in name]
    for ways in splits:
        yield from ((pair, 1.0) for pair in pairs(ways[0]))
        for way in ways[1:]:
            if _is_substitute(way) and len(way) <= max(2, len(ways[0])):
                yield from ((pair, _SUBSTITUTE_READING) for pair in pairs(way))
    for before, after in pairwise(splits):
        yield f"{before[0][-1]}'{after[0][0]}", 1.0
    if len(name) == 2:
        yield f"{splits[1][0][-1]}'{splits[0][0][0]}", _SUBSTITUTE_READING
