"""Follow-up questions made standalone by rules, without a language model.

A follow-up is recognised by its shape alone (an ellipsis such as “那康定呢？”, a pronoun, a
bare question word); anything else is left as it is, because a complete question that is
rewritten is worse than a follow-up that is not. What a follow-up names replaces the slot
of the same kind in the question before it; what it leaves out is carried over.
"""

import re
from dataclasses import dataclass

from index.pattern import lazy_pattern
from index.script import detect_script
from service.follow_up_english import resolve_english
from service.question import Question, Role
from service.replacement import replace_slot
from service.slots import find_places, find_times, is_measure, is_place, is_time
from service.topic import ASKING, subject, target_place, topic

_MOST_TURNS = 12
_LONGEST_FOLLOW_UP = 60  # characters
_LONGEST_PREVIOUS = 300
_LONGEST_NAME = 24  # characters of an answer that is nothing but a name
_END = "？?。！!，, 　\n\t"

_ELLIPSIS = lazy_pattern(
    r"(?:(?:那么|那麼|那|而|还有|還有|换成|換成|如果是|要是|假如是|至于|至於|关于|關於|同样的?(?:问题)?|"
    r"同樣的?(?:問題)?|一样的?问题)[，,]?)*(?P<what>.{1,16}?)"
    r"(?:的(?:情况|情況|话|話))?(?<=[^的])的?(?:呢|又如何|又怎样)"
)
_OWN_FIGURE = lazy_pattern(
    r"(?:那么|那麼|那|而)?[，,]?(?P<what>.{2,12}?)(?:又|则)?(?:是|有|为|達|达)?(?:多少|几何)"
)
_CORRECTION = lazy_pattern(
    r"(?:不对|不對|错了|錯了)?[，,]?(?:我(?:想|要)?(?:问|問|说|說|指)的?是|不是.{1,10}?[，,](?:而)?是|应该是|應該是)(?P<what>.{2,12})"
)
_PREPOSITION = lazy_pattern(r"^[给給对對向在为為从從到帮幫]")
_MONEY = lazy_pattern(
    r"(?:这|這|那|上述)(?:[笔筆些]|部分)(?P<what>钱|錢|资金|資金|款项|款項|款|投入|投资|投資|经费|經費)"
)
_THIS = lazy_pattern(
    r"(?:这|這|那)[座家个個条條所款位栋棟间間](?P<noun>[^\W\d_]{1,4}?)(?=[有是在的占花投多由建开開叫属屬]|什么|何|哪|谁)"
)
_BY_WHOM = lazy_pattern(r"(?:由|被|归|歸)(?:谁|誰|哪[家个個位]).{1,6}")
_THEN = lazy_pattern(r"(?:那么|那麼|而|换成|換成|那)[，,]?(?P<what>.{1,16})")
_BEFORE_PRONOUN = lazy_pattern(
    r"(?:那么|那麼|那|而|请问|請問|截至目前|目前|现在|現在)?[，,]?"
    r"(?:(?:住?在|由|对|對|给|給|从|從|[为為])|"
    r"(?:(?:是|在|有)?(?:谁|誰|哪|多少|几|幾|什么|什麼|为什么|為什麼|为何|為何|何时|何時|如何|怎么|怎麼))"
    r"[^，,的]{0,6})?"
)
_FIGURE = lazy_pattern(
    r"[\d.,，%％‰〇零一二三四五六七八九十百千万亿兩两萬億余多约約年月日号號至到]+"
    r"(?:[元亩畝人个個家名吨噸户戶岁歲倍次米]|公里|平方米|美元|港元|公顷|公頃)*"
)
_DATA = r"(?:数据|數據|数字|數字|统计|統計|数目|數目|金额|金額)"
_DATA_REFERENCE = lazy_pattern(
    rf"(?:这|這|那|上述|该|該|此)(?:个|個|些|项|項|组|組|一)?(?P<data>{_DATA})"
)
_AMONG = lazy_pattern(r"^(?:那|那么|那麼)?[，,]?(?:其中|(?:这|這|那)?(?:里面|裡面|裏面|当中|當中))")
_THERE = lazy_pattern(
    r"那里(?!程)|那裡|那裏|当地(?!时间)|當地(?!時間)|这里(?!程)|這裡|這裏"
    r"|(?:(?<![应應])[该該]|这个|這個|那个|那個|这座|這座|此)(?:省|市|县|縣|区|區|镇|鎮|乡|鄉|村|地|城市|地区|地區)"
)
_IT = lazy_pattern(
    r"[它牠](?:们|們)?|(?<![其吉])他(?:们|們)?(?![人国國乡鄉])|她(?:们|們)?"
    r"|(?:(?<![应應])[该該]|这个|這個|那个|那個|这家|這家|那家|这座|這座|这位|這位)"
    r"(?:公司|企业|企業|项目|項目|园区|園區|产业园|產業園|工程|机构|機構|人|学校|學校|医院|醫院)"
)
_BARE = lazy_pattern(
    r"(?:那|那么|那麼)?(?:是|在|有|又是)?(?:(?:在)?(?:什么|什麼)(?:时候|時候|地方|原因)|何时|何時|何地|"
    r"哪一?年|哪里|哪裡|哪儿|谁|誰|(?:为|為)(?:什么|什麼|何)|多少|多少[钱錢人个個户戶亩畝]|几[个家年人]|"
    r"怎么[样做]?|怎麼[樣做]?|如何)(?:的|呢|了)?"
)
_WHEN_DONE = lazy_pattern(
    r"(?:是)?(?:(?:什么|什麼)(?:时候|時候)|何时|何時|哪一?年|哪年)"
    r"[完开開竣建投成发發结結启啟通落签簽举舉][工始业業成产產立布佈束动動车車地约約办辦用放幕]的?"
)
_CLEFT = lazy_pattern(r"[是在](?:哪|谁|誰|什么|什麼|何|怎|如何|为什么|為什麼).{0,6}")
_DONE_BY = lazy_pattern(
    r"(?:谁|誰|哪[家个個位]|哪一?年|何时|何時|(?:什么|什麼)(?:时候|時候))[^的是]{1,6}的"
)
_MEASURE_ALONE = lazy_pattern(
    r"(?:总|總|平均|人均|年|占地|佔地|建筑|建築|种植|種植|其|具体|具體|实际|實際)*[^\W\d_]{1,4}"
)
_WHICH_YEAR = lazy_pattern(rf"哪一?[年月]的{_DATA}")
_COMPARED = lazy_pattern(
    r"(?:那)?(?:[占佔].{1,8}(?:比例|比重|多少|几成|幾成|百分之)|同比|环比|環比|比(?:上|去|前)一?年|较上年|較上年|(?:增长|增長|下降|减少|減少|增加)了?(?:多少|几|幾))"
)
_HOW_LARGE = lazy_pattern(
    r"(?P<what>[^的是有多]{1,8}?)(?:[是有为為达達]?多[少大长長高]|是几|是幾)[^的]{0,2}"
)
_TOTAL = lazy_pattern(r"一共|总共|總共|共计|共計")
_BESIDES = lazy_pattern(r"还有(?:哪|什么|多少)|還有(?:哪|什麼|多少)|除此之外|此外|另外[，,有还還]")
_LONGEST_SUBJECTLESS = 12  # characters
_VERB_FIRST = lazy_pattern(
    r"[又还還再也][是有]?(?:谁|誰)|(?:[又还還再也都][是有]?)?(?:一共|总共|總共|共)?(?:[做办辦建投派送捐卖賣买買花用安引帮幫种種修开開签簽招培拨撥]"
    r"[^的]{0,3}|安排|培训|培訓|引进|引進|实施|實施|投入)了?(?:多少|几|幾|什么|什麼|哪|捐|的|[给給])?"
)
_LEANS = lazy_pattern(
    r"(?:那么|那麼|那)[，,]?|(?:这|這|那)[笔筆](?:钱|錢|资金|資金|款)|对方|對方|其(?![他它中余餘实實])"
)
_ASKED_NAME = lazy_pattern(
    r"谁|誰|哪[一]?[家个個位座所人]|(?:什么|什麼)(?:公司|企业|企業|人|机构|機構)|叫什么|叫什麼"
)


