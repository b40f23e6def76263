"""Spans of a sentence that could be the answer."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.gazetteer import Gazetteer
from index.span import Span
from service.reader.anchored import anchored_spans
from service.reader.expectation import SHARE, SPAN_OF_TIME, AnswerType, Expectation
from service.reader.figure import Figure, find_figures
from service.reader.moment import find_moments


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that could be the answer.

    Attributes:
        span: In the text searched.
        fit: In [0, 1]; how well its shape fits what was asked; 0 for a span that only
            stands where an answer might.
    """

    span: Span
    fit: float


def find_candidates(
    text: str, question: str, expectation: Expectation, gazetteer: Gazetteer
) -> list[Candidate]:
    """Return what could answer in one folded sentence, typed candidates first.

    Figures, shares and durations are only ever what their shape says; any other
    answer may also be a span that merely stands where the question asks.
    """
    finder = _FINDERS.get(expectation.kind)
    found = list(finder(text, expectation, gazetteer)) if finder else []
    fits: dict[Span, float] = {}
    for candidate in found:
        if candidate.span:
            fits[candidate.span] = max(candidate.fit, fits.get(candidate.span, 0.0))
    if expectation.kind not in _SHAPED:
        for span in anchored_spans(text, question, expectation):
            fits.setdefault(span, 0.0)
    return [Candidate(span, fit) for span, fit in fits.items()]


_SHAPED = (AnswerType.FIGURE, AnswerType.PERCENT, AnswerType.DURATION)


def _figures(text: str, expectation: Expectation, _: Gazetteer) -> Iterator[Candidate]:
    dates = [moment.span for moment in find_moments(text)]
    for figure in find_figures(text):
        if any(date.overlap(figure.span) for date in dates):
            continue
        fit = _unit_fit(figure, text, expectation)
        if fit > 0:
            yield Candidate(figure.span, fit)


def _unit_fit(figure: Figure, text: str, expectation: Expectation) -> float:
    fit = 1.0 if figure.unit in expectation.units else _other_unit(figure, expectation)
    if figure.spelled and len(figure.number) == 1:
        fit *= 0.5  # 一个, 两家: more often a turn of phrase than a count
    behind = text[figure.span.end : figure.span.end + 8]
    head = expectation.head
    if head and fit and behind.startswith(head[:2]):
        fit = min(1.0, fit + 0.2)
    return fit


def _other_unit(figure: Figure, expectation: Expectation) -> float:
    if expectation.units:
        return 0.45 if not figure.unit and expectation.kind is AnswerType.FIGURE else 0.0
    if figure.unit in SHARE:
        return 0.5
    return 0.8 if figure.unit else 0.5


def _percents(text: str, _: Expectation, __: Gazetteer) -> Iterator[Candidate]:
    for figure in find_figures(text):
        if figure.unit in SHARE:
            yield Candidate(figure.span, 1.0 if figure.unit == "%" else 0.7)


def _durations(text: str, _: Expectation, __: Gazetteer) -> Iterator[Candidate]:
    dates = [moment.span for moment in find_moments(text)]
    for figure in find_figures(text):
        if figure.unit in SPAN_OF_TIME and not any(d.overlap(figure.span) for d in dates):
            yield Candidate(figure.span, 1.0)


def _dates(text: str, expectation: Expectation, _: Gazetteer) -> Iterator[Candidate]:
    for moment in find_moments(text):
        fit = 1.0 if moment.month or moment.year else 0.7
        yield Candidate(moment.span, fit)


_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆"
    "廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟"
    "蓝聂齐向申葛柴伍覃骆关焦柳欧祝纪尚毕耿芦左季管符辛苗詹曲欧靳祁路涂兰甘裴梅童翁霍游阮尤岳柯牟滕谷舒卜成饶宁凌盛查单"
    "冉鲍华包屈房喻解蒲卫简时连车项闵邬吉党阳司费蒙席晏隋古强穆姬宫景米麦谈柏瞿艾沙鄢桂藏卞闻茅仇"
)
_TITLES = (
    "主任|书记|县长|区长|市长|镇长|乡长|村长|局长|处长|科长|厅长|部长|省长|州长|会长|院长|校长|所长|站长|行长|厂长|队长|团长|组长|社长|"
    "总裁|总经理|经理|董事长|理事长|负责人|委员|主席|秘书长|记者|通讯员|作者|编辑|教授|专家|医生|教师|老师|村民|居民|农户|代表|创始人|"
    "总监|总工程师|工程师|主管|干部|选手|演员|导演|歌手|先生|女士|院士|博士|常委|发言人|会计|客户|市民|顾问|学生|馆长"
)
_SPEECH = "说|介绍|表示|告诉|认为|指出|称|坦言|回忆|透露|强调|感慨|难掩|信心|笑着|谈到|解释|向记者|带领|带着|率"
_PERSON = re.compile(
    rf"(?:(?<=[、:])|(?:{_TITLES})[\s、:]*)(?P<titled>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)"
    rf"(?=[\s、,。;)(说介表告认指称坦回透强感难信笑谈解向带率是为在和与等\"”]|$)"
    rf"|(?P<speaking>(?<![\u4e00-\u9fff])[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=(?:{_SPEECH}))"
    rf"|[(](?P<signed>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})[)]"
)


def _persons(text: str, _: Expectation, __: Gazetteer) -> Iterator[Candidate]:
    for match in _PERSON.finditer(text):
        group = next(name for name, value in match.groupdict().items() if value)
        yield Candidate(Span(*match.span(group)), 1.0 if group == "titled" else 0.8)


