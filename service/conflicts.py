"""Conflicts: independent sources that give different figures for what was asked.

A false conflict is worse than one that is missed, so readings are compared only where the
same words, the same time and the same reservations stand around both figures, and every
reading would be an answer by itself. What can be read as one figure, rounded, is one.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from index.document import Metadata
from index.gazetteer import place_stem
from index.pattern import lazy_pattern
from index.span import Span
from service.agreement import agree
from service.figures.quantity import Quantity
from service.figures.reading import find_quantities
from service.naming import places_named
from service.outlet import of_named_outlet
from service.reader.analysis import Analysis
from service.reader.caption import NUMBER, caption
from service.reader.expectation import AnswerType
from service.reader.reader import Reading
from service.reader.sentence import Sentence
from service.reader.term import Term, TermKind
from service.same_subject import same_subject

COMPARED = (AnswerType.FIGURE, AnswerType.PERCENT, AnswerType.DURATION)
_COVERAGE = 0.8  # of the best reading's coverage that another must reach
_WORDS = 0.6  # share of the question's words beside the best figure that stand beside another
_CLAUSE_END = lazy_pattern("[,;:。!?]")
_RESERVED = lazy_pattern(
    r"[一二三四首][期批]|其中|新增|新建|计划|预计|[拟将需可]|力争|目标|人均|平均|户均|每|最[高低多少大小长短]|"
    r"[增加减]|提高|下降|总(?=投|额|量|面|人|长|产|价|计|共)|到位|完成|实际|中央|省级|市级|县级|财政|自筹|开工|投产|"
    r"不含|不包括|除|仅|前[\d一二三四五六七八九十]"
)
_PERIOD = lazy_pattern(
    r"[上下]半年|[前第]?[一二三四1-4]季度|\d{1,2}(?:月份?)?[至—~-]\d{1,2}月|\d{1,2}月(?!\d)|前\d{1,2}个?月|"
    r"截[至止]|去年|今年|当年|全年|年均|近年"
)
_SO_FAR = lazy_pattern("累计|目前|已经?|至今")
_DAYS = lazy_pattern(r"[昨今当]日|[昨今当]天|本[周月年]|[上当]月|上周")
_POINTING = lazy_pattern("[此该这那本]|其(?![中他它余])|[他她它]")
_EDITION = lazy_pattern(r"第[\d一二三四五六七八九十百]+[届期批次季轮]")


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that a source gives for what was asked.

    Attributes:
        reading: Where.
        quantity: The figure.
        clause: The folded text between commas in which it stands.
        published: The date of its document.
    """

    reading: Reading
    quantity: Quantity
    clause: str
    published: date | None

    @property
    def sentence(self) -> str:
        """The folded sentence in which it stands."""
        return self.reading.sentence.of(self.reading.view.text)


def differing(
    analysis: Analysis,
    readings: Sequence[Reading],
    metadata: Callable[[str], Metadata],
    *,
    is_sure: Callable[[Reading], bool],
) -> tuple[tuple[Stated, ...], ...]:
    """Group the figures that independent sources give for what was asked.

    Args:
        analysis: The question.
        readings: The answer's own reading first, then the best of each other document.
        metadata: Gives a document's metadata by id.
        is_sure: Whether a reading would be an answer if there were no other.

    Returns:
        At least two groups, one a figure, the answer's own first; empty where the sources
        agree.
    """
    if analysis.expectation.kind not in COMPARED or not readings:
        return ()
    named = of_named_outlet(analysis, [one.view for one in readings], metadata)
    if points_away(analysis) or named:
        return ()
    stated = [_stated(one, metadata(one.view.passage.document_id).published) for one in readings]
    best = stated[0]
    if best is None:
        return ()
    others = [one for one in stated[1:] if one is not None and _comparable(analysis, best, one)]
    if all(agree(best.quantity, one.quantity) for one in others):
        return ()
    sure = [one for one in others if _named_alike(best, one) or is_sure(one.reading)]
    groups = _grouped([best, *sure])
    return groups if len(groups) > 1 else ()


def may_state(sentence: Sentence, own: Reading) -> bool:
    """Say whether a figure of a sentence could be held against an answer's own.

    This costs little beside reading the sentence's document, which can find nothing to
    compare where no sentence speaks of as much at the same time; see `_about_as_near`.
    """
    wanted = own.features
    if (
        sentence.coverage < _COVERAGE * wanted.coverage
        or sentence.place_missing > wanted.place_missing
        or sentence.name_missing > wanted.name_missing
    ):
        return False
    numbers = (Span(*number.span()) for number in NUMBER.finditer(sentence.text))
    times = (sentence.times(number.shift(sentence.span.start)) for number in numbers)
    return any(not conflict for conflict, _ in times)


def called(reading: Reading) -> str:
    """Return what its text calls a reading's figure, right before it; empty where nothing."""
    return caption(reading.view.text, reading.span)


