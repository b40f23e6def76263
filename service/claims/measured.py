"""What a figure measures: 利税 is no 产值, and 79家 of one thing no 79家 of another."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from index.pattern import lazy_pattern
from index.script import fold
from service.claims.facts import Facts
from service.claims.figure import alike, recognised
from service.claims.source import Source
from service.claims.verdict import Finding, Reason
from service.figures.compare import consistent
from service.figures.kind import Kind
from service.figures.quantity import Quantity
from service.reader.measures import MEASURES

_WHO = tuple(
    lazy_pattern(words)
    for words in (
        r"教师|老师|师资",
        r"学生|学员|毕业生",
        r"医生|医师|大夫",
        r"(?:产业|农民)?工人|职工|员工|雇员",
        r"村民|农民|农户|茶农|竹农|渔民",
        r"居民|市民",
        r"游客|旅客|乘客|观众",
        r"企业|公司|厂商",
        r"学校|中学|小学",
        r"医院|卫生院",
        r"被告|嫌疑人",
        r"原告",
    )
)
_BREAK = lazy_pattern(r"[，,、；;。：:！？!?\n—（）()和与及]|以及|其中")
_CONJUNCTION = lazy_pattern(r"以及|[、和与及]")
_RATE = lazy_pattern(r"[同环]比|比上年|增|降|减|升|涨|跌")
_BASE = lazy_pattern(r"[上去]年同期|[上去]年末|上期|前一交易日|上年度?[为是]?$")
_TOLD_BASE = lazy_pattern(r"[上去前]年|同期|此前|原|上期|前一|年初|20\d\d年")
_RESPECTIVELY = "分别"
_FEWEST = 2  # pairs of characters that only another figure has
_NOUN = lazy_pattern(r"[一-鿿]{3,}")
_NEAREST = 6  # characters on either side that say most of what a figure measures
_BEFORE = 12  # characters before a figure in which it is said what it measures
_SURER = 3  # more of them than the figure that carries the claim has
_SURE = 4  # characters by which a figure elsewhere in the passage is known for the one meant


def measured_findings(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield the figures of a claim that the source gives for another thing."""
    cited = source.cited
    if said.english or cited.english:
        return
    for claimed in said.quantities:
        carrying = [one for one in cited.quantities if consistent(claimed, one)]
        if not carrying:
            continue
        there = (
            _other_thing(claimed, carrying, said, cited)
            or _in_list(claimed, carrying, said, cited)
            or _respectively(claimed, carrying, said, cited)
            or _of_the_base(carrying, said, cited)
            or _another_noun(claimed, carrying, said, source)
        )
        if there is not None:
            yield Finding(Reason.FIGURE_DIFFERS, claimed.span, there.span)
        elif _elsewhere(claimed, carrying, said, source):
            yield Finding(Reason.FIGURE_DIFFERS, claimed.span)


def _other_thing(
    claimed: Quantity, carrying: Sequence[Quantity], said: Facts, cited: Facts
) -> Quantity | None:
    """Return the carrying figure where it measures another thing by its own words."""
    for table, words in ((MEASURES, _ahead), (_WHO, _counted)):
        ours = _measured(table, words, said, claimed)
        theirs = [_measured(table, words, cited, one) for one in carrying]
        if ours and all(theirs) and not any(ours & one for one in theirs):
            return carrying[0]
    return None


def _measured(
    table: Sequence[re.Pattern[str]],
    words: Callable[[Facts, Quantity], str],
    facts: Facts,
    one: Quantity,
) -> frozenset[int]:
    """Return what a figure measures; a rate without words of its own goes with the one before."""
    found = _of(table, words(facts, one))
    before = [other for other in facts.quantities if other.span.end <= one.span.start]
    if found or one.kind is not Kind.SHARE or not before or table is not MEASURES:
        return found
    between = facts.text[before[-1].span.end : one.span.start]
    if re.search(r"[。；;\n]", between) or not _RATE.search(between):
        return found
    return _of(table, words(facts, before[-1]))


def _of(table: Sequence[re.Pattern[str]], text: str) -> frozenset[int]:
    return frozenset(at for at, words in enumerate(table) if words.search(text))


def _ahead(facts: Facts, one: Quantity) -> str:
    """Return the words of the clause before a figure, from the figure before it."""
    start = max(facts.clause(one.span).start, one.span.start - _BEFORE)
    ends = [other.span.end for other in facts.quantities if other.span.end <= one.span.start]
    return fold(facts.text[max([start, *ends]) : one.span.start])


def _right_behind(facts: Facts, one: Quantity) -> str:
    rest = facts.text[one.span.end : one.span.end + len("农民工人")]
    stop = _BREAK.search(rest)
    return fold(rest[: stop.start()] if stop else rest)


def _counted(facts: Facts, one: Quantity) -> str:
    """Return the noun that a figure counts: 69名学员, 学员69名."""
    return _right_behind(facts, one) or _ahead(facts, one)[-len("农民工人") :]


def _in_list(
    claimed: Quantity, carrying: Sequence[Quantity], said: Facts, cited: Facts
) -> Quantity | None:
    """Return a figure further on in the sentence to which alone a claim's words belong.

    Of 服务机构79家、创业载体16个 the 79 are no 创业载体. What stands before may go for both,
    as in 企业38家，其中开工16家.
    """
    wide = _around(said, claimed)
    ahead, _, behind = wide.partition("\0")
    narrow = ahead[-_NEAREST:] + "\0" + behind[:_NEAREST]
    for ours in (_pairs(wide), _pairs(narrow)):
        found = [_later(ours, one, claimed, cited) for one in carrying]
        if None not in found:
            return found[0]
    return None


