"""The year that a text names, outright, by a reign, or by its distance from the article's."""

import re
from dataclasses import dataclass

from index.pattern import lazy_pattern
from service.figures.numeral import read_numeral

_REIGNS = {
    "顺治": 1644, "康熙": 1662, "雍正": 1723, "乾隆": 1736, "嘉庆": 1796, "道光": 1821,
    "咸丰": 1851,
    "同治": 1862, "光绪": 1875, "宣统": 1909, "民国": 1912, "明治": 1868, "大正": 1912,
    "昭和": 1926,
    "平成": 1989, "令和": 2019,
}  # fmt: skip
_SHIFTS = {
    "去年": -1, "上年": -1, "前年": -2, "大前年": -3, "今年": 0, "本年": 0, "明年": 1, "来年": 1,
    "后年": 2,
}  # fmt: skip
_FROM_RUNNING = {"当年": 0, "同年": 0, "次年": 1, "翌年": 1}

_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_STRETCH = r"(?!前|多|来(?!自)|的?历史|以前|之久|左右|树龄|间隔|期|级|货|轻|薪)"
_YEAR = lazy_pattern(
    r"(?:公元)?(?P<bc>前)?(?P<plain>(?<![0-9])(?<![0-9][.,])(?:1[0-9]|2[01])[0-9]{2}|[一二][〇零一二三四五六七八九]{3}|"
    r"(?<=元)[0-9]{1,4}|(?<=元前)[0-9]{1,4}) ?年(?:度|间)?" + _STRETCH
    + rf"|(?P<reign>{'|'.join(_REIGNS)}) ?(?P<count>元|[0-9]{{1,3}}|"
    rf"[一二三四五六七八九十〇零百]{{1,5}}) ?年(?:间)?"
    rf"|(?!(?:后|前)年[产利税销均收缴营])(?P<relative>大前年|"
    rf"{'|'.join((*_SHIFTS, *_FROM_RUNNING))})(?:度)?"
    r"|(?<![0-9'])(?<![0-9][.,])'?(?P<short>[0-9]{2}) ?年(?= ?(?:1[0-2]|0?[1-9]) ?月(?!份?以))"
)  # fmt: skip
_AGO = lazy_pattern(r"(?:距今|长达|约|近|余|有着|已有|超过|跨越|超|逾)$")


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A year named in a text.

    Attributes:
        number: The year; None where it hangs on a date that is not known.
        end: Where its name ends.
        relative: Whether it was worked out.
    """

    number: int | None
    end: int
    relative: bool = False


def read_year(
    text: str, start: int, *, anchor: int | None, running: int | None
) -> CalendarYear | None:
    """Return the year named at `start` of folded text.

    Args:
        text: Folded text.
        start: Where it begins.
        anchor: The year in which the article was published.
        running: The year named last in the same sentence.
    """
    match = _YEAR.match(text, start)
    if match is None:
        return None
    if word := match["relative"]:
        base = running if word in _FROM_RUNNING and running is not None else anchor
        shift = _FROM_RUNNING.get(word, _SHIFTS.get(word, 0))
        if word in ("次年", "翌年", "同年", "当年"):
            base = running
        return CalendarYear(None if base is None else base + shift, match.end(), relative=True)
    if match["reign"]:
        return _of_reign(match)
    if match["short"]:
        number = int(match["short"])
        return CalendarYear(2000 + number if number <= 30 else 1900 + number, match.end())
    return _plain(text, match)


def _of_reign(match: re.Match[str]) -> CalendarYear | None:
    count = match["count"]
    if count == "元":
        number: int | None = 1
    elif count.isdigit():
        number = int(count)
    else:
        numeral = read_numeral(count)
        number = int(numeral.low) if numeral else None
    if not number:
        return None
    return CalendarYear(_REIGNS[match["reign"]] + number - 1, match.end(), relative=False)


def _plain(text: str, match: re.Match[str]) -> CalendarYear | None:
    number = int(match["plain"].translate(_HAN_DIGITS))
    if number < 1840 and _AGO.search(text[max(0, match.start() - 4) : match.start()]):
        return None
    return CalendarYear(-number if match["bc"] else number, match.end())
