"""True statements of articles, and the same made false in one thing.

Each is a sentence of an article, or a clause of it, with the sentence that proves it. A
true one may have its numbers written in another form; a false one has a digit, a scale, a
place, a year or a negation changed, and nothing else.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from eval.in_english import in_english
from index.clean.cleaning import clean_document
from index.document import CleanDocument, Document, Passage
from index.gazetteer import place_stem
from index.sentences import sentence_spans
from index.span import Span
from index.split import split_passages
from service.claims.facts import Facts
from service.claims.source import Source
from service.figures.compare import same, values
from service.figures.reading import find_quantities

_SHORTEST, _LONGEST = 12, 120  # characters of a sentence
_CLAUSE = re.compile(r"[^，；]{8,}")
_DIGITS = re.compile(r"(?<![\d.,])\d+(?:\.\d+)?(?![\d,])")
_WHOLE = re.compile(r"(?<![\d.,])[1-9]\d{3,6}(?![\d,.])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)")
_DENIED = re.compile(
    r"尚未|没有|并未|无法|未(?=能|获|经|被|发|完|按|取|在|收)|"
    r"不(?=能|会|再|予|应|是|存在|包括|需要|具备|影响|构成|符合|支持|属于|允许|同意)"
)
_AFFIRMED = {"尚未": "已经", "没有": "", "并未": "已", "无法": "能够"}
_REWORDED = {
    "超过": "逾", "大约": "约", "左右": "上下", "表示": "称", "位于": "坐落在", "目前": "现在",
    "共计": "总共", "尚未": "还没有", "无法": "不能", "没有": "并无", "已经": "已", "进行": "开展",
    "建设": "修建", "帮助": "协助", "通过": "经由", "因为": "由于", "同时": "与此同时",
    "获得": "取得", "宣布": "公布", "成立": "组建", "以及": "和", "消息": "讯", "推出": "上线",
    "提供": "给予", "实现": "达成", "增加": "增多", "需要": "须", "开始": "着手", "发现": "查出",
    "非常": "十分",
}  # fmt: skip
_NUMERALS = "零一二三四五六七八九"
_WIDE = {code: code + 0xFEE0 for code in map(ord, "0123456789")}
_DAY = re.compile(r"(?<![\d.])(?P<number>[1-9]|[12]\d|3[01])(?P<unit>月|日)(?!元|前|均|内|后)")
_RISES = {"增长": "下降", "上升": "下降", "上涨": "下跌", "提高": "降低", "增加": "减少"}
_FALLS = {"下降": "增长", "下跌": "上涨", "降低": "提高", "减少": "增加", "下滑": "增长"}


class Change(StrEnum):
    """What was done to a true statement."""

    NONE = "as it stands"
    SEPARATED = "3978 as 3,978"
    SPELLED = "3978 as 三千九百七十八"
    SCALED = "万 as 亿, the value kept"
    FULL_WIDTH = "3978 as ３９７８"
    REWORDED = "in other words"
    ENGLISH = "in English"
    FIGURE = "a digit changed"
    UNIT = "万, 亿 or 10,000 times"
    PLACE = "another place of the article"
    YEAR = "another year"
    DAY = "another month or day"
    NEGATION = "negation dropped"
    DIRECTION = "a rise told as a fall"
    ENGLISH_FALSE = "in English, a figure changed"

    @property
    def is_true(self) -> bool:
        """Whether the statement is as true as before."""
        return self in (
            Change.NONE,
            Change.SEPARATED,
            Change.SPELLED,
            Change.SCALED,
            Change.FULL_WIDTH,
            Change.REWORDED,
            Change.ENGLISH,
        )


@dataclass(frozen=True, slots=True)
class AlteredAnswer:
    """A statement, what was changed in it, and the place that proves or refutes it."""

    text: str
    change: Change
    source: Source


def altered_answers(documents: Iterable[Document], *, seed: int = 0) -> Iterator[AlteredAnswer]:
    """Yield statements of articles, each once as every change makes it.

    Args:
        documents: The articles, in the order in which they are used.
        seed: Decides which digit, which place, and whether a clause or a sentence.
    """
    draw = random.Random(seed)  # noqa: S311 - no secret
    for document in documents:
        clean = clean_document(document)
        passages = split_passages(clean)
        places = _places(passages)
        for passage in passages:
            for span in sentence_spans(passage.text):
                if _SHORTEST <= len(span) <= _LONGEST:
                    yield from _of_sentence(clean, passage, span, places, draw)


def _places(passages: Iterable[Passage]) -> list[str]:
    return sorted({name for one in passages for name in _named(one.text).values()})


def _named(text: str) -> dict[Span, str]:
    """Return the places of a text that are listed, or end as only places do."""
    found = {place.span: place for place in Facts(text).places}
    return {
        span: span.of(text)
        for span, place in found.items()
        if place.listed or span.of(text)[-1] in "县縣市镇鎮州省"
    }


def _of_sentence(
    clean: CleanDocument, passage: Passage, span: Span, places: list[str], draw: random.Random
) -> Iterator[AlteredAnswer]:
    sentence = span.of(passage.text)
    source = Source(clean, passage, span)
    clauses = [match.group() for match in _CLAUSE.finditer(sentence)]
    said = draw.choice(clauses) if clauses and draw.random() < 0.5 else sentence
    makers: dict[Change, Callable[[], str | None]] = {
        Change.NONE: lambda: said,
        Change.SEPARATED: lambda: _WHOLE.sub(_separated, said),
        Change.SPELLED: lambda: _spelled(said),
        Change.SCALED: lambda: _rescaled(said),
        Change.FULL_WIDTH: lambda: said.translate(_WIDE) if _counted(said) else None,
        Change.REWORDED: lambda: _reworded(said),
        Change.ENGLISH: lambda: in_english(said),
        Change.FIGURE: lambda: _other_digit(said, draw),
        Change.UNIT: lambda: _other_scale(said),
        Change.PLACE: lambda: _other_place(said, sentence, places, draw),
        Change.YEAR: lambda: _other_year(said, sentence, draw),
        Change.DAY: lambda: _other_day(said, sentence, draw),
        Change.NEGATION: lambda: _affirmed(said),
        Change.DIRECTION: lambda: _turned(said, sentence),
        Change.ENGLISH_FALSE: lambda: _other_english(said, draw),
    }
    for change, make in makers.items():
        text = make()
        if text is not None and (text != said or change is Change.NONE):
            yield AlteredAnswer(text, change, source)


def _separated(match: re.Match[str]) -> str:
    if re.match(r"年|-|/|:|～|~|—|号", match.string[match.end() : match.end() + 1]):
        return match.group()
    counted = find_quantities(match.string)
    if not any(one.unit and one.span.start <= match.start() < one.span.end for one in counted):
        return match.group()
    return f"{int(match.group()):,}"


def _spelled(text: str) -> str | None:
    """Write the first counted number below 10,000 in Chinese characters."""
    for one in find_quantities(text):
        match = _DIGITS.search(text, one.span.start, one.span.end)
        if match and one.unit and match.group().isdigit() and 2 < int(match.group()) < 10_000:
            spelled = numeral(int(match.group()))
            written = text[: match.start()] + spelled + text[match.end() :]
            if any(same(one, other) for other in find_quantities(written)):
                return written
    return None


def numeral(number: int) -> str:
    """Return a number from 0 to 9999 in Chinese characters: 3978 is 三千九百七十八."""
    text, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += ("零" if gap and text else "") + _NUMERALS[digit] + name
        gap = not digit
    text = text or _NUMERALS[0]
    return text[1:] if text.startswith("一十") else text


def _reworded(text: str) -> str | None:
    """Put other words for some, as one who retells it would, and say where it is from."""
    words = re.compile(r"[“《「『\"][^”》」』\"]*(?:[”》」』\"]|$)|" + "|".join(_REWORDED))
    told = words.sub(lambda match: _REWORDED.get(match.group(), match.group()), text)
    return None if told == text else f"资料显示，{told}"


def _rescaled(text: str) -> str | None:
    """Write so many 万 as 亿, or so many 亿 as 万."""
    match = re.search(r"(?<![\d.,])(\d+(?:\.\d+)?)([万亿])(?=[元美港欧人亩吨平])", text)
    if match is None:
        return None
    whole, _, part = match[1].partition(".")
    if match[2] == "亿":
        value = (whole + part[:4].ljust(4, "0")).lstrip("0") + ("." + part[4:]).rstrip(".")
        written = f"{value}万"
    else:
        whole = whole.rjust(5, "0")
        written = (whole[:-4].lstrip("0") or "0") + "." + (whole[-4:] + part).rstrip("0") + "亿"
        written = written.replace(".亿", "亿")
    return text[: match.start()] + written + text[match.end() :]


def _counted(text: str) -> list[re.Match[str]]:
    """Return the digits of a text that belong to a quantity."""
    found = (
        _DIGITS.search(text, one.span.start, one.span.end)
        for one in find_quantities(text)
        if one.unit is not None
    )
    return [match for match in found if match]


def _other_digit(text: str, draw: random.Random) -> str | None:
    counted = _counted(text)
    if not counted:
        return None
    match = draw.choice(counted)
    at = draw.choice([match.start() + i for i, digit in enumerate(match.group()) if digit != "."])
    least = 1 if at == match.start() else 0
    digit = draw.choice([str(n) for n in range(least, 10) if str(n) != text[at]])
    return text[:at] + digit + text[at + 1 :]


def _other_scale(text: str) -> str | None:
    for match in _counted(text):
        behind = text[match.end() :].lstrip()[:1]
        if not float(match.group()):
            continue
        if behind in ("万", "亿"):
            other = "亿" if behind == "万" else "万"
            at = text.index(behind, match.end())
            return text[:at] + other + text[at + 1 :]
        if behind not in (
            "%",
            "％",
            "‰",
            "千",
            "百",
            "十",
            "萬",
            "億",
            "多",
            "余",
            "-",
            "—",
            "、",
            "年",
            "月",
        ):
            return text[: match.end()] + "万" + text[match.end() :]
    return None


def _other_place(text: str, sentence: str, places: list[str], draw: random.Random) -> str | None:
    own = _named(text)
    others = [name for name in places if name not in sentence]
    if not own or not others:
        return None
    span, old = draw.choice(sorted(own.items()))
    name = draw.choice(others)
    if place_stem(name) in old or place_stem(old) in name:
        return None
    return text[: span.start] + name + text[span.end :]


def _other_year(text: str, sentence: str, draw: random.Random) -> str | None:
    years = list(_YEAR.finditer(text))
    if not years:
        return None
    match = draw.choice(years)
    near = [str(int(match.group()) + step) for step in (-3, -2, -1, 1, 2)]
    others = [year for year in near if year not in sentence]
    return text[: match.start()] + draw.choice(others) + text[match.end() :] if others else None


def _other_english(text: str, draw: random.Random) -> str | None:
    """Tell another figure; not one that the text has too, for the telling names no subject."""
    told, altered = in_english(text), _other_digit(text, draw)
    forged = altered and in_english(altered)
    if not forged or forged == told:
        return None
    known = {values(one) for one in find_quantities(text)}
    return None if any(values(one) in known for one in find_quantities(forged)) else forged


def _other_day(text: str, sentence: str, draw: random.Random) -> str | None:
    """Move a month or a day to one that the sentence does not name."""
    found = list(_DAY.finditer(text))
    if not found:
        return None
    match = draw.choice(found)
    most = 12 if match["unit"] == "月" else 28
    others = [n for n in range(1, most + 1) if f"{n}{match['unit']}" not in sentence]
    moved = f"{draw.choice(others)}{match['unit']}" if others else None
    return moved and text[: match.start()] + moved + text[match.end() :]


def _turned(text: str, sentence: str) -> str | None:
    """Tell a rise by a figure as a fall, where the sentence tells of rises only, or back."""
    for words in (_RISES, _FALLS):
        other = _FALLS if words is _RISES else _RISES
        if any(word in sentence for word in other):
            continue
        match = re.search(rf"({'|'.join(words)})了?(?:约|近|超)?(?=\d)", text)
        if match:
            return text[: match.start(1)] + words[match[1]] + text[match.end(1) :]
    return None


def _affirmed(text: str) -> str | None:
    match = _DENIED.search(text)
    if match is None:
        return None
    return text[: match.start()] + _AFFIRMED.get(match.group(), "") + text[match.end() :]
