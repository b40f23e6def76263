"""What kind of answer a question asks for."""

import re
from dataclasses import dataclass
from enum import StrEnum

from index.clean.surnames import is_name
from index.pattern import lazy_pattern
from index.span import Span
from service.reader.titles import TITLES
from service.reader.whether import asks_whether


class AnswerType(StrEnum):
    """The shape of the answer."""

    FIGURE = "figure"
    PERCENT = "percent"
    DURATION = "duration"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    NAME = "name"
    LIST = "list"
    STATEMENT = "statement"
    WHETHER = "whether"


SHAPED = (AnswerType.FIGURE, AnswerType.PERCENT, AnswerType.DURATION, AnswerType.DATE)
"""Answers that are only ever what their shape says."""


class End(StrEnum):
    """Which end of a stretch of time is asked for."""

    NONE = "none"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Expectation:
    """The answer that a question asks for.

    Attributes:
        kind: The shape of the answer.
        phrase: Where the question word stands in the folded question.
        units: Units that fit a figure, such as `{"元", "万元"}`; empty when any does.
        head: What is counted or asked about, right behind the question word; of a list
            with that word, which may hold it (三个平台都是什么); of a place in English its rank;
        of a person the title, if one is asked with.
        counter: The measure word asked with, such as 家 in 几家; `""` without one.
        items: How many things a list is to have, as in 哪两家; 0 where that is not said.
        end: Which end of a stretch of time is asked for: 什么时候开始, 几点关门.
    """

    kind: AnswerType
    phrase: Span
    units: frozenset[str] = frozenset()
    head: str = ""
    counter: str = ""
    items: int = 0
    end: End = End.NONE


MONEY = frozenset(
    {"元", "块", "美元", "欧元", "日元", "港元", "人民币", "英镑", "卢布", "韩元", "台币", "澳元"}
)
AGE = frozenset({"岁"})
AREA = frozenset({"亩", "平方米", "平方公里", "公顷", "平米", "方米"})
PEOPLE = frozenset({"人", "名", "位", "人次", "户"})
LENGTH = frozenset(
    {"公里", "千米", "米", "里", "厘米", "毫米", "公分", "公尺", "英里", "英尺", "英寸", "海里"}
)
WEIGHT = frozenset({"吨", "公斤", "千克", "克", "斤", "磅", "毫克"})
VOLUME = frozenset({"立方米", "升", "公升", "毫升", "立方公里", "加仑"})
TEMPERATURE = frozenset({"度", "℃", "摄氏度"})
ANIMALS = frozenset({"只", "头", "羽", "条", "尾"})
SPAN_OF_TIME = frozenset({"年", "个月", "天", "小时", "分钟", "周", "日", "秒"})
OCCASIONS = frozenset({"次", "趟", "回", "遍"})
WEEKDAYS = frozenset({"周", "星期"})
CLOCK = frozenset({"点", "时"})
ORDINALS = frozenset({"第"})
"""Which of several in order: 第几届."""
HOURS = frozenset({"点至点"})
"""From what time of day to what: opening hours."""
SHARE = frozenset({"%", "‰", "成", "倍", "个百分点"})
COUNTS = frozenset(
    """
    个 家 趟 回 样 所 项 件 座 条 台 辆 套 本 册 箱 只 羽 头 届 期 栋 类 种 份 次 村 镇
    乡 县 处 支 笔 对 组 批 间 片 层 张 艘 架 部 篇 门 颗 道 节 枚 股 桶 场 大
    区 校 集 章 句 字 首 任 株 棵 匹 粒 把 幅 尊 站 瓶 袋 枝 班 页 床 声 室
    """.split()
)

