"""Quantities in running text: where they stand and in what unit they count."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.pattern import lazy_pattern
from index.span import Span

# Blanks part thousands (共1 268户) only between a word and a unit: elsewhere they part cells.
_BLANKS = r"(?<=[\u4e00-\u9fff,:(])[0-9]{1,3}(?: [0-9]{3})+(?=(?:\.[0-9]+)?[\u4e00-\u9fff%])"
_DIGITS = rf"(?:{_BLANKS}|[0-9]+(?:[,][0-9]{{3}})*)(?:\.[0-9]+)?"
# A spelt numeral may hold its scales inside: 三千九百七十八万, 九亿三千万.
_HAN = (
    r"[零〇一二三四五六七八九十百千两]+(?:[亿万][零〇一二三四五六七八九十百千两]+)*"
    r"(?:点[零〇一二三四五六七八九]+)?"
)
_COMPOUND = r"(?:[0-9]+(?:\.[0-9]+)?亿)(?=[0-9]+(?:\.[0-9]+)?万)"  # 2亿3000万
_MORE = r"[余多几来]?"
_SCALE = r"(?:十|百|千)?(?:万亿|亿|万|千|百)?"
_UNITS = (
    "个百分点|百分点|平方公里|平方米|平方千米|立方米|人次|美元|欧元|日元|港元|人民币|个工作日|个月|小时|分钟|公里|千米|公顷|"
    "公斤|千克|毫米|厘米|gwh|mwh|kwh|千瓦时|千瓦|兆瓦|平米|方米|"
    "元|块|亩|吨|克|斤|米|里|人|名|位|户|个|家|所|项|件|座|条|台|辆|套|本|册|箱|只|羽|头|"
    "趟|回|样|届|期|栋|类|种|份|次|天|年|岁|村|镇|乡|县|省|国|处|支|笔|对|组|批|间|片|层|张|艘|架|部|篇|门|颗|道|节|枚|股|桶|"
    "帕|股|s(?![a-z])|首|任|株|棵|匹|粒|把|幅|尊|站|瓶|袋|枝|班|艇|页|床|声|室|℃|磅|升|"
    "场|世纪|度|倍|成|秒|周|日|月|级|大|点|%|‰|㎡|mg|kg|km|cm|mm|m|g|t|分|字|句|章|卷|集|席|票|区|校|镜头"
)
_FIGURE = lazy_pattern(
    rf"(?P<range>(?:{_DIGITS}|{_HAN})\s?(?P<runit>{_SCALE}(?:{_UNITS})?)\s?[-—–~至到]+\s?)?"
    rf"(?P<number>(?:{_COMPOUND})?{_DIGITS}|{_HAN}分之{_HAN}|{_HAN}|百分之(?:{_HAN}|{_DIGITS}))"
    rf"\s?(?P<scale>{_MORE}{_SCALE}{_MORE})\s?(?P<unit>{_UNITS})?"
)
_NOT_BEFORE = lazy_pattern(r"[a-z0-9.第]$")
_ORDINARY_HAN = lazy_pattern(r"^[一二两三四五六七八九十]$")


_ORDINAL_UNITS = ("期", "届", "批", "度", "级", "大", "线", "季", "步")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity; `span` indexes the text it was found in.

    Attributes:
        span: Number, scale and unit, such as `3978万元`.
        unit: The unit without its scale, `""` when the number stands bare.
        spelled: True for Chinese numerals, which are often no quantity at all.
        number: The digits or numerals as written.
        scaled: Whether a scale such as 万 or 亿 stands between number and unit.
    """

    span: Span
    unit: str
    spelled: bool
    number: str
    scaled: bool


def find_figures(text: str) -> list[Figure]:
    """Return the quantities of folded text, left to right, not overlapping."""
    found = (_figure(text, match) for match in _FIGURE.finditer(text))
    return _compound(text, [figure for figure in found if figure])


_FALLING = ("年", "个月", "周", "天", "小时", "分钟", "秒")
_SHORT = {"日": "天", "分": "分钟", "个工作日": "天"}
_LINKS = ("", "零", "又", "加", " ")


def _compound(text: str, figures: Iterable[Figure]) -> list[Figure]:
    """Join stretches of time that are counted in falling units: 三年零两个月, 5小时20分钟."""
    joined: list[Figure] = []
    last = ""
    for figure in figures:
        unit = _SHORT.get(figure.unit, figure.unit)
        linked = joined and text[joined[-1].span.end : figure.span.start] in _LINKS
        if linked and unit in _FALLING and last in _FALLING[: _FALLING.index(unit)]:
            whole = Span(joined[-1].span.start, figure.span.end)
            joined[-1] = replace(joined[-1], span=whole)
        else:
            joined.append(figure)
        last = unit
    return joined


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    if _NOT_BEFORE.search(text[: match.start()][-1:]) or not match.group("number"):
        return None
    number, scale, unit = match["number"], match["scale"] or "", match["unit"] or ""
    spelled = not number[0].isdigit() and not number.startswith("百分之")
    if number.startswith("百分之") or "分之" in number:
        return Figure(_trim(text, match), "%", spelled, number, scaled=False)
    if spelled and (not unit or (number in "一二三" and unit in _ORDINAL_UNITS and not scale)):
        return None
    if not unit and re.match(r"[a-z]", text[match.end() : match.end() + 1]):
        return None
    scaled = any(character in scale for character in "万亿千百")
    return Figure(_trim(text, match), unit, spelled, number, scaled)


def _trim(text: str, match: re.Match[str]) -> Span:
    end = match.end()
    while end > match.start() and text[end - 1].isspace():
        end -= 1
    return Span(match.start(), end)


_UNITS_THAT_NEED_A_NUMBER = (
    r"万元|亿元|万亩|亩|平方米|万吨|吨|(?<!平方)公里|平方公里|公顷|万人|万平方米"
)
_LOST = lazy_pattern(rf"(?<=[\u4e00-\u9fff])(?P<unit>{_UNITS_THAT_NEED_A_NUMBER})(?!均|以上|级|产)")
_NUMBER_BEFORE = lazy_pattern(
    r"[0-9零〇一二三四五六七八九十百千万亿两数几多余每半单位按论为以/.%来\s]$"
)


_MARKED = lazy_pattern(
    r"(?<=[\u4e00-\u9fff])(?<![零〇一二三四五六七八九十百千万亿两数几多余每半])"
    r"(?:\s+|[□■_*×]+|x{2,}|-{2,}|…+|\(\s*\))"
    rf"(?P<unit>{_UNITS_THAT_NEED_A_NUMBER}|[元%人户名个家座所间张项米吨辆台件])(?=[,;。、)!\s]|$)"
)


def find_lost(text: str) -> list[Span]:
    """Return units that stand where their number was lost: `摘得亩新地`, `护士□□名`.

    A unit that follows a number, a word such as 每 or 数, or that reads as part of
    a word (`亩均`, `亿元以上`) is not one of them. Units that begin words, too, count only
    behind a blank or a mark in the place of the number.
    """
    bare = [
        match
        for match in _LOST.finditer(text)
        if not _NUMBER_BEFORE.search(text[: match.start()][-1:])
    ]
    found = {Span(*match.span("unit")) for match in [*bare, *_MARKED.finditer(text)]}
    return sorted(found)
