"""Places as candidates: known names, and what ends like one."""

import re
from collections.abc import Iterator, Sequence

from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.span import Span
from service.reader.candidate import CONTRADICTED, Candidate
from service.reader.expectation import Expectation

_LOCALITY = lazy_pattern(
    r"[\u4e00-\u9fff]{2,6}?(?:省|市|县|区|州|镇|乡|村|街道|社区|开发区|园区|广场|大厦|基地|[湖岛](?![南北]))(?!民|庄|委|长|里|级|域|属|管|政|直|场)"
)
_LEADING = lazy_pattern(
    r"^.*(?:在|到|于|位于|落户|落地|来自|前往|走进|驶进|搬到|赴|与|和|及|是|为|向|至|由|、|从|对|的|让|给|进|同|跟)(?=[\u4e00-\u9fff]{2})"
)


def places(text: str, expectation: Expectation, gazetteer: Gazetteer) -> Iterator[Candidate]:
    """Yield places, and those that stand together as one."""
    wanted = frozenset(_RANK.findall(expectation.head.replace("地区", "")))
    known = gazetteer.find(text)
    named = [Candidate(span, 1.0) for span in _features(text, expectation.head)]
    yield from named
    for span in {*known, *_joined(sorted({*known, *_localities(text, known)}), text)}:
        fit = _rank_fit(name := span.of(text), wanted, gazetteer)
        fit = min(fit, _BESIDE_NAMED) if named else fit
        yield Candidate(span, fit)
        if fit == CONTRADICTED and (rank := _RANK.findall(name)[-1:]) and name.endswith(rank[0]):
            yield Candidate(Span(span.start, span.end - len(rank[0])), fit)


_BESIDE_NAMED = 0.6  # fit of a town where a road or station is asked for, and there is one


def _features(text: str, asked: str) -> Iterator[Span]:
    """Yield roads, rivers, stations and the like where one is asked for."""
    kind = _FEATURE.match(asked)
    if kind is None:
        return
    for match in re.finditer(rf"[\u4e00-\u9fff]{{2,8}}?{re.escape(kind['end'])}", text):
        lead = _LEADING.match(match.group())
        yield Span(match.start() + (lead.end() if lead else 0), match.end())


_FEATURE = lazy_pattern(
    r"(?:[汽火高铁]*车)?(?P<end>路(?=段|$)|街|大道|河|江|湖|山|水库|站|机场|港|码头|海域)"
)
_RANK = lazy_pattern("街道|社区|[省市县区镇乡村国]")
_OFTEN_CONFUSED = frozenset("市县区")  # which of them a place is has changed too often


def _rank_fit(name: str, wanted: frozenset[str], gazetteer: Gazetteer) -> float:
    """Return how well a place fits ranks asked for; one of no known rank may be any."""
    if not wanted:
        return 1.0
    own = frozenset(_RANK.findall(name)[-1:]) if name[-1] in _ENDS else gazetteer.ranks(name)
    if not own:
        return 0.9
    if own & wanted:
        return 1.0
    return 0.4 if own & _OFTEN_CONFUSED and wanted & _OFTEN_CONFUSED else CONTRADICTED


_ENDS = "省市县区镇乡村道国"


_RANKS = "省市县区州盟旗"


def _localities(text: str, known: Sequence[Span]) -> Iterator[Span]:
    """Yield what ends like a place: 鸭浮村, 云峰街道."""
    for match in _LOCALITY.finditer(text):
        lead = _LEADING.match(match.group())
        start = match.start() + (lead.end() if lead else 0)
        inside = [place for place in known if start <= place.start < place.end < match.end()]
        for place in inside:  # 昭化 + 镇 and 彭水 + 工业园区 are one name, 昭化区 + 鸭浮村 are two
            start = place.end if place.of(text)[-1] in _RANKS else place.start
        span = Span(start, match.end())
        if len(span) > 1 and not any(place.covers(span) for place in known):
            yield span


def _joined(spans: Sequence[Span], text: str) -> list[Span]:
    """Join names that stand together, and keep each: 昭化镇, 鸭浮村, 昭化镇鸭浮村."""
    joined = list(spans)
    chain: Span | None = None
    for span in spans:
        if chain and chain.end == span.start and text[span.start - 1] in "省市州盟区县镇乡道":
            chain = Span(chain.start, span.end)
            joined.append(chain)
        else:
            chain = span
    return joined