_COUNTERS = (
    "平方公里|平方米|人次|个百分点|公里|公顷|小时|分钟|个月|平米|美元|"
    "名|位|个|家|趟|回|样|所|项|件|座|条|台|辆|套|本|册|箱|只|羽|头|吨|亩|元|户|村|场|届|期|栋|类|种|份|次|天|年|岁|米|人|"
    "处|块|支|笔|对|组|批|间|片|层|万|亿|颗|张|艘|架|部|篇|门|颗|道|节|枚|股|桶|度|遍|句|章|卷|集|声|圈|国|省|市|县|区|镇|乡|"
    "首|任|株|棵|匹|粒|把|幅|尊|站|瓶|袋|枝|班|页|床|公分|公尺|英里|海里|升|磅|级|岁|号"
)
_CJK = r"[\u4e00-\u9fff]"
# A measure word is none where it begins a longer word: 支 in 支援, 项 in 项目, 家 in 家庭.
_COUNTER = (
    rf"(?!支援|支持|支付|支出|支撑|项目|家庭|家长|家具|家居|人才|人员|人口|人民|人力|人数|名字|名称|名额|个人|个体|种植|种子|"
    rf"条件|条款|户籍|户口|本金|本地|本科|台账|场地|场馆|场所|期限|批发|度假|门票|门店|年度|天然|元件|国家|省级|市场|市级|县级|区域|"
    rf"任务|任期|任职|任何|班级|班子|站点|站台|床位|页面|级别|号码|号召|首位|首次|把握|升级|升学|瓶颈|粒子|岁月|幅度|尊严|匹配|枝叶|"
    rf"镇级|乡村|乡镇|村民|村庄|层次|层级|声音|集体|集团|集资|片区|组织|对口|张力|部门|部分|架构|艘|圈|点|片|米面|亩产|节目|节水|卷)"
    rf"(?:{_COUNTERS})"
)

_RULES: tuple[tuple[AnswerType, str], ...] = (
    (
        AnswerType.LIST,
        rf"[\d两二三四五六七八九十](?:家|个|种|大|项|所|条|类)[^,，。?？]{{0,6}}?(?:是谁|是什么|有什么|是哪些|叫什么)|哪些|哪几(?:{_COUNTERS})?|有什么|包括什么|都有谁|哪[\d两二三四五六七八九十]大?(?:{_COUNTERS})?",
    ),
    (AnswerType.PERCENT, r"百分之(?:几|多少)|多少百分比|多大比例|几成|多少个百分点"),
    (
        AnswerType.DATE,
        r"(?:星期|周|礼拜)几|什么时候|什么时间|什么日期|何时|何年|何月|哪一?年|哪个?月份?|哪一?天|哪一?日|哪个(?:日子|时间|季度)|"
        r"几月几[日号]|几月份?|(?<!第)几[号日](?!店)|几时|几点|什么钟点|多会儿|(?:日期|时间)(?:是|为)(?:多少|什么)?",
    ),
    (
        AnswerType.DURATION,
        r"多久|多长时间|(?:多少|几)个?(?:工作日|小时|分钟|星期|月|年|天|周|日)(?!级)",
    ),
    (
        AnswerType.ORGANISATION,
        r"(?:哪|什么|何)(?:一)?(?:家|个|所|些)?(?:[\u4e00-\u9fff]{1,3}?)??(?:单位|公司|企业|集团|学校|大学|医院|部门|机构|媒体|报纸|报社|日报|银行|"
        r"协会|组织|中心|研究院|合作社|基金会|中学|小学|学院|工厂|企(?!图))",
    ),
    (
        AnswerType.PERSON,
        rf"谁|哪一?位(?:{_CJK}{{0,4}})?|何人|什么人|哪个人|哪名(?:{_CJK}{{0,4}})?",
    ),
    (
        AnswerType.PERSON,
        r"(?<=负责人)(?:是|叫)(?:什么)?|(?<=[记作县市区局书院校主经事会馆厂村])(?:者|长|记|任|理|席)(?:是|叫)(?:什么(?:名字)?|谁)|姓什么",
    ),
    (
        AnswerType.PLACE,
        r"哪里|哪儿|何处|何地|什么地方|在哪(?!些|个|家|所)|(?:哪|什么)(?:一)?(?:个|座|条)?"
        r"(?:国家|省份?|城市|地区|区县|县市|县区|县|市|区|乡镇|镇|乡|村庄?|街道|社区|地方|地点|洲|岛|州|"
        r"路段?(?![线人费灯况])|大?街(?![舞道头])|大道|河流?(?![南北鲜])|江(?![苏西南鲜城])|湖(?![南北])|"
        r"山(?![东西货区村庄头地寨歌])|水库|(?:火|汽|高铁)?车站|站点?(?![台长])|机场|港口?(?![股币商澳元资])|码头|海域|位置)",
    ),
    (
        AnswerType.FIGURE,
        rf"(?:第)?(?:多少|几(?!乎|何|率|千|百|十))(?:{_COUNTER})?|多大面积|多大|多高|多长|多远|多重|多宽|多深",
    ),
    (
        AnswerType.STATEMENT,
        r"为什么|为何|为啥|怎么样?|怎样|如何|什么原因|是何原因|何以|什么东西|什么意思|指什么|指的是什么|"
        r"原因(?:是|为|在于)?什么|^(?:什么)?叫做?什么?(?=[\u4e00-\u9fff])|^什么[是叫]",
    ),
    (
        AnswerType.NAME,
        r"叫什么(?:名字|名称)?|什么名字|什么名称|名称是什么|名字是什么|名为什么|何种|哪种|"
        r"哪(?:一)?(?:个|项|部|本|座|条|款|类|场|届|门|首|支|次|所|家)|什么|何|啥",
    ),
)