def _later(ours: frozenset[str], one: Quantity, claimed: Quantity, cited: Facts) -> Quantity | None:
    """Return the figure behind one that has more of a claim's words than it has."""
    own = _pairs(_around(cited, one))
    stop = _BREAK.search(cited.text, one.span.end)
    known = _pairs(fold(cited.text[: stop.start() if stop else None])) | own
    strange = ours - known
    if len(strange) < _FEWEST:
        return None
    later = [
        (len(strange & _pairs(_around(cited, other))), other)
        for other in cited.quantities
        if other.span.start >= one.span.end and not consistent(claimed, other)
    ]
    most = max(later, key=lambda other: other[0], default=None)
    if most is None:
        return None
    held = len(ours & own - _pairs(_around(cited, most[1])))
    if most[0] < max(_FEWEST, held):
        return None
    return most[1]


def _around(facts: Facts, one: Quantity) -> str:
    """Return the words around a figure, up to the next figure or the end of its item."""
    text = facts.text
    others = [other.span for other in facts.quantities if other is not one]
    first = max((span.end for span in others if span.end <= one.span.start), default=0)
    last = min((span.start for span in others if span.start >= one.span.end), default=len(text))
    stops = [match.end() for match in _BREAK.finditer(text, first, one.span.start)]
    stop = _BREAK.search(text, one.span.end, last)
    start = max([first, *stops])
    # What stands between two figures without a break may belong to either.
    end = stop.start() if stop else (len(text) if last == len(text) else one.span.end)
    return fold(text[start : one.span.start]) + "\0" + fold(text[one.span.end : end])


def _pairs(text: str) -> frozenset[str]:
    return frozenset(
        first + second
        for first, second in pairwise(text)
        if "一" <= first <= "鿿" and "一" <= second <= "鿿"
    )


def _of_the_base(carrying: Sequence[Quantity], said: Facts, cited: Facts) -> Quantity | None:
    """Return the figure that a claim gives for now and the source for the year before."""
    if _TOLD_BASE.search(said.folded):
        return None
    return carrying[0] if all(_BASE.search(_ahead(cited, one)) for one in carrying) else None


def _another_noun(
    claimed: Quantity, carrying: Sequence[Quantity], said: Facts, source: Source
) -> Quantity | None:
    """Return the carrying figure where a claim counts by it what another sentence names."""
    noun = _NOUN.match(_right_behind(said, claimed))
    if noun is None or claimed.kind is not Kind.COUNT or noun[0] not in source.whole.folded:
        return None
    strange = not _pairs(noun[0]) & _pairs(source.cited.folded)
    counts_other = all(_NOUN.match(_right_behind(source.cited, one)) for one in carrying)
    return carrying[0] if strange and counts_other else None


def _respectively(
    claimed: Quantity, carrying: Sequence[Quantity], said: Facts, cited: Facts
) -> Quantity | None:
    """Return the figure that belongs to a claim's subject where a sentence lists both.

    甲和乙分别增长15%、29% gives the first to 甲.
    """
    at = cited.text.find(_RESPECTIVELY)
    if at < 0:
        return None
    start = max((cited.text.rfind(mark, 0, at) + 1 for mark in "。；;，,"), default=0)
    names = [_pairs(fold(name)) for name in _CONJUNCTION.split(cited.text[start:at])]
    row = [one for one in cited.quantities if one.span.start > at][: len(names)]
    if len(row) < len(names) or len(names) < len("甲乙") or not all(map(alike, row, row[1:])):
        return None
    clause = said.clause(claimed.span)
    if sum(clause.covers(one.span) for one in said.quantities) > 1:
        return _turned_row(claimed, row, names, said)
    ours = _pairs(fold(clause.of(said.text)))
    held = [len(ours & (name - _others(names, at))) for at, name in enumerate(names)]
    most = max(held)
    if most < _FEWEST or sum(held) - most >= most:
        return None
    meant = row[held.index(most)]
    return None if meant in carrying or not any(one in row for one in carrying) else meant


def _turned_row(
    claimed: Quantity, row: Sequence[Quantity], names: Sequence[frozenset[str]], said: Facts
) -> Quantity | None:
    """Return the figure that should stand where a claim lists the same row in its own order."""
    theirs = [one for one in said.quantities if any(consistent(one, other) for other in row)]
    if len(theirs) != len(row) or claimed not in theirs:
        return None
    text = said.folded
    own = [name - _others(names, at) for at, name in enumerate(names)]
    firsts = [min((text.find(pair) for pair in one if pair in text), default=-1) for one in own]
    if min(firsts) < 0:
        return None
    order = sorted(range(len(row)), key=lambda at: firsts[at])
    meant = row[order[theirs.index(claimed)]]
    return None if consistent(claimed, meant) else meant


def _others(names: Sequence[frozenset[str]], at: int) -> frozenset[str]:
    return frozenset().union(*(name for place, name in enumerate(names) if place != at))


def _elsewhere(
    claimed: Quantity, carrying: Sequence[Quantity], said: Facts, source: Source
) -> bool:
    """Say whether the words before a figure are those of another sentence's figure."""
    held = max(recognised(claimed, said, one, source.cited) for one in carrying)
    whole = source.whole
    return any(
        recognised(claimed, said, other, whole) >= max(_SURE, held + _SURER)
        for other in whole.quantities
        if alike(claimed, other) and not consistent(claimed, other)
    )
