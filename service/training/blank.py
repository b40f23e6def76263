"""Blanks: the stretches of a sentence that can be asked for."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from service.training.clause import SURNAMES, Tokens, runs


class BlankKind(StrEnum):
    """What is asked for."""

    FIGURE = "figure"
    PERCENT = "percent"
    DATE = "date"
    DURATION = "duration"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    TITLE = "title"
    NAME = "name"
    TERM = "term"
    REASON = "reason"
    LIST = "list"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Blank:
    """A stretch of a sentence, half-open, and its kind."""

    kind: BlankKind
    start: int
    end: int
    text: str


_NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|[二两三四五六七八九十百千]{2,6})"
_UNITS = (
    "美元|欧元|英镑|日元|港元|韩元|元人民币|人民币|元|人次|人|名|位|家|个|项|条|座|处|所|户|吨|平方公里|"
    "平方千米|平方米|立方米|公里|千米|米|海里|公顷|亩|台|辆|架|艘|套|件|只|头|棵|株|份|部|本|场|起|例|种|类|"
    "千瓦时|千瓦|兆瓦|摄氏度|度|岁|倍|公斤|斤|克|毫米|厘米|英寸|层|间|张|毫安时|毫安|篇|支|枚|幅|趟|列|班|批|"
    "kwh|gwh|mah|gb|tb|mb|mm|kg|km|ghz|hz|w"
)
_FIGURE = re.compile(
    rf"(?<![第\d.,一二两三四五六七八九十])(?:{_NUMBER}[万亿千百]*(?:余|多)?(?:{_UNITS})|[二两三四五六七八九十](?:人|名|家|位|条|座|倍))(?![体性民类工才员物口生间数者都月小])|\d[\d,.]*[万亿]{{1,2}}(?![\d元])"
)
_PERCENT = re.compile(
    r"\d+(?:\.\d+)?(?:%|个百分点)|百分之[一二三四五六七八九十百零点]+|[一二三四五]分之[一二三四五]"
)
_DATE = re.compile(
    r"(?:(?:19|20)\d\d年|今年|去年|明年|前年)(?:\d{1,2}月(?:\d{1,2}日)?|[一二三四]季度|上半年|下半年|前\w季度|[年月]?(?:初|底|末))?|"
    r"\d{1,2}月\d{1,2}日(?:至\d{1,2}日)?|\d{1,2}月(?:[上中下]旬|初|底|份)?|(?<![\d月.])\d{1,2}日"
)
_CLOCK = re.compile(
    r"(?:[上下中]午|早上|晚上?|凌晨|傍晚|当天|当日)?\d{1,2}(?:时(?!期)\d{0,2}分?|点(?!击|位|赞)(?:\d{1,2}分|半)?|:\d\d(?=[^\d]))"
)
_MOMENT = re.compile(rf"(?:{_DATE.pattern})(?:{_CLOCK.pattern}|[上下]午|晚间?|凌晨|清晨)?")
_DURATION = re.compile(
    r"(?<![\d年.第])(?:\d{1,3}(?:\.\d)?|[二两三四五六七八九十百]{1,3}|[一半])(?:余|多)?(?:个多?)?(?:年|天|个月|小时|分钟|秒钟?|周|星期|工作日|个学期)(?!度|级|代|前|[初底末]|\d|刊|轻|货|间隔|来)"
)
_TITLE = re.compile(r"《[^《》]{2,24}》")
_QUOTED = re.compile(r"“([^“”,。;:!?]{2,14})”")
_LIST = re.compile(
    r"(?:包括|分别是|分别为|包含|涵盖|涉及|例如|比如|主要有)了?:?"
    r"([^,。;:!?、()]{2,16}(?:、[^,。;:!?、()]{2,16}){1,6}?(?:(?:和|及|以及|与)[^,。;:!?、()]{2,14})?)"
    r"(?=等|[,。;!?]|$)"
)
_REASON = re.compile(
    r"(?:由于|因为|(?<![原病基起成死])因(?![此而素为城地材人势故])|(?<![成作认])为了|旨在|"
    r"以便于?)([^,。;:!?、“]{4,30})(?=[,。;]|而|$)"
)
_STATEMENT = re.compile(
    r"(?:表示|认为|指出|称|强调|透露|坦言|提醒|建议|要求)[,:]“?([^”。;!?]{8,45}?)(?=[”。;!?]|$)"
)
_SPEECH = re.compile(
    r"^(?:说|表示|介绍|告诉|认为|指出|称|强调|坦言|透露|先生|女士|教授|医生|院士|等人|在接受)"
)
_OFFICE = re.compile(
    r"(?:长|主任|经理|教授|书记|总裁|总统|员|家|师|主席|总理|首相|代表|创始人|董事|总监|院士|博士|医生|专家|队长|主播|演员|导演|歌手|选手|球员|将军|大使|人|ceo)$"
)
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,8})+")
_BODY = (
    "公司|集团|银行|大学|学院|医院|研究院|研究所|委员会|协会|局|部|厅|委|法院|"
    "检察院|中心|政府|中学|小学|基金会|俱乐部|交易所|联盟|机构|事务所|党委|"
    "支部|党组|分局|支队|大队|证券|科技|股份|博物馆|图书馆|出版社|电视台|"
    "部门|组织|办公室"
)
_NO_NAME = set(
    (
        "华为 华东 华南 华北 高潮 高手 高中 高温 高层 马来 阳光 白天 白色 方向 "
        "方面 万元 万亩 万人 常年 常见 文明 江苏 江西 金融 金属 黄金 黄色 石油 "
        "雷雨 田径 任何 任务 安全 于是 高兴"
    ).split()
)
_NO_PLACE = set(
    (
        "神圣 入口 普京 上市 京东 太阳 平安 平台 中银 和平 光明 大运 长大 山岭 "
        "山海 高新 大街 大道 阳光 东方 西部 东部 南部 北部 中部 新区"
    ).split()
)
_FOREIGN_OFFICE = re.compile(
    r"[^·]*(?:主管|总统|总理|部长|主席|教练|球员|首相|外长|大使|官员|导演|作家|巨星|选手|名将|董事长|人|长|家|员|由|是|和|与|对|称|国|的|师|星)(?=[^·]+·)"
)
_IS_BODY = re.compile(rf"(?:{_BODY})$")
_BODY_PARTS = ("n", "j", "vn", "eng", "b", "a", "l", "f")
_VAGUE = set(
    (
        "中国 我国 公司 集团 学校 医院 政府 部门 机构 项目 活动 工作 问题 "
        "方面 情况 市场 企业 社会 国家 生活 时间 产品 国内 海外 全国 全球 "
        "世界 美国 央行 银行 部分 影响 作用 情况下 过程 效果 条件 基础 水平 "
        "能力 记者 目标 方式 内容 原因 责任 有限公司 it之家 it"
    ).split()
)
_ROW = ("“", "”", "、", "和", "及", "等", ".")
_LOOSE = re.compile(r"早些|以来|内|前夕|至|[-~—]|\d|第")
_DATELINE = re.compile(r"^(?:it之家|新华|中新|讯|电|消息|报道|日电)")


def blanks(sentence: str, tokens: Tokens) -> list[Blank]:
    """Return all that can be asked for in a tagged sentence, in order, none inside another."""
    found: list[Blank] = []
    for finder in _FINDERS:
        for blank in finder(sentence, tokens):
            free = all(blank.end <= b.start or b.end <= blank.start for b in found)
            long = blank.kind in (BlankKind.LIST, BlankKind.REASON, BlankKind.STATEMENT)
            if (free or long) and blank.text not in _VAGUE:
                found.append(blank)
    return sorted(found, key=lambda blank: blank.start)


def patterned(sentence: str) -> list[Blank]:
    """Return the blanks that need no tags: figures, dates, titles, quotes, lists, reasons."""
    return [blank for finder in _PATTERNED for blank in finder(sentence, ())]


def _by(kind: BlankKind, pattern: re.Pattern[str]) -> Callable[[str, Tokens], Iterator[Blank]]:
    def find(sentence: str, _: Tokens) -> Iterator[Blank]:
        group = 1 if pattern.groups else 0
        for match in pattern.finditer(sentence):
            start, end = match.span(group)
            yield Blank(kind, start, end, match.group(group))

    return find


def _dates(sentence: str, _: Tokens) -> Iterator[Blank]:
    for pattern in (_MOMENT, _CLOCK):
        for match in pattern.finditer(sentence):
            joined = _DATELINE.match(sentence[match.end() : match.end() + 4])
            vague = _LOOSE.match(sentence[match.end() :]) or not re.search(
                r"\d|季度|半年", match.group()
            )
            if not vague and not (joined and match.start() < 30):
                yield Blank(BlankKind.DATE, match.start(), match.end(), match.group())


def _persons(sentence: str, tokens: Tokens) -> Iterator[Blank]:
    for match in _FOREIGN.finditer(sentence):
        office = _FOREIGN_OFFICE.match(match.group())
        start = match.start() + (office.end() if office else 0)
        yield Blank(BlankKind.PERSON, start, match.end(), sentence[start : match.end()])
    for number, token in enumerate(tokens):
        if not token.tag.startswith("nr") or not 2 <= len(token.text) <= 3:
            continue
        before = tokens[number - 1].text if number else ""
        beside = _SPEECH.match(sentence[token.end :]) or _OFFICE.search(before)
        allowed = before not in ("记者", "据", "、") and token.text not in _NO_NAME
        if beside and allowed and token.text[0] in SURNAMES:
            yield Blank(BlankKind.PERSON, token.start, token.end, token.text)


def _places(sentence: str, tokens: Tokens) -> Iterator[Blank]:
    for first, last in runs(tokens, ("ns",)):
        while last < len(tokens) and re.fullmatch(
            r"[省市区县镇乡村街道州湾路]+|街道|机场|广场|公园|景区|体育馆|会展中心",
            tokens[last].text,
        ):
            last += 1
        start, end = tokens[first].start, tokens[last - 1].end
        after = tokens[last : last + 1]
        body = any(one.is_noun or one.text in "、-(" for one in after)
        ahead = tokens[first - 1 : first] if first else ()
        body = body or any(one.is_noun or one.text in "、-" for one in ahead)
        if sentence[start:end] in _NO_PLACE:
            continue
        if end - start >= 2 and not body:
            yield Blank(BlankKind.PLACE, start, end, sentence[start:end])


def _organisations(sentence: str, tokens: Tokens) -> Iterator[Blank]:
    for number, token in enumerate(tokens):
        last = number + 1
        inner = last < len(tokens) and _IS_BODY.search(tokens[last].text)
        if not _IS_BODY.search(token.text) or not token.is_noun or inner:
            continue
        first = number
        while first and tokens[first - 1].tag.startswith(_BODY_PARTS):
            first -= 1
        start, end = tokens[first].start, token.end
        proper = any(
            t.tag in ("ns", "nt", "nz", "nr", "eng", "j", "nrt") for t in tokens[first:last]
        )
        joined = last < len(tokens) and (
            tokens[last].tag.startswith(_BODY_PARTS) or tokens[last].text == "("
        )
        if proper and not joined and 4 <= end - start <= 18:
            yield Blank(BlankKind.ORGANISATION, start, end, sentence[start:end])


def _names(sentence: str, tokens: Tokens) -> Iterator[Blank]:
    for blank in _by(BlankKind.NAME, _QUOTED)(sentence, tokens):
        after = sentence[blank.end + 1 : blank.end + 2]
        before = sentence[max(0, blank.start - 2) : blank.start - 1]
        if after not in _ROW and before not in _ROW:
            yield blank


def _terms(sentence: str, tokens: Tokens) -> Iterator[Blank]:
    for first, last in runs(tokens, ("n", "vn", "b", "a", "j", "eng")):
        start, end = tokens[first].start, tokens[last - 1].end
        after = sentence[end : end + 1]
        asked = first and (tokens[first - 1].tag in ("v", "p", "ul", "uz", "ug"))
        whole = after in ("", ",", "。", ";", ")") and tokens[last - 1].is_noun
        if asked and whole and 3 <= end - start <= 12 and last - first <= 4:
            yield Blank(BlankKind.TERM, start, end, sentence[start:end])


_PATTERNED = (
    _by(BlankKind.PERCENT, _PERCENT),
    _dates,
    _by(BlankKind.DURATION, _DURATION),
    _by(BlankKind.FIGURE, _FIGURE),
    _by(BlankKind.TITLE, _TITLE),
    _names,
    _by(BlankKind.LIST, _LIST),
    _by(BlankKind.REASON, _REASON),
    _by(BlankKind.STATEMENT, _STATEMENT),
)
_FINDERS = (*_PATTERNED[:6], _persons, _organisations, _places, _terms, *_PATTERNED[6:])