_PLACE_RANK = lazy_pattern(r"^(?:哪|什么|在)(?:一)?(?:个|座|条)?|里|儿|地方|地点|^何处$|^何地$")
_BODY_BEFORE = lazy_pattern(
    r"(?:企业|公司|学校|大学|医院|单位|机构|集团|银行|协会|基金会|中学|小学)(?:的)?(?:名称|名字)?(?:是|叫)?$"
)
_TAKES = lazy_pattern(
    r"(?:工期|期限|时间|历时|任期|保质期|寿命|周期|年限|假期|刑期|疗程)(?:有|是|要)?$"
)
_SPENDS = lazy_pattern(r"赚|挣|花|掏|付|缴|交|补|增收|多收|进账|募")
_NAMED = lazy_pattern(
    r"(?P<what>[\u4e00-\u9fff]{2})(?:的名字|的名称|名称|名字)?(?:是|又?被?叫作?|称作?)?$"
)
_RATE_HEAD = lazy_pattern(r"(?:率|比例|占比|比重|增幅|增速|降幅|百分比)(?:是|为|有|达到?|高达)?$")
_SHARE_BEFORE = lazy_pattern(
    r"(?:占(?!地)[^,，。?？]{0,14}|[同环]比[^,，。?？]{0,2}[掉跌涨增降升减][长少加低高]?了?|(?:增长|提高|下降|提升|上涨|[涨增降])了?)$"
)
_AMOUNT_NOUN = (
    r"资金|投资|造价|金额|款|钱|产值|收入|收益|税收|税|利税|销售额|零售额|营收|利润|预算|价值|价格|经费|补偿金|奖金|"
    r"租金|房租|月租|学费|票价|善款|货款|贷款|存款|gdp|生产总值|增加值|总值|报酬|奖励|募集|成本|费用|债|资产|工资|薪|赔偿|营业额|总额|交易额|补助|补贴|捐款|物资|款物|"
    r"市值|营收|净利|盈利|亏损|[股油房票电水菜猪]价|[指市单均售定报底总原差]导?价|收盘|开盘|罚金|罚款|押金|定金|保证金|流入|流出"
)
_MONEY_HEAD = lazy_pattern(rf"(?:{_AMOUNT_NOUN})")
_AREA_HEAD = lazy_pattern(r"面积|占地|土地|用地|耕地|林地|基地|厂房")
_LENGTH_HEAD = lazy_pattern(
    r"长度|[体身全总]长|高度|身高|[坝楼塔桥]高|海拔|深度|水深|宽度|距离|里程|直径|半径|水位|周长"
)
_WEIGHT_HEAD = lazy_pattern(r"重量|体重|[毛净自]重|载重")
_VOLUME_HEAD = lazy_pattern(r"库容|容积|体积|蓄水量|容量")
_TEMPERATURE_HEAD = lazy_pattern(r"[气水室体高低]温|温度")
_AGE_HEAD = lazy_pattern(r"年龄|年纪|岁数")
_PEOPLE_HEAD = lazy_pattern(
    r"人口|人(?!民)|员|学生|教师|老师|医生|干部|农民|群众|居民|村民|用户|户|师生|工人|就业|专家|人才|游客"
)