@dataclass(frozen=True, slots=True)
class _Before:
    """What a follow-up leans on: the standalone question before it, and its answer."""

    question: str
    answer: str | None


def resolve_follow_up(question: Question) -> str:
    """Return a question that can be understood without its history.

    Args:
        question: The question and the conversation before it.

    Returns:
        The question itself when it is complete or has no history; otherwise the question
        with entity, time and measure carried over or replaced.
    """
    before: _Before | None = None
    for turn in question.history[-_MOST_TURNS:]:
        if turn.role is Role.USER:
            before = _Before(_resolve(turn.text, before), None)
        elif before:
            before = _Before(before.question, turn.text)
    return _resolve(question.text, before)


def _resolve(text: str, before: _Before | None) -> str:
    asked = text.strip(_END)
    if before is None or not asked or len(asked) > _LONGEST_FOLLOW_UP:
        return text.strip()
    previous = before.question.strip(_END)
    if not previous or len(previous) > _LONGEST_PREVIOUS:
        return text.strip()
    if re.fullmatch(r"(?:19|20)\d{2}", asked) and detect_script(previous) != "en":
        asked += "年"
    name = _named(before, previous)
    if detect_script(asked) == "en" and not is_time(asked):
        rewritten = resolve_english(asked, previous, name)
    else:
        rewritten = _resolve_chinese(asked, previous, name)
    if rewritten is None or rewritten == asked:
        return text.strip()
    return rewritten + ("？" if detect_script(rewritten) != "en" else "?")


