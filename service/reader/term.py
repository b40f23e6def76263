"""What a passage must speak of to answer a question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from index.span import Span


class TermKind(StrEnum):
    """What a term is to the question."""

    PLACE = "place"
    NAME = "name"  # a quoted, Latin or rare string: names the subject
    NUMBER = "number"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a term may stand in a text.

    Attributes:
        text: Folded text to be found, empty when `syllables` are given.
        syllables: Toneless pinyin, one a character, for romanised names.
        weight: In (0, 1]; below 1 for uncertain translations.
    """

    text: str
    syllables: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Term:
    """A piece of the question, with the ways it may be written.

    Attributes:
        label: The piece as the question has it, folded.
        alternatives: Ways to write it; the best one found counts.
        weight: Its share in coverage: rare pieces weigh more.
        kind: Places, names and numbers are wanted in the passage itself.
    """

    label: str
    alternatives: tuple[Alternative, ...]
    weight: float
    kind: TermKind = TermKind.WORD

    def __hash__(self) -> int:
        """Hash by the label: terms are looked up often, and its hash is known already."""
        return hash(self.label)

    @property
    def names_subject(self) -> bool:
        """Whether an answer about something else would be about another subject."""
        return self.kind in (TermKind.PLACE, TermKind.NAME)

    @property
    def romanised(self) -> bool:
        """Whether the term is looked for by its pinyin."""
        return any(alternative.syllables for alternative in self.alternatives)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a term stands in a text, and how surely it is that term."""

    term: Term
    span: Span
    weight: float


def find_term(term: Term, text: str, syllables: Sequence[str] = ()) -> list[Match]:
    """Return every place where a term stands in folded text.

    Args:
        term: What is looked for.
        text: Folded text.
        syllables: Pinyin of `text`, one a character, needed only for romanised names.
    """
    found: list[Match] = []
    for alternative in term.alternatives:
        spans = (
            _find_syllables(alternative.syllables, syllables)
            if alternative.syllables
            else _find_text(alternative.text, text)
        )
        if not spans and term.names_subject and "(" in text:
            spans = _find_across_brackets(alternative.text, text)
        found += [Match(term, span, alternative.weight) for span in spans]
    return found


def _find_text(piece: str, text: str) -> list[Span]:
    spans: list[Span] = []
    start = text.find(piece) if piece else -1
    while start >= 0:
        spans.append(Span(start, start + len(piece)))
        start = text.find(piece, start + 1)
    return spans


def _find_across_brackets(piece: str, text: str) -> list[Span]:
    """Return where a name stands with words in brackets inside: 澄海 in 澄(溪)海(棠)新区."""
    if len(piece) < _SHORTEST:
        return []
    return [Span(*found.span()) for found in _across_brackets(piece).finditer(text)]


@lru_cache(maxsize=256)
def _across_brackets(piece: str) -> re.Pattern[str]:
    return re.compile(r"(?:\([^()]{1,4}\))?".join(map(re.escape, piece)))


_SHORTEST = 2


def _find_syllables(name: tuple[str, ...], syllables: Sequence[str]) -> list[Span]:
    first, length = name[0], len(name)
    return [
        Span(start, start + length)
        for start, syllable in enumerate(syllables)
        if syllable == first and tuple(syllables[start : start + length]) == name
    ]