_MEASURES = (
    (_LENGTH_HEAD, LENGTH),
    (_WEIGHT_HEAD, WEIGHT),
    (_VOLUME_HEAD, VOLUME),
    (_TEMPERATURE_HEAD, TEMPERATURE),
    (_AGE_HEAD, AGE),
)


def expect(question: str) -> Expectation:
    """Say what kind of answer a folded Chinese question asks for.

    A question without any question word is read by its last word: one that ends in a
    quantity's name (`旺苍产业园资金`) expects a figure, any other a statement.
    """
    for kind, pattern in _RULES:
        if match := re.search(pattern, question):
            return _chinese(kind, question, match)
    return _bare(question)


def _chinese(kind: AnswerType, question: str, match: re.Match[str]) -> Expectation:
    phrase = Span(*match.span())
    before, behind = question[: match.start()], question[match.end() :]
    if "分别" in before[-6:] and kind in (AnswerType.FIGURE, AnswerType.PERSON):
        kind = AnswerType.LIST
    if match.group() == "谁" and _is_person(before) and not _HAN.search(behind):
        return Expectation(AnswerType.STATEMENT, phrase)
    rate = _RATE_HEAD.search(before) or _SHARE_BEFORE.search(before)
    if rate and match.group() in ("多少", "几", "什么"):
        return Expectation(AnswerType.PERCENT, phrase, SHARE)
    if kind in (AnswerType.LIST, AnswerType.NAME) and _ABSTRACT.match(_what(match, behind)):
        return Expectation(AnswerType.STATEMENT, phrase, head=_head(behind))
    if kind is AnswerType.FIGURE and match.group() == "多长" and _TAKES.search(before):
        return Expectation(AnswerType.DURATION, phrase, SPAN_OF_TIME)
    if kind is AnswerType.FIGURE and match.group().startswith("第"):
        return Expectation(kind, phrase, ORDINALS, _head(behind), _counter(match.group()))
    if kind is AnswerType.FIGURE:
        units = _units(match.group(), before, behind)
        return Expectation(kind, phrase, units, _head(behind), _counter(match.group()))
    if kind is AnswerType.DATE:
        return Expectation(
            kind, phrase, _time_units(question), head=match.group(), end=_end(question)
        )
    if kind is AnswerType.PLACE:
        return Expectation(kind, phrase, head=_PLACE_RANK.sub("", match.group()) or _head(behind))
    if kind is AnswerType.NAME and _BODY_BEFORE.search(before):
        return Expectation(AnswerType.ORGANISATION, phrase)
    if kind is AnswerType.NAME and _MONEY_HEAD.search(before[-6:]) and "名" not in match.group():
        return Expectation(AnswerType.FIGURE, phrase, MONEY)
    if kind is AnswerType.PERSON and (title := _title(before + match.group(), behind)):
        return Expectation(kind, phrase, head=title)
    head = _head(behind)
    if kind is AnswerType.LIST:
        return Expectation(kind, phrase, head=match.group() + head, items=_items(match.group()))
    if kind is AnswerType.NAME and not head and (named := _NAMED.search(before)):
        head = named["what"]
    return Expectation(kind, phrase, _TYPE_UNITS.get(kind, frozenset()), head)


def _is_person(before: str) -> bool:
    """Say whether a question up to 谁 is but a name: 林知远是谁 asks who that is."""
    name = before.removesuffix("是").removesuffix("又")
    titled = _ENDS_IN_TITLE.search(name) or "的" in name
    return not titled and (is_name(name) or "·" in name)


_HAN = lazy_pattern(_CJK)
_ENDS_IN_TITLE = lazy_pattern(rf"(?:{TITLES}|[人者])$")


def _what(match: re.Match[str], behind: str) -> str:
    """Return what is asked for by 什么: 特点 in 有什么特点; nothing where another word asks."""
    return behind if match.group().endswith("什么") else ""


