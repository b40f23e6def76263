"""Names of people as candidates: by surname, beside a title or a verb of speech."""

from collections.abc import Iterator

from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.span import Span
from service.reader.candidate import Candidate
from service.reader.expectation import Expectation

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
_SPEECH = (
    "说|介绍|表示|告诉|认为|指出|称|坦言|回忆|透露|强调|感慨|难掩|信心|笑着|谈到|解释|向记者|"
    "带领|带着|率"
)
_PERSON = lazy_pattern(
    rf"(?:(?<=[、:])|(?:{_TITLES})[\s、:]*)(?P<titled>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)"
    rf"(?=[\s、,。;)(说介表告认指称坦回透强感难信笑谈解向带率是为在和与等\"”]|$)"
    rf"|(?P<speaking>(?<![\u4e00-\u9fff])[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=(?:{_SPEECH}))"
    rf"|[(](?P<signed>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})[)]"
)

_TRANSLITERATED = lazy_pattern(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,7})+")


def people(text: str, _: Expectation, __: Gazetteer) -> Iterator[Candidate]:
    """Yield what stands where a person's name would and begins with a surname."""
    for match in _TRANSLITERATED.finditer(text):
        yield Candidate(Span(*match.span()), 0.9)
    for match in _PERSON.finditer(text):
        group = next(name for name, value in match.groupdict().items() if value)
        yield Candidate(Span(*match.span(group)), 1.0 if group == "titled" else 0.8)