def _resolve_chinese(asked: str, previous: str, name: str | None) -> str | None:
    rules = (_among, _money, _data, _there, _it, _this, _bare, _elliptical, _subjectless)
    for rule in rules:
        rewritten = rule(asked, previous, name)
        if rewritten is not None:
            return rewritten
    return None


def _among(asked: str, previous: str, _: str | None) -> str | None:
    """“其中多少…”: a part of what was asked before."""
    match = _AMONG.match(asked)
    return f"{topic(previous)}其中{asked[match.end() :]}" if match else None


def _data(asked: str, previous: str, _: str | None) -> str | None:
    """“这个数字…”, “它是哪一年的数据”: the figure asked for before."""
    if re.match("[这這]是(?:哪|谁|誰|什么|什麼|几|幾|多少|[怎按])", asked):
        return topic(previous) + asked[1:]
    match = _DATA_REFERENCE.search(asked)
    if match:
        return asked[: match.start()] + topic(previous) + asked[match.end() :]
    pronoun = _IT.search(asked) if re.search(_DATA, asked) else None
    if pronoun and not find_places(asked):
        return asked[: pronoun.start()] + topic(previous) + asked[pronoun.end() :]
    return None


def _money(asked: str, previous: str, _: str | None) -> str | None:
    """“这笔钱用在哪里”: the sum asked for before."""
    match = _MONEY.search(asked)
    if match is None or not _leads(asked, match):
        return None
    return _without_then(asked[: match.start()]) + topic(previous) + asked[match.end() :]


def _this(asked: str, previous: str, _: str | None) -> str | None:
    """“这座桥有几个车道”: a thing of the kind that the question before was about."""
    match = _THIS.search(asked)
    if match is None or not _leads(asked, match) or match["noun"][-1] not in previous:
        return None
    return _without_then(asked[: match.start()]) + subject(previous) + asked[match.end() :]


def _there(asked: str, previous: str, _: str | None) -> str | None:
    match = _THERE.search(asked)
    places = find_places(previous)
    if not match or not places or not _leads(asked, match) or find_places(asked):
        return None
    place = target_place(previous, places).of(previous)
    return _without_then(asked[: match.start()]) + place + asked[match.end() :]


