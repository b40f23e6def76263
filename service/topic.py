"""What a Chinese question is about: its topic, its subject, its place."""

import re

from index.pattern import lazy_pattern
from index.span import Span
from service.slots import find_places, find_times

ASKING = lazy_pattern(
    r"多少|几|幾|什么|什麼|甚麼|谁|誰|哪|何时|何時|怎|如何|吗|嗎|是否|为何|為何|是不是|有没有|有沒有"
)
_FACILITY = lazy_pattern(
    r"(?:水库|水庫|公园|公園|[园園]区?|[园園]區|公司|项目|項目|工程|中心|基地|学校|學校|大学|大學|医院|醫院|"
    r"机场|機場|[桥橋路站馆館厂廠港寺]|合作社|集团|集團|图书馆|圖書館|博物馆|博物館|酒店|隧道|铁路|鐵路|高速)$"
)
_RECEIVES = lazy_pattern(r"(?:[给給对對向]|援建|援助|支援|帮扶|幫扶|扶持|对口协作|對口協作)$")
_WHEN = lazy_pattern(
    r"(?:是|在|于|於)?(?:(?:什么|什麼)(?:时候|時候|地方)|何时|何時|哪一?年|为什么|為什麼|为何|為何|如何|怎么|怎麼)"
)


_VERB_BEHIND = lazy_pattern(
    r"(?<=..)(?:占地|通车|通車|开工|開工|竣工|建成|投产|投產|开业|開業|开园|開園|启用|啟用)$"
)
_LINK = lazy_pattern("[有是在给給对對向]")
_DEFINED = lazy_pattern(
    r"(?:是|算)(?:一?[个家種种座])?(?:什么样|什麼樣|怎样|怎樣|什么|什麼|哪种|哪種)的?[^的是]{0,6}$"
)


def topic(question: str) -> str:
    """Return what a question is about: the question without what makes it one."""
    question = _DEFINED.sub("", question) or question
    text = re.sub(
        r"(?:(?:分别|分別)?(?:是|有|为|為|达|達|共|到)?(?:多少|几|幾)[个個家名元人户戶亩畝吨噸]?"
        r"|(?:是|在|有)?(?:什么|什麼)(?:时候|時候|地方)?的?|是?哪一?[年月天里裡儿個个家]的?"
        r"|(?:是)?(?:何时|何時)|(?:是)?(?:谁|誰)的?|(?:有)?多[大高长長远遠久]|如何|怎么样?|怎麼樣?|吗|嗎|呢)$",
        "",
        question,
    )
    text = re.sub(
        r"(?:多少|[几幾])[个個家座间間名位条條项項种種所处處头頭棵亩畝吨噸辆輛件户戶]?"
        r"|(?:为|為)(?:什么|什麼|何)|(?:在)?(?:什么|什麼)(?:时候|時候|地方)|何时|何時|如何|怎么|怎麼"
        r"|(?:什么|什麼|哪些|是否)",
        "",
        text,
    )
    return text or question


def subject(previous: str) -> str:
    """Return the thing a question is about: its first place when it begins with one."""
    head = _WHEN.split(previous)[0]
    about = head if len(head) > 1 and head != previous else topic(previous)
    for time in find_times(about)[:1]:
        named = re.sub(r"[在于於]$", "", about[: time.start])
        about = named if len(named) > 1 else about[time.end :].lstrip("的，,")
    about = _VERB_BEHIND.sub("", about)
    head, found, _ = about.partition("的")
    places = find_places(about)
    if places and not (_FACILITY.search(head) and (found or not _LINK.search(head))):
        return target_place(about, places).of(about)
    return head if found and len(head) > 1 else about


def target_place(text: str, places: list[Span], like: str = "") -> Span:
    """Return the place that a question is about.

    Args:
        text: The question.
        places: Where its places stand, at least one.
        like: A place that is to take its stand; one of the same rank is preferred.

    Returns:
        The place that receives something, else one of like rank, else the first.
    """
    for span in places:
        if _RECEIVES.search(text[: span.start]):
            return span
    alike = [span for span in places if like and span.of(text)[-1] == like[-1]]
    return (alike or places)[0]
