"""Times of day."""

import re

from index.pattern import lazy_pattern
from service.figures.moment import Clock
from service.figures.numeral import read_numeral

_HAN = r"[零一二两三四五六七八九十]{1,3}"
_CLOCK = lazy_pattern(
    r"(?P<phase>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜间|深夜|当晚|今早|今晚|昨晚|"
    r"早|晚)?(?: ?, ?)? ?"
    rf"(?P<hour>2[0-4]|1[0-9]|0?[0-9]|{_HAN})"
    r"(?:(?P<colon>:)(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?(?![0-9:.])"
    r"| ?(?P<mark>[时点])(?!代|期|间|常|刻(?:都|准)|段|装|速|任|光|尚|评|击|赞|映|燃|名|亮|缀|开|"
    r"阅|[0-9]*[倍%])"
    rf"(?: ?(?P<spoken>[0-5]?[0-9]|{_HAN}) ?分(?!之|钟)| ?(?P<half>半)|(?P<quarter>[一三])刻|"
    rf"(?P<sharp>整|钟|许|左右))?)"
)
_MORNING = frozenset(("凌晨", "清晨", "早上", "早晨", "上午", "今早", "早"))
_COUNTING = frozenset("第得砍下分高这那几有")  # 得18点 is a score
_AFTER_DATE = frozenset("日号天")


def read_clock(text: str, start: int) -> tuple[Clock, int] | None:
    """Return the time of day at `start` of folded text, and where it ends.

    18:30 and 18时 are taken as they are; 点 also counts points, so it needs 上午, 半, a
    date before it or the like.
    """
    match = _CLOCK.match(text, start)
    if match is None or not _is_time(text, match):
        return None
    hour = _number(match["hour"])
    if hour is None or hour > 24:
        return None
    minute = _minute(match)
    second = int(match["second"]) if match["second"] else None
    return Clock(_of_day(hour, match["phase"]), minute, second), match.end()


def _is_time(text: str, match: re.Match[str]) -> bool:
    before = text[match.start() - 1] if match.start() else ""
    if match["colon"]:
        return before not in tuple(":.-比") or before == "-"
    if match["phase"] or match["half"] or match["quarter"]:
        return True
    if match["mark"] == "时":
        return match["hour"].isdigit() and before != "小"
    if match["sharp"] in ("整", "钟", "许") or before in _AFTER_DATE:
        return True
    return bool(match["spoken"]) and before not in _COUNTING


def _minute(match: re.Match[str]) -> int | None:
    if match["minute"]:
        return int(match["minute"])
    if match["spoken"]:
        return _number(match["spoken"])
    if match["quarter"]:
        return 15 if match["quarter"] == "一" else 45
    return 30 if match["half"] else 0 if match["sharp"] in ("整", "钟") else None


def _of_day(hour: int, phase: str | None) -> int:
    if phase is None or hour > 12:
        return hour
    if phase in _MORNING:
        return 0 if phase == "凌晨" and hour == 12 else hour
    if phase == "中午":
        return hour if hour >= 10 else hour + 12
    return hour + 12 if hour < 12 else hour


def _number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    numeral = read_numeral(text)
    return int(numeral.low) if numeral and numeral.low.denominator == 1 else None
