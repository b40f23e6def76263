"""What kind of answer a question asks for."""

import re
from dataclasses import dataclass
from enum import StrEnum

from index.span import Span


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


@dataclass(frozen=True, slots=True)
class Expectation:
    """The answer that a question asks for.

    Attributes:
        kind: The shape of the answer.
        phrase: Where the question word stands in the folded question.
        units: Units that fit a figure, such as `{"元", "万元"}`; empty when any does.
        head: What is counted or asked about, right behind the question word.
    """

    kind: AnswerType
    phrase: Span
    units: frozenset[str] = frozenset()
    head: str = ""


MONEY = frozenset({"元", "块", "美元", "欧元", "日元", "港元", "人民币"})
AREA = frozenset({"亩", "平方米", "平方公里", "公顷", "平米", "方米"})
PEOPLE = frozenset({"人", "名", "位", "人次", "户"})
LENGTH = frozenset({"公里", "千米", "米", "里", "厘米", "毫米"})
WEIGHT = frozenset({"吨", "公斤", "千克", "克", "斤"})
SPAN_OF_TIME = frozenset({"年", "个月", "天", "小时", "分钟", "周", "日", "秒"})
SHARE = frozenset({"%", "‰", "成", "倍", "个百分点"})
ENERGY = frozenset({"gwh", "mwh", "kwh", "千瓦", "兆瓦", "千瓦时"})

_COUNTERS = (
    "平方公里|平方米|人次|个百分点|公里|公顷|小时|分钟|个月|平米|美元|"
    "名|位|个|家|所|项|件|座|条|台|辆|套|本|册|箱|只|羽|头|吨|亩|元|户|村|场|届|期|栋|类|种|份|次|天|年|岁|米|人|"
    "处|块|支|笔|对|组|批|间|片|层|万|亿|颗|张|艘|架|部|篇|门|颗|道|节|枚|股|桶|度|遍|句|章|卷|集|声|圈|国|省|市|县|区|镇|乡"
)
_CJK = r"[\u4e00-\u9fff]"

_RULES: tuple[tuple[AnswerType, str], ...] = (
    (
        AnswerType.LIST,
        rf"哪些|哪几(?:{_COUNTERS})?|有什么|包括什么|都有谁|哪[两二三四五六七八九十]大?(?:{_COUNTERS})?",
    ),
    (AnswerType.PERCENT, r"百分之(?:几|多少)|多少百分比|多大比例|几成|多少个百分点"),
    (
        AnswerType.DATE,
        r"什么时候|什么时间|什么日期|何时|何年|何月|哪一?年|哪个?月份?|哪一?天|哪一?日|哪个(?:日子|时间|季度)|"
        r"几月几[日号]|几月份?|几[号日](?!店)|几时|几点|多会儿|(?:日期|时间)(?:是|为)(?:多少|什么)?",
    ),
    (
        AnswerType.DURATION,
        r"多久|多长时间|(?:多少|几)个?(?:工作日|小时|分钟|星期|月|年|天|周|日)(?!级)",
    ),
    (
        AnswerType.ORGANISATION,
        r"(?:哪|什么|何)(?:一)?(?:家|个|所|些)?(?:单位|公司|企业|集团|学校|大学|医院|部门|机构|媒体|报纸|报社|日报|银行|"
        r"协会|组织|中心|研究院|合作社|基金会)",
    ),
    (
        AnswerType.PERSON,
        rf"谁|哪一?位(?:{_CJK}{{0,4}})?|何人|什么人|哪个人|哪名(?:{_CJK}{{0,4}})?",
    ),
    (
        AnswerType.PLACE,
        r"哪里|哪儿|何处|何地|什么地方|在哪(?!些|个|家)|(?:哪|什么)(?:一)?(?:个|座)?"
        r"(?:国家|省份?|城市|地区|区县|县市|县区|县|市|区|乡镇|镇|乡|村庄?|街道|社区|地方|地点|洲|岛|州)",
    ),
    (
        AnswerType.FIGURE,
        rf"(?:第)?(?:多少|几)(?:{_COUNTERS})?|多大面积|多大|多高|多长|多远|多重|多宽|多深",
    ),
    (
        AnswerType.STATEMENT,
        r"为什么|为何|为啥|怎么样?|怎样|如何|什么原因|是何原因|何以",
    ),
    (
        AnswerType.NAME,
        r"叫什么(?:名字|名称)?|什么名字|什么名称|名称是什么|名字是什么|名为什么|何种|哪种|"
        r"哪(?:一)?(?:个|项|部|本|座|条|款|类|场|届|门|首|支|次|所|家)|什么|何|啥",
    ),
)

