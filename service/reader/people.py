"""Names of people as candidates: by surname, beside a title or a verb of speech."""

from collections.abc import Iterator

from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.rarity import weight
from index.span import Span
from service.reader.candidate import CONTRADICTED, Candidate
from service.reader.expectation import Expectation
from service.reader.titles import TITLES

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆"
    "廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟"
    "蓝聂齐向申葛柴伍覃骆关焦柳欧祝纪尚毕耿芦左季管符辛苗詹曲欧靳祁路涂兰甘裴梅童翁霍游阮尤岳柯牟滕谷舒卜成饶宁凌盛查单"
    "冉鲍华包屈房喻解蒲卫简时连车项闵邬吉党阳司费蒙席晏隋古强穆姬宫景米麦谈柏瞿艾沙鄢桂藏卞闻茅仇"
)
_SPEECH = (
    "说|介绍|表示|告诉|认为|指出|称|坦言|回忆|透露|强调|感慨|难掩|信心|笑着|谈到|解释|向记者|"
    "带领|带着|率"
)
_PERSON = lazy_pattern(
    rf"(?:(?<=[、:])|(?:{TITLES})[\s、:]*)(?P<titled>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)"
    rf"(?=[\s、,。;)(说介表告认指称坦回透强感难信笑谈解向带率是为在和与等\"”]|$)"
    rf"|(?P<speaking>(?<![\u4e00-\u9fff])[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=(?:{_SPEECH}))"
    rf"|[(](?P<signed>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})[)]"
)

_TRANSLITERATED = lazy_pattern(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,7})+")


_BEFORE, _BEHIND = lazy_pattern(rf"副?(?:{TITLES})[\s、:]*$"), lazy_pattern(rf"副?(?:{TITLES})")
_LONGEST_TITLE = 8
_WORD = 0.3  # weight below which two characters are a word of every day
_ANY = ("负责人", "代表", "先生", "女士", "专家", "干部")  # may have any other title


def people(text: str, expectation: Expectation, _: Gazetteer) -> Iterator[Candidate]:
    """Yield what stands where a person's name would and begins with a surname."""
    for match in _TRANSLITERATED.finditer(text):
        yield Candidate(Span(*match.span()), 0.9)
    for match in _PERSON.finditer(text):
        group = next(name for name, value in match.groupdict().items() if value)
        span, fit = Span(*match.span(group)), 1.0 if group == "titled" else 0.8
        if len(span) == len("方面") and weight(span.of(text)) < _WORD:
            continue
        yield Candidate(span, fit if may_hold(text, span, expectation.head) else CONTRADICTED)


def may_hold(text: str, name: Span, title: str) -> bool:
    """Say whether a person may have a title: not one who is given others right beside.

    Args:
        text: Folded.
        name: Of the person in it.
        title: Asked with; any other text is no title, and anybody may have it.
    """
    beside = _titles_beside(text, name)
    if not _BEHIND.fullmatch(title) or title in _ANY or not beside:
        return True
    return any(title == one or one in _ANY for one in beside)


def _titles_beside(text: str, name: Span) -> list[str]:
    before = text[max(0, name.start - _LONGEST_TITLE) : name.start]
    found = (_BEFORE.search(before), _BEHIND.match(text, name.end))
    return [match.group().rstrip(" 、:\n") for match in found if match]