def _it(asked: str, previous: str, name: str | None) -> str | None:
    match = _IT.search(asked)
    if not match or not _leads(asked, match) or find_places(asked):
        return None
    meant = name or subject(previous)
    return _without_then(asked[: match.start()]) + meant + asked[match.end() :]


def _bare(asked: str, previous: str, _: str | None) -> str | None:
    """A question word with nothing that it asks about."""
    if _BARE.fullmatch(asked):
        return topic(previous) + asked
    if _BY_WHOM.fullmatch(asked):
        return subject(previous) + asked
    if _WHEN_DONE.fullmatch(asked) or (_DONE_BY.fullmatch(asked) and not find_places(asked)):
        return subject(previous) + asked
    if find_places(asked):
        return None
    if _WHICH_YEAR.fullmatch(asked):
        return f"{topic(previous)}是{asked}"
    if _CLEFT.fullmatch(asked):
        return topic(previous) + asked
    sized = _HOW_LARGE.fullmatch(asked)
    if sized and _MEASURE_ALONE.fullmatch(sized["what"]) and is_measure(sized["what"]):
        return f"{_holder(previous)}的{asked}"
    if _COMPARED.match(asked) or _BESIDES.match(asked):
        return topic(previous) + asked
    if _TOTAL.match(asked):
        slots = sorted([*find_places(previous), *find_times(previous)])
        return ("".join(span.of(previous) for span in slots) or topic(previous)) + asked
    return None


def _elliptical(asked: str, previous: str, _: str | None) -> str | None:
    """“那康定呢？”, “2022年呢”, “我问的是康定”: one slot named anew."""
    if (named := _alone(asked)) is not None:
        return replace_slot(named, previous)
    match = _ELLIPSIS.fullmatch(asked) or _THEN.fullmatch(asked)
    what = match["what"].strip(_END) if match else asked
    bare = _PREPOSITION.sub("", what)
    if bare != what and is_place(bare):
        what = bare
    if not match and not is_time(asked):
        return None
    if not what or ASKING.search(what):
        return None
    if (
        match
        and not asked.endswith(("呢", "如何", "怎样"))
        and not (is_place(what) or is_time(what))
    ):
        return None
    return replace_slot(what, previous)


def _alone(asked: str) -> str | None:
    """Return the place or time that is all that a follow-up names, if it asks of no more."""
    match = _OWN_FIGURE.fullmatch(asked) or _CORRECTION.fullmatch(asked)
    what = match["what"].strip(_END) if match else ""
    return what if what and (is_place(what) or is_time(what)) else None


def _holder(previous: str) -> str:
    """Return whose measure is asked for: its places and times, else the subject."""
    places = find_places(previous)
    slots = sorted([*places, *find_times(previous)])
    return "".join(span.of(previous) for span in slots) if places else subject(previous)


def _subjectless(asked: str, previous: str, _: str | None) -> str | None:
    """“做了多少个项目”: a short question that begins with its verb is about the same subject."""
    short = len(asked) <= _LONGEST_SUBJECTLESS and ASKING.search(asked) is not None
    leans = _VERB_FIRST.match(asked) or _LEANS.match(asked)
    if not short or not leans or find_places(asked) or find_times(asked):
        return None
    lead = _LEANS.match(asked)
    return f"{subject(previous)}{asked[lead.end() :] if lead else asked}"


def _named(before: _Before, previous: str) -> str | None:
    """Return the name that the last answer consists of, when a name was asked for."""
    answer = (before.answer or "").strip(_END + ".;；")
    if _FIGURE.fullmatch(answer):
        return None
    asked_name = _ASKED_NAME.search(previous) or re.match(r"(?i)(who|which|whose)\b", previous)
    return answer if answer and len(answer) <= _LONGEST_NAME and asked_name else None


def _leads(asked: str, pronoun: re.Match[str]) -> bool:
    """Say whether a pronoun can only mean something said before: no noun stands before it."""
    return _BEFORE_PRONOUN.fullmatch(asked[: pronoun.start()]) is not None


def _without_then(text: str) -> str:
    return re.sub(r"^(?:那么|那麼|那)[，,]?", "", text)