_RATE_HEAD = re.compile(r"(?:率|比例|占比|比重|增幅|增速|降幅|百分比)(?:是|为|有|达到?|高达)?$")
_SHARE_BEFORE = re.compile(r"(?:占(?!地)[^,，。?？]{0,14}|同比(?:增长|下降)了?|(?:增长|提高|下降|提升)了?)$")
_AMOUNT_NOUN = (
    r"资金|投资|金额|款|钱|产值|收入|收益|税收|税|利税|销售额|零售额|营收|利润|预算|价值|价格|经费|补偿金|奖金|"
    r"募集|成本|费用|债|资产|工资|薪|赔偿|营业额|总额|交易额|补助|补贴|捐款|物资|款物"
)
_MONEY_HEAD = re.compile(rf"(?:{_AMOUNT_NOUN})")
_AREA_HEAD = re.compile(r"面积|占地|土地|用地|耕地|林地|基地|厂房")
_PEOPLE_HEAD = re.compile(
    r"人(?!民)|员|学生|教师|老师|医生|干部|农民|群众|居民|村民|用户|户|师生|工人|就业|专家|人才|游客"
)
_ENGLISH_RULES: tuple[tuple[AnswerType, str], ...] = (
    (AnswerType.PERCENT, r"what (?:percent(?:age)?|share|proportion|rate)|how many percent"),
    (AnswerType.DURATION, r"how long|how many (?:years|months|days|hours|weeks|minutes)"),
    (AnswerType.FIGURE, r"how (?:much|many|large|big|high|far|tall|old|wide|heavy)"),
    (
        AnswerType.DATE,
        r"when|(?:what|which|in what|in which) (?:year|month|day|date|time|quarter)",
    ),
    (AnswerType.PERSON, r"who(?:se|m)?"),
    (
        AnswerType.PLACE,
        r"where|(?:which|what) (?:county|counties|city|cities|province|district|town|township|village|place|country|region)",
    ),
    (
        AnswerType.ORGANISATION,
        r"(?:which|what) (?:company|firm|enterprise|school|university|hospital|department|organi[sz]ation|"
        r"newspaper|group|agency|bank|media)",
    ),
    (
        AnswerType.LIST,
        r"(?:what|which) (?:are|were)(?: the)?|(?:which|what) (?:two|three|four|five|six|seven|eight|nine|ten)|"
        r"name the (?:two|three|four|five|six)|list",
    ),
    (AnswerType.STATEMENT, r"why|how"),
    (AnswerType.NAME, r"what(?: is| was)?(?: the)?(?: name| title)?(?: of)?|which"),
)


def expect(question: str, *, english: bool = False) -> Expectation:
    """Say what kind of answer a folded question asks for.

    A question without any question word expects a figure when it ends in a
    quantity's name (`旺苍产业园资金`), else a statement.
    """
    rules = _ENGLISH_RULES if english else _RULES
    for kind, pattern in rules:
        bounded = rf"\b(?:{pattern})\b" if english else pattern
        if match := re.search(bounded, question):
            return _english(kind, question, match) if english else _chinese(kind, question, match)
    return _bare(question)


