"""Places, times and measures in a Chinese question, recognised by their shape.

Both scripts are read; spans index the text as it was written.
"""

import re

from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.script import to_script
from index.span import Span

_DIGITS = "0-9０-９〇零一二三四五六七八九十"
_TIME = lazy_pattern(
    rf"""(?:(?:[{_DIGITS}]{{4}}|[{_DIGITS}]{{2}})年(?:代|度)?
          (?:[{_DIGITS}]{{1,3}}月份?(?:[{_DIGITS}]{{1,3}}[日号號])?|上半年|下半年|第?[一二三四1-4]季度|底|初|末)?
        |[去今前明当當]年(?:[{_DIGITS}]{{1,3}}月份?|上半年|下半年|底|初)?
        |上一?年|前一年|[次同]年|上半年|下半年|上个月|上個月|本月|近[{_DIGITS}]+年(?:来|來)?
        |[{_DIGITS}]{{1,3}}月份?(?:[{_DIGITS}]{{1,3}}[日号號])?
        |“?[“「]?十[一二三四五六]五[”」]?(?:期间|期間|时期|時期)?
        |[{_DIGITS}]{{1,3}}[日号號])""",
    re.VERBOSE,
)
_FUNCTION = "的了在给給对對向和与與跟同由从從为為到於于把被是有那呢吗嗎，,、。？?！!：: 　"
_VERBS = (  # what is done to or in a place, right before its name
    "建设|建設|扩建|擴建|新建|兴建|興建|改造|援建|援助|支援|支持|帮扶|幫扶|帮助|幫助|扶持|扶贫|扶貧|资助|資助|捐助|"
    "投资|投資|开发|開發|发展|發展|治理|整治|走访|走訪|考察|调研|調研|访问|訪問|前往|来自|來自|关于|關於|请问|請問"
)
_RANKED = lazy_pattern(
    rf"(?:^|(?<=[{_FUNCTION}年月日号號]))(?:{_VERBS})?"
    rf"(?P<name>[^{_FUNCTION}\W\da-zA-Z_]{{1,5}}?"
    r"(?:省|市|县|縣|区|區|镇|鎮|乡|鄉|村|州|旗|盟|岛|島|街道|国|國))"
    r"(?![人家务務民企产產级級域长長委政庄莊场場镇鎮乡鄉化手舰艦帜幟袍])"
)
_COMMON = lazy_pattern(
    r".*(?:[园園地社山校景厂廠小城市牧库庫灾災老郊辖轄旅片开開特战戰产產]|新|贫困|貧困|示范|示範)[区區]"
    r"|.*[城都上股入超夜门門早菜楼樓车車休收黑集牛熊面开開闹鬧]市|.*[县縣区區]市|.*市[县縣]|.*区县|.*區縣"
    r"|.*[外我祖他别別异異出回爱愛强強小建岛島]国|.*[外我祖他别別异異出回愛強小建島]國|.*大[区區]"
    r"|.*[城集小]镇|.*[城集小]鎮|.*[老家故下返同他]乡|.*[老家故下返同他]鄉"
    r"|.*[农農乡鄉新各全多哪几幾本该該此每这這邻鄰]"
    r"[省市县縣区區镇鎮乡鄉村州国國岛島]|.*(?:多少|几|幾|哪)[个個]?.*"
)
_MEASURE = lazy_pattern(
    r"面积|面積|人口|收入|投资|投資|资金|資金|规模|規模|比例|利润|利潤|税收|稅收|价格|價格|工资|工資|"
    r"成本|预算|預算|造价|造價|长度|長度|高度|深度|温度|溫度|速度|密度|海拔|时长|時長|"
    r"[产產销銷数數总總用]?[量]|[产產总總价價净淨]值|[总總数數金销銷售余餘]*[额額]|"
    r"[一-龥][率]|[人户戶家个個总總]?[数數](?![据據字学學])"
)


def find_times(text: str) -> list[Span]:
    """Return where years, dates and words such as 去年 stand, in order."""
    return [Span(*match.span()) for match in _TIME.finditer(text)]


def find_places(text: str) -> list[Span]:
    """Return where place names stand, in order.

    A place is a name of China's administrative divisions, with or without its rank, or
    any word that ends in a rank (省, 市, 县, 镇 …) and is no common noun.
    """
    ranked = [Span(*match.span("name")) for match in _RANKED.finditer(text)]
    shaped = [span for span in ranked if not _COMMON.fullmatch(span.of(text))]
    listed = [span for span in Gazetteer.load().find(_simplified(text)) if not _in_word(text, span)]
    found: list[Span] = []
    for span in sorted([*shaped, *listed], key=lambda one: (-len(one), one.start)):
        if not any(span.overlap(other) for other in found):
            found.append(span)
    return sorted(found)


def find_measures(text: str) -> list[Span]:
    """Return where names of quantities (面积, 产量, 增长率 …) stand, in order."""
    return [Span(*match.span()) for match in _MEASURE.finditer(text)]


def is_time(text: str) -> bool:
    """Say whether a text is nothing but a time."""
    return _TIME.fullmatch(text.strip()) is not None


def is_place(text: str) -> bool:
    """Say whether a text is nothing but a place name."""
    return find_places(text) == [Span(0, len(text))]


def is_measure(text: str) -> bool:
    """Say whether a text names a quantity: its last word does."""
    return any(span.end == len(text) for span in find_measures(text))


def _in_word(text: str, span: Span) -> bool:
    """Say whether a name without rank is the beginning of a longer word (合作 in 合作社)."""
    return text[span.end : span.end + 1] in set("社化性者员員率额額量值")


def _simplified(text: str) -> str:
    simplified = to_script(text, "zh-Hans")
    return simplified if len(simplified) == len(text) else text
