"""What a stretch of text states that can be compared: figures, dates, places, words."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from index.align import Alignment
from index.gazetteer import Gazetteer, place_stem
from index.pattern import lazy_pattern
from index.rarity import weight
from index.script import fold, fold_aligned
from index.span import Span
from service.figures.dates import find_dates
from service.figures.english import is_english
from service.figures.moment import Moment
from service.figures.quantity import Quantity
from service.figures.reading import find_quantities
from service.slots import find_places

_HAN = lazy_pattern(r"[㐀-鿿]+")
LEAD = lazy_pattern(
    r"(?:根据|依据|据)?(?:上述|所给|现有|以上|该)?(?:资料|文章|报道|原文|文中)(?:显示|表明|指出|提到|介绍|称|,|，)"
)
_CLAUSE_END = lazy_pattern(r"[，,；;。：:！？!?\n]")
_RANKS = frozenset("省市县區区州盟旗镇鎮乡鄉村縣")
_SMALL = lazy_pattern(r"(?<=..)[镇乡村]$")  # 沙溪 is 沙溪镇
_NUMERAL = lazy_pattern(r"[0-9零一二三四五六七八九十百千万两几]")
_PARTICLES = frozenset("的地得了在给給对對向与與和跟同由从從为為是有将將把被到等也都就")
_CHANCE = 0.25  # how much commoner a pair across the end of a name is than a chance name
_HELD = 4096


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a text names.

    Attributes:
        span: In the text.
        stem: Its name without rank, folded.
        listed: Whether it is known to be a place, and not only shaped like one.
    """

    span: Span
    stem: str
    listed: bool = True

    def stands_in(self, text: str) -> bool:
        """Say whether folded text names it.

        Of what is only shaped like a place the end will do: 支援望榆县 is 望榆县.
        """
        ends = 1 if self.listed else max(1, len(self.stem) - 1)
        return any(self.stem[at:] in text for at in range(ends))


@dataclass(frozen=True)
class Facts:
    """A text, read.

    Attributes:
        text: As it stands; every span indexes it.
        published: The date against which 去年 is read, if known.
    """

    text: str
    published: date | None = None

    @cached_property
    def english(self) -> bool:
        """Whether it is written in Latin letters."""
        return is_english(self.text)

    @cached_property
    def quantities(self) -> list[Quantity]:
        """Its quantities, left to right."""
        return find_quantities(self.text, published=self.published)

    @cached_property
    def dates(self) -> list[Moment]:
        """Its dates and times, left to right."""
        return find_dates(self.text, published=self.published)

    @cached_property
    def _folding(self) -> tuple[str, Alignment]:
        return fold_aligned(self.text)

    @property
    def folded(self) -> str:
        """The text as it is matched: Simplified, lower case, narrow."""
        return self._folding[0]

    def back(self, folded: Span) -> Span:
        """Return where a stretch of `folded` stands in `text`."""
        return self._folding[1].to_source(folded)

    @cached_property
    def places(self) -> list[Place]:
        """The places that it names, left to right, each as often as it stands there."""
        found = []
        for span in find_places(self.text):
            for place in self._inside(span):
                counted = self._is_counted(place.span, place.stem)
                if not counted and not self._by_chance(place.span):
                    found.append(place)
        return found

    def _inside(self, span: Span) -> list[Place]:
        """Return the listed places in what looks like one (支援旺苍县), else the whole."""
        for one in self.dates:
            if one.span.start <= span.start < one.span.end < span.end:
                span = Span(one.span.end, span.end)  # 去年岚川县
        name = fold(span.of(self.text))
        known = Gazetteer.load().find(name) if len(name) == len(span) else []
        if not known:
            return [Place(span, _SMALL.sub("", place_stem(name)), listed=False)]
        return [Place(one.shift(span.start), place_stem(one.of(name))) for one in known]

    def _is_counted(self, span: Span, name: str) -> bool:
        """Say whether a figure makes a place: 二十一个区, but not 六安."""
        if not _NUMERAL.search(name):
            return False
        return any(span.overlap(one) for one in self.counted)

    def _by_chance(self, span: Span) -> bool:
        """Say whether the ends of two words make a place: 道里 in 报道里."""
        name = span.of(self.text)
        if len(name) != len("道里") or self.text[span.end : span.end + 1] in _RANKS:
            return False
        before, behind = self.text[max(0, span.start - 1) : span.start], self.text[span.end :][:1]
        beside = [
            weight(pair)
            for pair, outer in ((before + name[0], before), (name[-1] + behind, behind))
            if outer and outer not in _PARTICLES and _HAN.fullmatch(pair)
        ]
        return min(beside, default=1.0) < weight(name) - _CHANCE

    @cached_property
    def counted(self) -> list[Span]:
        """Where figures and dates stand."""
        return [*(one.span for one in self.quantities), *(one.span for one in self.dates)]

    @cached_property
    def figures_out(self) -> str:
        """The folded text with figures and dates blanked."""
        text = self.text
        for span in self.counted:
            text = text[: span.start] + " " * len(span) + text[span.end :]
        return fold_aligned(text)[0]

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of neighbouring Chinese characters, but for figures and 资料显示."""
        runs = _HAN.findall(LEAD.sub(" ", self.figures_out))
        return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))

    def clause(self, span: Span) -> Span:
        """Return the clause around a stretch of the text."""
        ends = [match.end() for match in _CLAUSE_END.finditer(self.text, 0, span.start)]
        after = _CLAUSE_END.search(self.text, span.end)
        return Span(ends[-1] if ends else 0, after.start() if after else len(self.text))


read_facts = lru_cache(maxsize=_HELD)(Facts)
"""Read a text; what was read of the last few thousand texts is kept."""