_ABSTRACT = lazy_pattern(  # what is told in a clause, not named
    r"(?:[\u4e00-\u9fff]{0,4}?的?)?(?:变化|特点|特征|特色|区别|不同|差别|作用|意义|影响|价值|成就|功能|反应|看法|意见|关系|"
    r"优势|好处|坏处|后果|结果|效果|原因|理由|困难|问题|要求|规定|习性|用途|用处|评价|贡献|进展|目的|依据|条件)"
)


_WEEKDAY_ASKED = lazy_pattern(
    r"(?:周|星期|礼拜)几|[一每]?个?(?:周|星期|礼拜)(?:里|中|内|当中|之中)?[^,，]{0,4}哪一?[天日]"
)


_CLOCK_ASKED = lazy_pattern(r"几点|什么钟点")  # 几时 may be any time
_HOURS_ASKED = lazy_pattern(
    r"(?:开放|营业|上班|上下班|办公|办理|服务|接待|开馆|作息|上课|开诊|门诊|就诊)时间(?![段里内])"
    r"|几点(?:钟)?[至到]几点|从几点[^,，]{0,3}到几点"
)
_FIRST = lazy_pattern(
    r"从(?:什么时候|何时|几|哪)|开始|起(?!火|来|草|诉)|开幕|启动|开门|开馆|上班|开业|营业(?!时间)|开放(?!时间)|开工"
)
_LAST = lazy_pattern(
    r"(?:到|至)(?:什么时候|何时|几|哪)|结束|截止|截至|到期|闭幕|关门|下班|打烊|闭馆|收官|落幕|关闭|为止"
)


def _time_units(question: str) -> frozenset[str]:
    if _WEEKDAY_ASKED.search(question):
        return WEEKDAYS
    if _HOURS_ASKED.search(question):
        return HOURS
    return CLOCK if _CLOCK_ASKED.search(question) else frozenset()


def _end(question: str) -> End:
    first, last = _FIRST.search(question), _LAST.search(question)
    if first and last:
        return End.NONE
    return End.FIRST if first else End.LAST if last else End.NONE


def _title(asked: str, behind: str) -> str:
    """Return the title that a person is asked for by: 主任叫什么, 谁是主任; else nothing."""
    found = _TITLED.search(asked) or _IS_TITLED.match(behind)
    return found["title"] if found else ""


_IS_TITLED = lazy_pattern(
    rf"(?:是|担任|当)(?:[\u4e00-\u9fff]{{1,8}}的)?(?P<title>副?(?:{TITLES}))[?？。]?$"
)
_TITLED = lazy_pattern(
    rf"(?P<title>副?(?:{TITLES}))(?:的?(?:名字|姓名))?(?:又?是|叫)?"
    r"(?:谁|哪一?[位个名]?|何人|什么人|什么(?:名字)?|哪个人|姓什么)?$"
)
_TYPE_UNITS = {AnswerType.PERCENT: SHARE, AnswerType.DURATION: SPAN_OF_TIME}


def _head(behind: str) -> str:
    """Return the noun behind the question word, up to the next verb-like or closing character."""
    return re.split(r"[,，。?？!！;；:：\s的了呢吗吧啊用]", behind, maxsplit=1)[0][:8]


def _items(phrase: str) -> int:
    number = re.search(r"[\d两二三四五六七八九十]", phrase)
    return _NUMBERS.get(number[0], 0) if number else 0


_NUMBERS = {
    **{str(digit): digit for digit in range(2, 10)},  # 1 begins a longer number: 哪10个
    **dict(zip("两二三四五六七八九十", (2, *range(2, 11)), strict=True)),
}


def _counter(phrase: str) -> str:
    return re.sub(r"^第?(?:多少|几|多大|多高|多长|多远|多重|多宽|多深)", "", phrase)


