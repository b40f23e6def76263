"""What was before and what is now: both sides of a change, and clauses about either."""

from enum import Enum

from index.pattern import lazy_pattern
from index.span import Span

_REACH = 14  # characters around a figure that say it changed
_FROM = lazy_pattern(r"(?:由|从|自|原来|原先|原)[^,;:。!?]{0,12}$")
_VERB = (
    "调整|调高|调低|上调|下调|增加|增长|增|提高|提升|上升|升|扩大|扩|上涨|涨|"
    "下降|降低|降|减少|减|缩短|延长|压缩|压减|变|改|优化"
)
_CHANGED = lazy_pattern(rf"^[^,;:。!?\d]{{0,6}}?,?(?:{_VERB})[^,;:。!?\d]{{0,4}}?[为至到成]")
_CHANGED_TO = lazy_pattern(rf"(?:{_VERB})[^,;:。!?\d]{{0,4}}?[为至到成][^,;:。!?\d]{{0,4}}$")
_BEFORE = "原先|原来|原本|过去|以前|从前|此前|起初|当初"
_OLD, _NOW = lazy_pattern(_BEFORE), lazy_pattern("现在|如今|目前|眼下|当前|现有|而今")
_LAST_YEAR, _THIS_YEAR = lazy_pattern("去年|上年|上一年"), lazy_pattern("今年|本年")
_ASKS_BEFORE = lazy_pattern(rf"{_BEFORE}|之前|[调改变涨降升整]前")
_ASKS_BOTH = lazy_pattern(r"[从由](?:多少|几|什么)")


class Side(Enum):
    """Where a figure stands in `由620人增加到980人`."""

    BEFORE = "before"
    AFTER = "after"


def side_of(text: str, figure: Span) -> Side | None:
    """Return the side of a change that a figure of a folded sentence is on, if it is on one."""
    before = text[max(0, figure.start - _REACH) : figure.start]
    behind = text[figure.end : figure.end + _REACH]
    if _CHANGED.match(behind) and _FROM.search(before):
        return Side.BEFORE
    return Side.AFTER if _CHANGED_TO.search(before) else None


def is_other_side(question: str, text: str, figure: Span) -> bool:
    """Say whether a figure is the old value and the new one is asked for, or the reverse."""
    side = side_of(text, figure)
    if side is None or _ASKS_BOTH.search(question):
        return False
    wanted = Side.BEFORE if _ASKS_BEFORE.search(question) else Side.AFTER
    return side is not wanted


def at_other_times(question: str, clause: str) -> bool:
    """Say whether one speaks of now and the other of before: 现在有多少, 原先是0元."""
    for here, there in ((_NOW, _OLD), (_OLD, _NOW), (_LAST_YEAR, _THIS_YEAR)):
        if here.search(question) and there.search(clause) and not here.search(clause):
            return not there.search(question)
    return False
