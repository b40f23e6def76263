"""Countries with their regions and cities, found in running text by any of their names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

from index.checksum import verified
from index.errors import ModelDamaged
from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.span import Span

FILE = "places.tsv"
ATLAS_FOLDER = Path(__file__).parent / "models" / "places"
UNSURE = "?"
"""Stands behind a name that may be the place's own and may be something else."""

_CHINA = "CN"
_WORD = lazy_pattern(r"[a-z][a-z.'’üäöéíáãç-]*(?: [a-z][a-z.'’üäöéíáãç-]*)*")
_PART_OF_A_NAME = "·"
_OTHERWISE_USED = lazy_pattern(r"[语文裔籍族菜]")
_LONGEST = 3  # words of an English name
# What tells that one character stands for a country: before it, behind it, behind two or three.
_TO = "[驻赴访抗援反亲对旅在]"
_THEIRS = "[军方媒企商资籍侨裔联政系制式国属]"
_BETWEEN = "[两三双关边贸战合同和之等间文友建签谈会首外领国]"


class Rank(StrEnum):
    """What a place is."""

    COUNTRY = "country"
    REGION = "region"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class Place:
    """A country, or a region or city of one.

    Attributes:
        code: ISO 3166's of its country, with its own behind a hyphen where places of ours
            are known to lie in it (`CN-TW`).
        rank: What it is.
        names: In Chinese, as `index.script.fold` writes them, the usual one first.
        english: Its names in English, lower case.
    """

    code: str
    rank: Rank
    names: tuple[str, ...]
    english: tuple[str, ...] = ()

    @property
    def country(self) -> str:
        """Its country's code."""
        return self.code.partition("-")[0]

    def may_hold(self, other: "Place") -> bool:
        """Say whether another place is this one, or may lie in it."""
        if self == other:
            return True
        order = list(Rank)
        within = f"{other.code}-".startswith(f"{self.code}-")
        return within and order.index(self.rank) < order.index(other.rank)

    def excludes(self, other: "Place") -> bool:
        """Say whether what is said of one place cannot be said of the other.

        A region and a city of one country may lie in each other.
        """
        return self.country != other.country or (self.rank == other.rank and self != other)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of a place in a text.

    Attributes:
        span: Where it stands.
        places: What it may name: both Congos are 刚果.
        sure: Whether it is the name of a place for certain and stands for the place.
    """

    span: Span
    places: tuple[Place, ...]
    sure: bool = True


@dataclass(frozen=True)
class Atlas:
    """Places that can be found in running text (Simplified, or English in lower case).

    Attributes:
        places: With all their names.
        shorts: One character for a country by its code, as in 美军: (code, character).
        words: Longer words that only begin or end like a place: 内蒙古, 罗马数字.
    """

    places: tuple[Place, ...]
    shorts: tuple[tuple[str, str], ...] = ()
    words: frozenset[str] = frozenset()

    @classmethod
    @cache
    def load(cls) -> "Atlas":
        """Read the table that comes with the project, once.

        Raises:
            ModelUnavailable: The file or its manifest is missing.
            ModelDamaged: It has another checksum, or is no such table.
        """
        lines = verified(ATLAS_FOLDER, FILE).decode("utf-8").splitlines()
        return cls.of(lines)

    @classmethod
    def of(cls, lines: Iterable[str]) -> "Atlas":
        """Read the lines of a table: code, rank, Chinese and English names, tabs between.

        Raises:
            ModelDamaged: A line has another form.
        """
        places, shorts, words = [], [], []
        for line in lines:
            match line.split("\t"):
                case ["short", code, character]:
                    shorts.append((code, character))
                case ["word", *rest]:
                    words += rest
                case [code, rank, chinese, english] if rank in list(Rank):
                    names = tuple(chinese.split("/"))
                    latin = tuple(english.split("/")) if english else ()
                    places.append(Place(code, Rank(rank), names, latin))
                case _:
                    raise ModelDamaged(f"{FILE} has a line of another form: {line[:60]!r}")
        return cls(tuple(places), tuple(shorts), frozenset(words))

    def find(self, text: str) -> list[Mention]:
        """Return the places that folded Chinese text names, left to right."""
        found, taken = [], self._names.find(text)
        for span in taken:
            name = span.of(text)
            if name in self.words or _PART_OF_A_NAME in _beside(text, span):
                continue
            behind = text[span.end : span.end + 1]
            known = self._by_name[name]
            sure = any(name in place.names for place in known)
            found.append(Mention(span, known, sure and not _OTHERWISE_USED.match(behind)))
        return sorted([*found, *self._shortened(text, taken)], key=lambda one: one.span)

    def find_english(self, text: str) -> list[Mention]:
        """Return the places that folded English text names, left to right."""
        found = []
        for run in _WORD.finditer(text):
            at = run.start()
            while at < run.end():
                end = next((end for end in _ends(run, at) if text[at:end] in self._latin), at)
                if end > at:
                    found.append(Mention(Span(at, end), self._latin[text[at:end]]))
                gap = text.find(" ", max(end, at + 1), run.end())
                at = gap + 1 if gap >= 0 else run.end()
        return found

    @cached_property
    def china(self) -> Place:
        """The country whose places `Gazetteer` knows."""
        return next(one for one in self.places if one.code == _CHINA and one.rank == Rank.COUNTRY)

    @cached_property
    def _by_name(self) -> dict[str, tuple[Place, ...]]:
        known: dict[str, tuple[Place, ...]] = {}
        for place in self.places:
            for name in place.names:
                bare = name.removesuffix(UNSURE)
                known[bare] = (*known.get(bare, ()), place)
        return known

    @cached_property
    def _latin(self) -> dict[str, tuple[Place, ...]]:
        known: dict[str, tuple[Place, ...]] = {}
        for place in self.places:
            for name in place.english:
                known[name] = (*known.get(name, ()), place)
        return known

    @cached_property
    def _names(self) -> Gazetteer:
        return Gazetteer.of((*self._by_name, *self.words))

    @cached_property
    def _countries(self) -> dict[str, tuple[Place, ...]]:
        """Countries by the one character that may stand for them."""
        known: dict[str, tuple[Place, ...]] = {}
        for place in self.places:
            for code, character in self.shorts:
                if code == place.code and place.rank == Rank.COUNTRY:
                    known[character] = (*known.get(character, ()), place)
        return known

    def _shortened(self, text: str, taken: Iterable[Span]) -> Iterator[Mention]:
        """Yield countries told by one character: 美军, 中美, 驻日."""
        for match in self._short.finditer(text):
            for at in range(*match.span()):
                span = Span(at, at + 1)
                known = self._countries.get(text[at], ())
                if known and not any(span.overlap(one) for one in taken):
                    yield Mention(span, known, sure=False)

    @cached_property
    def _short(self) -> re.Pattern[str]:
        """Find the characters that stand for countries: before 军, after 驻, beside another."""
        one = f"[{''.join(sorted(self._countries))}]" if self._countries else r"(?!)"
        return re.compile(rf"{_TO}{one}|{one}(?={_THEIRS})|{one}{{2,3}}(?={_BETWEEN})")


def _beside(text: str, span: Span) -> str:
    return text[max(0, span.start - 1) : span.start] + text[span.end : span.end + 1]


def _ends(run: re.Match[str], start: int) -> Iterator[int]:
    """Yield where a name that begins here may end, three words at most, the longest first."""
    ends: list[int] = []
    at = start
    while at < run.end() and len(ends) < _LONGEST:
        gap = run.string.find(" ", at, run.end())
        ends.append(gap if gap >= 0 else run.end())
        at = ends[-1] + 1
    yield from reversed(ends)