def _units(phrase: str, before: str, behind: str) -> frozenset[str]:
    counter = _counter(phrase)
    if counter in ("万", "亿"):
        counter = re.sub(rf"^({_COUNTERS})?.*", r"\1", behind) or ""
    if counter == "个" and behind[:1] in ("亿", "万"):
        return MONEY
    if counter == "个" and behind.startswith(("点", "百分点")):
        return SHARE
    if counter and counter not in ("个", "块"):
        return _family(counter)
    if phrase == "多大" and behind.startswith(("岁", "年纪", "年龄")):
        return AGE
    if phrase in ("多大面积", "多大"):
        return AREA
    if phrase in ("多高", "多长", "多远", "多宽", "多深"):
        return LENGTH
    if phrase == "多重":
        return WEIGHT
    if counter == "块" or re.match(r"(?:块)?钱", behind):
        return MONEY
    if counter:
        return COUNTS | _head_units(_head(behind))
    if not _head(behind):
        return MONEY if _SPENDS.search(before[-4:]) else _head_units(before[-8:])
    return _things(behind) or _head_units(behind[:6])


_FAMILIES = (
    MONEY,
    AREA,
    PEOPLE,
    LENGTH,
    WEIGHT,
    VOLUME,
    TEMPERATURE,
    SPAN_OF_TIME,
    SHARE,
    ANIMALS,
    OCCASIONS,
)


def _family(counter: str) -> frozenset[str]:
    for family in _FAMILIES:
        if counter in family:
            return family
    return frozenset({counter, "个"})


def _things(head: str) -> frozenset[str]:
    counted = ("项目", "企业", "公司", "学校", "医院", "村", "单位", "社区", "店", "景")
    return COUNTS if head.startswith(counted) else frozenset()


def _head_units(head: str) -> frozenset[str]:
    if _MONEY_HEAD.search(head):
        return MONEY
    if _AREA_HEAD.search(head):
        return AREA
    if _PEOPLE_HEAD.search(head):
        return PEOPLE
    found = (units for measured, units in _MEASURES if measured.search(head))
    return next(found, frozenset())


def _bare(question: str) -> Expectation:
    if asked := asks_whether(question):
        return Expectation(AnswerType.WHETHER, asked)
    end = Span(len(question), len(question))
    tail = question.rstrip(" ?？。")
    if _RATE_HEAD.search(tail):
        return Expectation(AnswerType.PERCENT, end, SHARE)
    if re.search(rf"(?:{_AMOUNT_NOUN}|总额)$", tail):
        return Expectation(AnswerType.FIGURE, end, MONEY)
    if re.search(r"面积$", tail):
        return Expectation(AnswerType.FIGURE, end, AREA)
    if re.search(r"(?:增长|提高|下降|提升|降低|增加)$", tail):
        return Expectation(AnswerType.FIGURE, end, SHARE)
    if re.search(r"人数$", tail):
        return Expectation(AnswerType.FIGURE, end, PEOPLE)
    if counted := re.search(r"(?P<what>[\u4e00-\u9fff]{2})(?:总|个)?(?:数|数量|数目)$", tail):
        return Expectation(AnswerType.FIGURE, end, COUNTS | PEOPLE, counted["what"])
    if re.search(r"(?:规模|产量|销量|能力|产能)$", tail):
        return Expectation(AnswerType.FIGURE, end)
    if re.search(r"(?:客流|人流|游客)量?$", tail):
        return Expectation(AnswerType.FIGURE, end, PEOPLE)
    if re.search(r"(?:公司|企业|单位|机构|学校|大学)$", tail):
        return Expectation(AnswerType.ORGANISATION, end)
    if re.search(
        r"(?:主任|负责人|站长|局长|县长|区长|市长|书记|校长|院长|馆长|经理|董事长|作者|记者|姓名)$",
        tail,
    ):
        return Expectation(AnswerType.PERSON, end)
    if re.search(r"(?:地点|地址|位置|所在地)$", tail):
        return Expectation(AnswerType.PLACE, end)
    if re.search(r"(?:工期|期限|时长|历时|周期|用时)$", tail):
        return Expectation(AnswerType.DURATION, end, SPAN_OF_TIME)
    if re.search(r"(?:时间|日期|年份|年月)$", tail):
        return Expectation(AnswerType.DATE, end, _time_units(tail), end=_end(tail))
    if re.search(r"(?:名单|名称|名字)$", tail):
        return Expectation(AnswerType.NAME, end)
    return Expectation(AnswerType.STATEMENT, end)
