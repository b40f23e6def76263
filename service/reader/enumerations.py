"""Enumerations as candidates."""

import re
from collections.abc import Iterator

from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.span import Span
from service.reader.candidate import Candidate
from service.reader.expectation import Expectation
from service.reader.organisations import BODY_LEAD

_ITEM = r"[^,。;:!?、\n]{1,24}"
_ENUMERATION = lazy_pattern(rf"{_ITEM}(?:(?:、|(?<=[”》」])(?=[“《「])){_ITEM})+")
_PAIR = lazy_pattern(
    r"(?P<first>[^,。;:!?、\n]{2,16}?)[和与及][^,。;:!?、\n]{2,10}(?=[,。;:!?\n]|$)"
)
_BODIES = lazy_pattern(
    r"(?P<first>[^,。;:!?、\n]{2,16}?(?:公司|集团))[和与及][^,。;:!?、\n]{2,16}?(?:公司|集团)"
)
_QUOTED = lazy_pattern(r"[“「《](?P<inside>[^“”「」《》\n]{1,24}、[^“”「」《》\n]{1,80})[”」》]")
_LIST_LEAD = lazy_pattern(
    r"^.*?(?:包括|分为|分别是|分别为|有|是|为|即|在|以及|按照?|聚焦|涵盖|围绕|涉及|引进|瞄准|针对|以|销售|打造|建设|推出|推动|推进|实施|做成|设|办|搞|建|种|对|与|和|向|从|做大做强|展出|成为)(?:了|着|过)?(?=[“《「\u4e00-\u9fff])"
)
_LIST_TAIL = lazy_pattern(
    r"(?:等[\u4e00-\u9fff\d]*|[\d一二三四五六七八九十两]+(?:大|个|项|家|种)[\u4e00-\u9fff]*)$"
)
_AND_OTHERS = lazy_pattern(r"(?<=[\u4e00-\u9fff”》」])(?<![平高中均同相不对])等(?![级待于候额同])")
_ASKS_NAMES = lazy_pattern(
    r"地方|地区|地点|处|[省市县区镇乡村家]|街道|社区|企业|公司|单位|学校|医院|机构"
)
_NAMED = lazy_pattern(r"省|市|县|区|镇|乡|村|街道|公司|集团|中心|学校|医院|局|店")
SEVERAL = lazy_pattern(r"、|以及|[和与及]|(?<=[”》」])(?=[“《「])")
_DIGITS = "两二三四五六七八九十"
_OTHER_COUNT = 0.5  # fit of two things where three are asked for


def lists(text: str, expectation: Expectation, _: Gazetteer) -> Iterator[Candidate]:
    """Yield enumerations without what leads up to them or follows them."""
    named = _ASKS_NAMES.search(expectation.head) is not None
    thing = _thing(expectation.head)
    for span, fit in {**_rows(text, named=named), **_pairs(text)}.items():
        told = _called(text, span, thing) * _counted(span.of(text), expectation.items)
        yield Candidate(span, fit * told)


def _thing(head: str) -> str:
    """Return what is asked for, 镇 of 哪几个镇合建 and 水果 of 哪几种水果; empty where unclear."""
    asked = _THING.search(head)
    return asked["rank"] or asked["noun"] if asked else ""


_THING = lazy_pattern(
    r"(?:哪些|哪?[几\d两二三四五六七八九十]大?)[个家种项所条类处座款样]?"
    r"(?:(?P<rank>街道|社区|[省市县区镇乡村](?![\u4e00-\u9fff]?[民庄委庭场]))|(?P<noun>[\u4e00-\u9fff]{2}))"
)
_BEHIND = (
    r"[”」》]?(?:等|[\d两二三四五六七八九十]+[大个家种项所条类处座款样]?){1,2}[\u4e00-\u9fff]{0,2}?"
)
_RANK = lazy_pattern("街道|社区|[省市县区镇乡村]")
_UNCALLED, _UNCALLED_RANK = 0.85, 0.65  # fit of a row that nothing says to be of the thing


def _called(text: str, row: Span, thing: str) -> float:
    """Return how well a row fits for being called the thing: 甲、乙等镇, 甲镇、乙镇, 甲、乙两镇."""
    if not thing:
        return 1.0
    items = SEVERAL.split(row.of(text))
    if re.match(_BEHIND + thing, text[row.end :]) or all(
        item.endswith(thing) for item in items[-2:]
    ):
        return 1.0
    return _UNCALLED_RANK if _RANK.fullmatch(thing) else _UNCALLED


def _counted(row: str, wanted: int) -> float:
    same = not wanted or len(SEVERAL.split(row)) == wanted
    return 1.0 if same else _OTHER_COUNT


def _rows(text: str, *, named: bool) -> dict[Span, float]:
    found: dict[Span, float] = {}
    for match in _ENUMERATION.finditer(text):
        items = match.group()
        start = match.start() + _led(items.split("、", 1)[0])
        tail = _LIST_TAIL.search(items) or _AND_OTHERS.search(items)
        end = match.start() + (tail.start() if tail else len(items))
        if end > start:
            cut = list(_cut(text, Span(start, end)))
            fits = (_UNCUT, 1.0) if named and cut else (1.0, _CUT)
            found |= {Span(start, end): fits[0]} | dict.fromkeys(cut, fits[1])
    return found | {Span(*match.span("inside")): 1.0 for match in _QUOTED.finditer(text)}


_CUT, _UNCUT = 0.9, 0.6  # fit of a row that ends with a name or does not, as the other is asked


def _cut(text: str, row: Span) -> Iterator[Span]:
    """Yield a row whose last thing ends where its name does: 甲村、乙村 of 甲村、乙村做了试点."""
    last = text.rindex("、", row.start, row.end) + 1 if "、" in row.of(text) else row.start
    for name in _NAMED.finditer(text, last, row.end):
        counted = text[name.start() - 1] in _DIGITS  # 甲、乙、丙三镇: they are three
        yield Span(row.start, name.start() - 1 if counted else name.end())


def _pairs(text: str) -> dict[Span, float]:
    found: dict[Span, float] = {}
    for match in _PAIR.finditer(text):
        found[Span(match.start() + _led(match["first"]), match.end())] = 0.6
    for match in _BODIES.finditer(text):
        lead = BODY_LEAD.match(match["first"])
        found[Span(match.start() + (lead.end() if lead else 0), match.end())] = _CUT
    return found


def _led(first: str) -> int:
    lead = _LIST_LEAD.match(first)
    return lead.end() if lead else 0
