"""Making a question ask about something else: another year, another place, another name."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from eval.item import Item
from index.align import Edit, apply_edits
from index.clean.surnames import is_name
from index.gazetteer import Gazetteer
from index.script import detect_script, fold, fold_aligned, to_script
from index.span import Span

Finder = Callable[[str], Sequence[Span]]
"""Where names of one sort stand in a folded text, left to right."""

COUNTRIES = frozenset(
    """
    中国 美国 英国 法国 德国 日本 俄罗斯 苏联 印度 巴西 意大利 西班牙 葡萄牙 荷兰 比利时 瑞士
    瑞典 挪威 芬兰 丹麦 波兰 匈牙利 捷克 奥地利 希腊 土耳其 埃及 南非 肯尼亚 尼日利亚 索马里
    利比亚 叙利亚 伊拉克 伊朗 以色列 约旦 黎巴嫩 沙特 也门 阿富汗 巴基斯坦 孟加拉国 斯里兰卡
    缅甸 泰国 越南 老挝 柬埔寨 马来西亚 新加坡 印度尼西亚 菲律宾 韩国 朝鲜 蒙古 澳大利亚 新西兰
    加拿大 墨西哥 古巴 智利 秘鲁 阿根廷 哥伦比亚 委内瑞拉 乌克兰 白俄罗斯
    """.split()
)
_RANKS = "省市县区州镇乡村"
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]\d\d|20[0-3]\d)(?=年)")
_LATEST = "2023"
_YEARS_AWAY = tuple(away for away in range(-12, 13) if away)
_ASKS_WHO = re.compile("谁|哪位|何人|哪一位")
_DOTS = "·・‧•"
_DOTTED = re.compile(rf"[\u4e00-\u9fff]{{2,7}}(?:[{_DOTS}][\u4e00-\u9fff]{{1,7}})+")


@dataclass(frozen=True, slots=True)
class Swap:
    """A question that asks about something else.

    Attributes:
        question: The new question, in the script of the old one.
        instead: What was put in, folded.
    """

    question: str
    instead: str


def other_years(question: str, random: Random) -> Iterator[Swap]:
    """Yield the question with its first year moved by up to twelve years."""
    match = _YEAR.search(question)
    if match is None:
        return
    for away in random.sample(_YEARS_AWAY, len(_YEARS_AWAY)):
        year = str(int(match[0]) + away)
        if year > _LATEST:
            continue
        yield Swap(question[: match.start()] + year + question[match.end() :], year)


def other_names(
    question: str, text: str, find: Finder, pool: Iterable[str], random: Random
) -> Iterator[Swap]:
    """Yield the question with a name of it replaced by others of the same kind.

    Args:
        question: In either script.
        text: What the question is about; the name must stand there too.
        find: Finds names of the sort wanted.
        pool: Names to put in, folded.
        random: Decides their order.
    """
    folded, alignment = fold_aligned(question)
    about = fold(text)
    spans = [span for span in find(folded) if span.of(folded) in about]
    if not spans:
        return
    name = spans[0].of(folded)
    places = [alignment.to_source(span) for span in spans if span.of(folded) == name]
    others = sorted({one for one in pool if kind_of(one) == kind_of(name) and one not in about})
    for other in random.sample(others, len(others)):
        edits = [Edit(place, to_script(other, detect_script(question))) for place in places]
        yield Swap(apply_edits(question, edits)[0], other)


def kind_of(name: str) -> str:
    """Return what tells names of one kind: a country, a rank, a foreign or a Chinese name."""
    if name in COUNTRIES:
        return "country"
    if _DOTTED.fullmatch(name):
        return "dotted"
    return name[-1] if _has_rank(name) else str(len(name))


def _has_rank(name: str) -> bool:
    """Say whether a name ends in its rank; 杭州 and 忠县 do not, whole names as they are."""
    return name[-1] in _RANKS and len(name) > 2


def places_finder() -> Finder:
    """Return what finds countries and Chinese provinces, cities and counties.

    A name without its rank is taken for provinces and cities alone: those of counties
    are often ordinary words, such as 共和 and 南部.
    """
    known = Gazetteer.load().names
    ranked = set(filter(_has_rank, known))
    stems = {name for name in known if {f"{name}省", f"{name}市"} & known}
    return Gazetteer.of(ranked | stems | COUNTRIES).find


def people_finder(people: Iterable[str]) -> Finder:
    """Return what finds the people of a list, not inside a longer name."""
    named = Gazetteer.of(people)

    def find(text: str) -> list[Span]:
        return [
            span
            for span in named.find(text)
            if not {*text[max(0, span.start - 1) : span.start], *text[span.end : span.end + 1]}
            & {*_DOTS}
        ]

    return find


def people_of(items: Iterable[Item]) -> frozenset[str]:
    """Return the people that answer questions of a set, folded: names cut out by hand."""
    answers = (
        fold(answer)
        for item in items
        if _ASKS_WHO.search(fold(item.question.text))
        for answer in item.answers
    )
    return frozenset(one for one in answers if _DOTTED.fullmatch(one) or is_name(one))