def parallel(own: Reading, readings: Sequence[Reading]) -> Reading:
    """Return a document's reading to hold against the answer's own.

    Its best, unless it calls another figure what the answer's document calls its own: asked
    `花了多少钱`, 总投资5.2亿元 stands against 总投资4.6亿元, whatever else costs something.

    Args:
        own: The answer's reading.
        readings: Those of one other document, best first; at least one.
    """
    best = _stated(own, None)
    stated = ((one, _stated(one, None)) for one in readings)
    alike = (one for one, figure in stated if best and figure and _named_alike(best, figure))
    return next(alike, readings[0])


def _named_alike(one: Stated, other: Stated) -> bool:
    """Say whether two figures are called the same: 总投资4.6亿元 and 总投资约5.2亿元."""
    name = called(one.reading)
    same_kind = one.quantity.dimension == other.quantity.dimension
    return same_kind and bool(name) and name == called(other.reading)


def points_away(analysis: Analysis) -> bool:
    """Say whether a question asks of 此鱼 or 该厂 without a place: articles mean each their own."""
    placed = any(term.kind is TermKind.PLACE for term in analysis.terms)
    return not placed and _POINTING.search(analysis.text) is not None


def _stated(reading: Reading, published: date | None) -> Stated | None:
    """Return the figure of a reading; None unless it holds exactly one."""
    sentence = reading.sentence.of(reading.view.text)
    place = reading.span.shift(-reading.sentence.start)
    found = [
        one for one in find_quantities(sentence, published=published) if one.span.overlap(place)
    ]
    if reading.lost or len(found) != 1:
        return None
    return Stated(reading, found[0], _clause(sentence, place), published)


def _clause(sentence: str, place: Span) -> str:
    before = [mark.end() for mark in _CLAUSE_END.finditer(sentence, 0, place.start)]
    behind = _CLAUSE_END.search(sentence, place.end)
    return sentence[before[-1] if before else 0 : behind.start() if behind else len(sentence)]


def _comparable(analysis: Analysis, best: Stated, other: Stated) -> bool:
    """Say whether two figures are given for one thing at one time."""
    return (
        best.quantity.dimension == other.quantity.dimension
        and _about_as_near(best.reading, other.reading)
        and same_subject(analysis, best.reading, other.reading)
        and not _elsewhere(analysis, best, other)
        and (_named_alike(best, other) or _same_words(analysis, best, other))
        and _same_time(best, other)
        and _found(_RESERVED, best.clause) == _found(_RESERVED, other.clause)
    )


def _about_as_near(best: Reading, other: Reading) -> bool:
    wanted, measured = best.features, other.features
    return (
        measured.coverage >= _COVERAGE * wanted.coverage
        and measured.place_missing <= wanted.place_missing
        and measured.name_missing <= wanted.name_missing
        and not measured.time_conflict
    )


def _elsewhere(analysis: Analysis, best: Stated, other: Stated) -> bool:
    """Say whether a sentence names only places that neither question nor answer speaks of."""
    asked = [term for term in analysis.terms if term.kind is TermKind.PLACE]
    if any(_stands_in(other.sentence, term) for term in asked):
        return False
    known = analysis.text + best.reading.view.above + best.reading.view.text
    names = [place_stem(name) for name in places_named(other.sentence)]
    return bool(names) and all(name not in known for name in names)


def _same_words(analysis: Analysis, best: Stated, other: Stated) -> bool:
    """Say whether the question's words beside one figure stand beside the other too."""
    terms = [term for term in analysis.terms if term.kind is not TermKind.PLACE]
    here = [term for term in terms if _stands_in(best.clause, term)]
    there = [term for term in here if _stands_in(other.clause, term)]
    weight = sum(term.weight for term in here)
    return weight > 0 and sum(term.weight for term in there) >= _WORDS * weight


def _stands_in(text: str, term: Term) -> bool:
    return any(way.text and way.text in text for way in term.alternatives)


def _same_time(best: Stated, other: Stated) -> bool:
    here, there = best.sentence, other.sentence
    if _found(_PERIOD, here) != _found(_PERIOD, there):
        return False
    if _found(_SO_FAR, best.clause) != _found(_SO_FAR, other.clause):
        return False
    if (_DAYS.search(here) or _DAYS.search(there)) and best.published != other.published:
        return False
    editions = [_found(_EDITION, one.reading.view.above + one.sentence) for one in (best, other)]
    if all(editions) and editions[0] != editions[1]:
        return False
    years = [_year(one.reading) for one in (best, other)]
    return None in years or years[0] == years[1]


def _year(reading: Reading) -> int | None:
    """Return the year that a figure is said of: the last one named before it."""
    view = reading.view
    place = view.offset + reading.span.start
    named = [m for m in view.moments(reading.sentence) if m.year is not None]
    before = [moment for moment in named if moment.span.start <= place] or named
    if not before:
        return view.article.anchor
    return max(before, key=lambda moment: moment.span.start).year


def _found(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(pattern.findall(text))


def _grouped(stated: Sequence[Stated]) -> tuple[tuple[Stated, ...], ...]:
    """Put together what agrees with the first of its group."""
    groups: list[list[Stated]] = []
    for one in stated:
        group = next((g for g in groups if agree(g[0].quantity, one.quantity)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return tuple(map(tuple, groups))
