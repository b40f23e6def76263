"""Enumerations as candidates."""

from collections.abc import Iterator

from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.span import Span
from service.reader.candidate import Candidate
from service.reader.expectation import Expectation

_ITEM = r"[^,。;:!?、\n]{1,24}"
_ENUMERATION = lazy_pattern(rf"{_ITEM}(?:(?:、|(?<=[”》」])(?=[“《「])){_ITEM})+")
_PAIR = lazy_pattern(
    r"(?P<first>[^,。;:!?、\n]{2,16}?)[和与及][^,。;:!?、\n]{2,10}(?=[,。;:!?\n]|$)"
)
_LIST_LEAD = lazy_pattern(
    r"^.*?(?:包括|分为|分别是|分别为|有|是|为|即|在|以及|聚焦|涵盖|围绕|涉及|引进|瞄准|针对|以|销售|打造|建设|推出|推动|推进|实施|做成|设|办|搞|建|种|对|与|和|向|从|做大做强|成为)(?=[“《「\u4e00-\u9fff])"
)
_LIST_TAIL = lazy_pattern(
    r"(?:等[\u4e00-\u9fff\d]*|[\d一二三四五六七八九十两]+(?:大|个|项|家|种)[\u4e00-\u9fff]*)$"
)


def lists(text: str, expectation: Expectation, _: Gazetteer) -> Iterator[Candidate]:
    """Yield enumerations without what leads up to them."""
    for match in _ENUMERATION.finditer(text):
        items = match.group()
        first = items.split("、", 1)[0]
        lead = _LIST_LEAD.match(first)
        start = match.start() + (lead.end() if lead else 0)
        tail = _LIST_TAIL.search(items)
        end = match.start() + (tail.start() if tail else len(items))
        if end > start:
            yield Candidate(Span(start, end), 1.0)
    for match in _PAIR.finditer(text):
        lead = _LIST_LEAD.match(match.group("first"))
        yield Candidate(Span(match.start() + (lead.end() if lead else 0), match.end()), 0.6)
