"""One slot of a question filled anew: a place, a time, a measure or what was counted."""

import re

from index.pattern import lazy_pattern
from index.span import Span
from service.slots import (
    find_measures,
    find_places,
    find_times,
    is_measure,
    is_place,
    is_time,
)
from service.topic import ASKING, subject, target_place, topic

_LONGEST_KIND = 6  # characters of the noun before a measure: 茶叶 in 茶叶产量
_COUNTED = lazy_pattern(
    r"(?:多少|几|幾|哪些|(?<![为為])(?:什么|什麼))[个個家座间間名位条條项項种種所处處头頭棵亩畝吨噸辆輛件户戶]?"
    r"(?P<noun>[^\W\d_]{2,8})"
)
_OWNED = lazy_pattern(r"的(?P<noun>[^\W\d_的有是]{2,6})[有是](?:多少|几|幾)[^\W\d_]?$")
_HELD_BY = lazy_pattern(
    r"^(?P<holder>.{2,16})的(?P<post>[^的是有]{2,8})(?=(?:是|叫)(?:谁|誰|哪|什么|什麼))"
)
_POST = lazy_pattern(
    r"(?:长|長|总|總|书记|書記|主任|经理|經理|总裁|總裁|负责人|負責人|代表|主席|教练|教練|工程师|工程師|作者)$"
)
_GIVES = lazy_pattern(r"(?P<giver>[^给給对對向]{2,8})[给給对對向](?P<receiver>[^给給对對向]{2,8})")
_KIND_OF_NAME = lazy_pattern(r"[港湾灣站桥橋寺山河江湖岛島馆館厂廠园園校院社]$")
_VERB_OR_LINK = lazy_pattern(r"[是有的了在给給对對向为為把被到]")


def replace_slot(what: str, previous: str) -> str:
    """Return the previous question with `what` in the slot of its kind.

    Args:
        what: A time, a place, a measure or another noun, without any verb.
        previous: The question to fill it into, without its closing mark.
    """
    times, places = find_times(previous), find_places(previous)
    own_times, own_places = find_times(what), find_places(what)
    if is_time(what):
        return _put(what, previous, times[0]) if times else what + previous
    if alike := _alike(what, previous):
        return _put(what, previous, alike)
    if own_times and own_places:
        rest = replace_slot(own_places[0].of(what), previous)
        return replace_slot(own_times[0].of(what), rest)
    if is_place(what):
        return (
            _put(what, previous, target_place(previous, places, what))
            if places
            else what + previous
        )
    given = _GIVES.fullmatch(what)
    if given and len(own_places) > 1 and len(places) > 1:
        return what + previous[places[1].end :]
    if own_places:
        return f"{what}{_predicate(previous)}"
    held = _HELD_BY.match(previous)
    if held and not is_measure(what):
        return _put(what, previous, Span(*held.span("post" if _POST.search(what) else "holder")))
    if is_measure(what):
        return _replace_measure(what, previous)
    return _replace_noun(what, previous)


def _alike(what: str, previous: str) -> Span | None:
    """Return the name in the previous question that ends as `what` does (青石港, 白沙港)."""
    if not _KIND_OF_NAME.search(what):
        return None
    pattern = re.compile(rf"(?:^|(?<=[的在给給对對向和与與年]))[^\W\d_的]{{1,7}}?{what[-1]}")
    match = pattern.search(previous)
    return Span(*match.span()) if match and not ASKING.search(match[0]) else None


def _replace_measure(what: str, previous: str) -> str:
    measures = find_measures(previous)
    if measures:
        return _put(what, previous, measures[-1])
    slots = sorted([*find_places(previous), *find_times(previous)])
    holder = "".join(span.of(previous) for span in slots) or subject(previous)
    return f"{holder}的{what}是多少"


def _replace_noun(what: str, previous: str) -> str:
    """Replace what ends alike, what was counted, or the last word, by another noun."""
    if sibling := _sibling(what, previous):
        return _put(what, previous, sibling)
    counted = _COUNTED.search(previous)
    if counted and counted.end() == len(previous):
        return _put(what, previous, Span(*counted.span("noun")))
    owned = _OWNED.search(previous)
    if owned and not is_measure(owned["noun"]):
        return _put(what, previous, Span(*owned.span("noun")))
    for measure in reversed(find_measures(previous)):
        slots = [*find_places(previous), *find_times(previous)]
        start = max(
            [span.end for span in slots if span.end <= measure.start]
            + [previous.rfind("的", 0, measure.start) + 1]
        )
        kind = previous[start : measure.start]
        if 1 < len(kind) <= _LONGEST_KIND and not _VERB_OR_LINK.search(kind):
            return _put(what, previous, Span(start, measure.start))
    tail = previous[-len(what) :]
    if not ASKING.search(previous[-len(what) - 1 :]) and not _VERB_OR_LINK.search(tail):
        return previous[: -len(what)] + what
    return f"{topic(previous)}，{what}呢"


def _sibling(what: str, previous: str) -> Span | None:
    """Return what ends in the previous question as `what` does and is as long: 足球课, 舞蹈课."""
    for shared in range(len(what) - 1, 0, -1):
        end = previous.find(what[-shared:])
        start = end + shared - len(what)
        told = previous[max(start, 0) : end + shared]
        if 0 <= start < end and _NOUN.fullmatch(told) and not _VERB_OR_LINK.search(told):
            return Span(start, end + shared) if not ASKING.search(told) else None
    return None


_NOUN = lazy_pattern(r"[\u4e00-\u9fff]{3,6}|[\u4e00-\u9fff]{2}")


def _put(what: str, text: str, span: Span) -> str:
    return text[: span.start] + what + text[span.end :]


def _predicate(previous: str) -> str:
    places = find_places(previous)
    return previous[places[0].end :] if places else previous
