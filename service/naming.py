"""Which places a text is about: those it names, without names that are common words."""

from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.script import fold
from index.span import Span
from service.slots import find_places

# Names of places that in running text are nearly always the common word.
_COMMON = frozenset(
    "振兴 新建 合作 前进 和平 向阳 开发 建设 中国 全国 港口 城区 市区 县区 区县 郊区 城关 "
    "新区 矿区 城市 开放 团结 友好 光明 红旗 解放 民主 胜利 幸福 文化 平安 互助 公安 中心".split()
)
_SHORTEST_UNLISTED = 3  # characters of a place that only its last one tells
_OF_VILLAGES = lazy_pattern("乡村")


def places_named(text: str) -> list[str]:
    """Return the places that a text names, each once, in the order of the text.

    Args:
        text: Chinese, in either script.
    """
    found = (span.of(text) for span in find_places(text) if not _is_chance(text, span))
    return list(dict.fromkeys(name for name in found if _is_place(name)))


def _is_chance(text: str, span: Span) -> bool:
    """Say whether a name was cut out of a word: 培训乡 in 培训乡村人才."""
    return _OF_VILLAGES.match(text, max(0, span.end - 1)) is not None


def _is_place(name: str) -> bool:
    folded = fold(name)
    if folded in _COMMON:
        return False
    listed = Gazetteer.load().find(folded) == [Span(0, len(folded))]
    return listed or len(name) >= _SHORTEST_UNLISTED
