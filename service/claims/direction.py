"""Which way something went: what rose in the source must not fall in the claim."""

import re
from collections.abc import Iterator
from itertools import pairwise

from index.pattern import lazy_pattern
from index.script import fold
from index.span import Span
from service.claims.facts import Facts
from service.claims.figure import alike
from service.claims.verdict import Finding, Reason
from service.figures.compare import consistent
from service.figures.kind import Kind
from service.figures.quantity import Quantity

_OPPOSITES = (
    ("增长|增加|上升|上涨|提高|提升|走高|攀升|回升|增至|升至|涨至|扩大|增多|多收|增收",
     "下降|减少|下跌|降低|回落|走低|下滑|缩减|减至|降至|跌至|缩小|下挫|少收|减收"),
    ("盈利|盈余|净赚", "亏损|净亏"),
    ("高于|超过|多于|超出", "低于|少于|不及|不足"),
    ("净流入|流入", "净流出|流出"),
    ("买入|购入|增持|收购", "卖出|售出|减持|抛售"),
    ("进口", "出口"),
    ("支持|同意|赞成", "反对|拒绝"),
    ("开通|启用|开放|开业|复工", "关闭|停用|停业|停工"),
    ("提前", "推迟|延后|延期"),
    ("延长", "缩短"),
    ("早了|提早", "晚了|推迟"),
    ("调升|上调|调高", "调降|下调|调低"),
    ("采购|购买|购进|购置", "出售|卖给|售给"),
)  # fmt: skip
_RAISED = lazy_pattern(
    r"(?i)\b(?:grew|grow|grown|growth|growing|rose|rise|risen|rising|increase[ds]?|increasing|"
    r"up by|climbed|gained|higher)\b"
)
_LOWERED = lazy_pattern(
    r"(?i)\b(?:fell|fall|fallen|falling|drop(?:ped|s)?|decline[ds]?|declining|decrease[ds]?|"
    r"down by|shrank|shrunk|lost|lower|reduced|cut)\b"
)
_CHANGE = lazy_pattern(r"[增减降升涨跌缩延提扩多少添早晚快慢高低]")
_BY = lazy_pattern(
    r"(?:增加|减少|增长|下降|上升|提高|降低|缩短|延长|上涨|下跌|增多|减)(?:了|约|近|超过?|逾)*$"
)
_UP_TO = lazy_pattern(r"[到至为成](?:了|约|近|超过?|逾)*$")
_FROM = lazy_pattern(r"[从由]")
_INTO = lazy_pattern(r"[到至为成]")
_CHANGED_BY = 10  # characters before a figure that say whether it is a change
_NEAR = 8  # characters between a word of direction and its figure
_FRAME = 2  # characters by which the same place is known where there is no figure


def direction_findings(said: Facts, cited: Facts) -> Iterator[Finding]:
    """Yield where a claim turns round what the cited sentences say of the same thing.

    A word and its opposite are held against each other where the same figure stands right
    behind them, or the same characters on both sides.
    """
    if said.english and not cited.english:
        yield from _translated(said, cited)
        return
    yield from _changed(said, cited)
    for first, second in _OPPOSITES:
        for ours, theirs in ((first, second), (second, first)):
            for word in re.finditer(ours, said.folded):
                there = _turned(word, ours, theirs, said, cited)
                if there is not None:
                    yield Finding(
                        Reason.NEGATION_DIFFERS, said.back(Span(*word.span())), cited.back(there)
                    )


def _changed(said: Facts, cited: Facts) -> Iterator[Finding]:
    """Yield the figures told as a change that are a level, and changes told backwards.

    增加到2180万元 is no 增加2180万元, and 由两班增到八班 is not 从八班减到两班.
    """
    for claimed in said.quantities:
        carrying = [one for one in cited.quantities if consistent(claimed, one)]
        if carrying and _BY.search(_before(said, claimed)) and claimed.kind is not Kind.SHARE:
            ahead = [_before(cited, one) for one in carrying]
            if all(_UP_TO.search(text) or not _CHANGE.search(text) for text in ahead):
                yield Finding(Reason.FIGURE_DIFFERS, claimed.span, carrying[0].span)
    for first, second in pairwise(said.quantities):
        between = fold(said.text[first.span.end : second.span.start])
        if _FROM.search(_before(said, first)) and _INTO.search(between):
            starts = [one.span for one in cited.quantities if consistent(first, one)]
            ends = [one.span for one in cited.quantities if consistent(second, one)]
            if starts and ends and min(starts) > max(ends) and alike(first, second):
                yield Finding(Reason.NEGATION_DIFFERS, first.span, starts[0])


def _before(facts: Facts, one: Quantity) -> str:
    start = max(facts.clause(one.span).start, one.span.start - _CHANGED_BY)
    ends = [other.span.end for other in facts.quantities if other.span.end <= one.span.start]
    return fold(facts.text[max([start, *ends]) : one.span.start])


def _turned(word: re.Match[str], ours: str, theirs: str, said: Facts, cited: Facts) -> Span | None:
    """Return where the cited sentences have the opposite for a word of the claim."""
    held = [match for match in re.finditer(ours, cited.folded) if _same(word, match, said, cited)]
    if held:
        return None
    for match in re.finditer(theirs, cited.folded):
        if _same(word, match, said, cited):
            return Span(*match.span())
    return None


def _same(one: re.Match[str], other: re.Match[str], said: Facts, cited: Facts) -> bool:
    """Say whether two words are said of the same thing."""
    claimed, carried = _behind(said, one), _behind(cited, other)
    if claimed is not None and carried is not None:
        return consistent(claimed, carried)
    return (
        _edge(one, before=True) == _edge(other, before=True)
        and _edge(one, before=False) == _edge(other, before=False)
        and bool(_edge(one, before=True) + _edge(one, before=False))
    )


def _behind(facts: Facts, word: re.Match[str]) -> Quantity | None:
    """Return the figure right behind a word."""
    end = facts.back(Span(*word.span())).end
    near = (one for one in facts.quantities if 0 <= one.span.start - end <= _NEAR)
    return next(near, None)


def _edge(word: re.Match[str], *, before: bool) -> str:
    text = word.string
    if before:
        return re.sub(r"\W", "", text[max(0, word.start() - _FRAME) : word.start()])
    return re.sub(r"\W", "", text[word.end() : word.end() + _FRAME])


def _translated(said: Facts, cited: Facts) -> Iterator[Finding]:
    """Yield an English word of direction that the Chinese sentence turns round."""
    raised, lowered = (re.compile(side) for side in _OPPOSITES[0])
    text = fold(cited.text)
    rises, falls = bool(raised.search(text)), bool(lowered.search(text))
    for pattern, agrees, differs in ((_RAISED, rises, falls), (_LOWERED, falls, rises)):
        word = pattern.search(said.text)
        if word and differs and not agrees:
            yield Finding(Reason.NEGATION_DIFFERS, Span(*word.span()))