_LOCALITY = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:省|市|县|区|州|镇|乡|村|街道|社区|开发区|园区|广场|大厦|基地)")
_LEADING = re.compile(
    r"^.*(?:在|到|于|位于|落户|来自|前往|赴|与|和|及|是|为|向|至|由|、|从|对|的)(?=[\u4e00-\u9fff]{2})"
)


def _places(text: str, expectation: Expectation, gazetteer: Gazetteer) -> Iterator[Candidate]:
    known = _joined(gazetteer.find(text), text)
    wanted = re.search(r"省|市|县|区|镇|乡|村|街道|社区|国", text[:0] + expectation.head)
    for span in known:
        yield Candidate(span, 1.0 if wanted is None or span.of(text).endswith(wanted[0]) else 0.8)
    for match in _LOCALITY.finditer(text):
        lead = _LEADING.match(match.group())
        span = Span(match.start() + (lead.end() if lead else 0), match.end())
        if not any(place.covers(span) or span == place for place in known):
            yield Candidate(span, 0.8)


def _joined(spans: list[Span], text: str) -> list[Span]:
    """Join names that stand together: 四川省, 广元市, 旺苍县 → 四川省广元市旺苍县."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end == span.start and text[span.start - 1] in "省市州盟区":
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


_BODY_SUFFIX = (
    "有限责任公司|股份有限公司|有限公司|公司|集团|大学|学院|中学|小学|学校|医院|银行|研究院|研究所|中心|协会|总会|基金会|"
    "合作社|委员会|发改委|管委会|日报|晚报|报社|电视台|总社|[\u4e00-\u9fff]局|[\u4e00-\u9fff]委|企业|平台|组织|总工会|商会|联盟|工厂|园区|产业园"
)
_BODY = re.compile(rf"[\u4e00-\u9fffa-z0-9()·]{{2,24}}?(?:{_BODY_SUFFIX})(?![\u4e00-\u9fff]?(?:公司|集团|中心))")
_BODY_LEAD = re.compile(
    r"^.*(?:(?<!合)与|(?<!共)和|由|向|从|是|为|在|给|被|将|对|引进|引入|落地|来自|包括|会同|依托|经|据|到|了|让|如|即|等|及|以及|联合|的|选择|指导|引导|支持|邀请|日前|近日)(?=[\u4e00-\u9fffa-z]{2})"
)


def _organisations(text: str, _: Expectation, __: Gazetteer) -> Iterator[Candidate]:
    for match in _BODY.finditer(text):
        lead = _BODY_LEAD.match(match.group())
        span = Span(match.start() + (lead.end() if lead else 0), match.end())
        if len(span) > 2:
            yield Candidate(span, 1.0 if len(span) > 4 else 0.7)


_QUOTED = re.compile(r"[“\"「『《‘'](?P<name>[^”\"」』》’',。;:]{2,24})[”\"」』》’']")


def _names(text: str, expectation: Expectation, _: Gazetteer) -> Iterator[Candidate]:
    for match in _QUOTED.finditer(text):
        yield Candidate(Span(*match.span("name")), 1.0)
    head = re.sub(r"[^\u4e00-\u9fff].*", "", expectation.head)[:4]
    if len(head) >= 2:
        for match in re.finditer(rf"[\u4e00-\u9fffa-z0-9·]{{2,20}}?{re.escape(head)}", text):
            lead = _BODY_LEAD.match(match.group())
            yield Candidate(
                Span(match.start() + (lead.end() if lead else 0), match.end()), 0.8
            )


_ITEM = r"[^,。;:!?、\n]{1,24}"
_ENUMERATION = re.compile(rf"{_ITEM}(?:(?:、|(?<=[”》」])(?=[“《「])){_ITEM})+")
_LIST_LEAD = re.compile(
    r"^.*?(?:包括|分为|分别是|分别为|有|是|为|即|在|以及|聚焦|涵盖|围绕|涉及|引进|瞄准|针对|以|销售|打造|建设|推出|推动|推进|实施|对|与|和|向|从|做大做强|成为)(?=[“《「\u4e00-\u9fff])"
)
_LIST_TAIL = re.compile(r"(?:等[\u4e00-\u9fff\d]*|[\d一二三四五六七八九十两]+(?:大|个|项|家|种)[\u4e00-\u9fff]*)$")


def _lists(text: str, expectation: Expectation, _: Gazetteer) -> Iterator[Candidate]:
    for match in _ENUMERATION.finditer(text):
        items = match.group()
        first = items.split("、", 1)[0]
        lead = _LIST_LEAD.match(first)
        start = match.start() + (lead.end() if lead else 0)
        tail = _LIST_TAIL.search(items)
        end = match.start() + (tail.start() if tail else len(items))
        if end > start:
            yield Candidate(Span(start, end), 1.0)


_FINDERS: dict[AnswerType, Callable[[str, Expectation, Gazetteer], Iterator[Candidate]]] = {
    AnswerType.FIGURE: _figures,
    AnswerType.PERCENT: _percents,
    AnswerType.DURATION: _durations,
    AnswerType.DATE: _dates,
    AnswerType.PERSON: _persons,
    AnswerType.PLACE: _places,
    AnswerType.ORGANISATION: _organisations,
    AnswerType.NAME: _names,
    AnswerType.LIST: _lists,
}