def _chinese(kind: AnswerType, question: str, match: re.Match[str]) -> Expectation:
    phrase = Span(*match.span())
    before, behind = question[: match.start()], question[match.end() :]
    if "分别" in before[-6:] and kind is AnswerType.FIGURE:
        kind = AnswerType.LIST
    if kind in (AnswerType.FIGURE, AnswerType.NAME) and (
        _RATE_HEAD.search(before) or _SHARE_BEFORE.search(before)
    ):
        if match.group() in ("多少", "几", "什么"):
            return Expectation(AnswerType.PERCENT, phrase, SHARE)
    if kind is AnswerType.FIGURE:
        return Expectation(kind, phrase, _units(match.group(), before, behind), _head(behind))
    if kind is AnswerType.NAME and _MONEY_HEAD.search(before[-6:]) and "名" not in match.group():
        return Expectation(AnswerType.FIGURE, phrase, MONEY)
    return Expectation(kind, phrase, _TYPE_UNITS.get(kind, frozenset()), _head(behind))


_TYPE_UNITS = {AnswerType.PERCENT: SHARE, AnswerType.DURATION: SPAN_OF_TIME}


def _head(behind: str) -> str:
    """Return the noun behind the question word, up to the next verb-like or closing character."""
    return re.split(r"[,，。?？!！;；:：\s的了呢吗吧啊用]", behind, maxsplit=1)[0][:8]


def _units(phrase: str, before: str, behind: str) -> frozenset[str]:
    counter = re.sub(r"^第?(?:多少|几|多大|多高|多长|多远|多重|多宽|多深)", "", phrase)
    if counter in ("万", "亿"):
        counter = re.sub(rf"^({_COUNTERS})?.*", r"\1", behind) or ""
    if counter and counter not in ("个", "块"):
        return _family(counter)
    if phrase in ("多大面积", "多大"):
        return AREA
    if phrase in ("多高", "多长", "多远", "多宽", "多深"):
        return LENGTH
    if phrase == "多重":
        return WEIGHT
    if counter == "块" or re.match(r"(?:块)?钱", behind):
        return MONEY
    if counter:
        return frozenset({counter, "家", "所", "项", "座", "处", "类", "大", "多个"} - {""})
    head = behind[:6] or before[-8:]
    return _head_units(head) or (_head_units(before[-6:]) if not _head(behind) else frozenset())


def _family(counter: str) -> frozenset[str]:
    for family in (MONEY, AREA, PEOPLE, LENGTH, WEIGHT, SPAN_OF_TIME, SHARE):
        if counter in family:
            return family
    return frozenset({counter, "个"})


def _head_units(head: str) -> frozenset[str]:
    if _MONEY_HEAD.search(head):
        return MONEY
    if _AREA_HEAD.search(head):
        return AREA
    if _PEOPLE_HEAD.search(head):
        return PEOPLE
    return frozenset()


def _english(kind: AnswerType, question: str, match: re.Match[str]) -> Expectation:
    phrase = Span(*match.span())
    behind = question[match.end() :].strip()
    units: frozenset[str] = _TYPE_UNITS.get(kind, frozenset())
    if kind is AnswerType.FIGURE:
        units = _english_units(match.group(), behind)
    return Expectation(kind, phrase, units, " ".join(behind.split()[:3]))


def _english_units(phrase: str, behind: str) -> frozenset[str]:
    if re.search(r"money|funds?|invest|yuan|cost|worth|paid|revenue|sales|tax|output|value", behind):
        if phrase == "how much":
            return MONEY
    if re.match(r"(?:people|persons|students|teachers|doctors|workers|farmers|jobs|officials|users)", behind):
        return PEOPLE
    if re.match(r"(?:mu|square|land|hectares)", behind) or phrase in ("how large", "how big"):
        return AREA
    return MONEY if phrase == "how much" else frozenset()


def _bare(question: str) -> Expectation:
    end = Span(len(question), len(question))
    tail = question.rstrip(" ?？。")
    if _RATE_HEAD.search(tail):
        return Expectation(AnswerType.PERCENT, end, SHARE)
    if re.search(rf"(?:{_AMOUNT_NOUN}|总额|数量|规模)$", tail):
        return Expectation(AnswerType.FIGURE, end, MONEY)
    if re.search(r"(?:面积)$", tail):
        return Expectation(AnswerType.FIGURE, end, AREA)
    if re.search(r"(?:人数|数量|数目|总数|个数)$", tail):
        return Expectation(AnswerType.FIGURE, end)
    return Expectation(AnswerType.STATEMENT, end)
