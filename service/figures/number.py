"""The number that stands at a place of a text, in digits or Chinese characters."""

from dataclasses import dataclass, replace
from fractions import Fraction

from index.pattern import lazy_pattern
from service.figures.numeral import read_numeral
from service.figures.precision import last_place
from service.figures.quantity import Qualifier

_RUN = lazy_pattern(r"[0-9]+(?:[.,][0-9]+)*")
_THOUSANDS = lazy_pattern(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_PLAIN = lazy_pattern(r"[0-9]+(?:\.[0-9]+)?")
# Blanks part thousands (共1 268户) only between a word and a unit: elsewhere they part cells.
_BLANKS = lazy_pattern(
    r"(?<=[\u4e00-\u9fff,:(])[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?(?=[\u4e00-\u9fff%])"
)
_LONGEST = 40  # characters of a run of digits; a longer one is no quantity

_HAN = lazy_pattern(
    r"[零〇一二三四五六七八九十百千万亿两几数廿卅]{1,24}"
    r"(?:点[零〇一二三四五六七八九]{1,12}(?![十刻])[百千万亿]{0,3})?"
    r"|[壹贰叁肆伍陆柒捌玖][零拾佰仟万亿壹贰叁肆伍陆柒捌玖]{1,24}"
)
_HAN_CHARACTERS = frozenset("零〇一二三四五六七八九十百千万亿两几廿卅")
_DIGITLESS = frozenset("百千万亿十")
_METRIC = lazy_pattern(r"[米克瓦赫卡伏帕]|分点")  # behind 千 and 百: 三十千瓦
_NOT_SEVERAL = frozenset("人总个少多次户指参分倍岁件例系基函对单复奇偶为整")  # 人数百: no 数百

_SCALES = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8, "千万": 10**7,
    "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 1000, "百": 100, "兆": 10**12,
    "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "mn": 10**6,
    "bn": 10**9,
}  # fmt: skip
_SCALE = lazy_pattern(
    r" ?(?P<before>[余多几]?)(?P<scale>万亿|[十百千]?亿|[百千十]?万(?!科(?!技|学|研|普)|能|维|圣)|"
    r"千(?![米克瓦赫卡伏帕玺寻禧])|百(?![度帕姓货科]|分)|兆(?=[元美日新韩]))"
    r"| (?P<english>thousand|million|billion|trillion|mn|bn)\b"
)
_SCALE_BEHIND_EXCESS = lazy_pattern(r"[余多几](?P<scale>亿|万)")
_AFTER = lazy_pattern(
    r" ?(?:[余几](?![下年月额])|多(?![媒样少维功边次端年种名所云模]|元[化文素性主发共融投的])|"
    r"来(?=[个年天岁人家名亩斤公里万]))"
)
_AFTER_TIME = lazy_pattern(r" ?[余多](?=[年种名个次])")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text.

    Attributes:
        low: Its value, or the least it may stand for.
        high: Its value, or the most it may stand for.
        scale: 万, 亿 and so on, already part of the value; 1 where none is written.
        place: Place value of the last digit written.
        end: Where it ends in the text.
        qualifier: What 余, 多, 来, 几 in it or behind it say.
        spelled: Whether it is written in Chinese characters.
        vague: Whether it names no digit: 百, 千, 万.
    """

    low: Fraction
    high: Fraction
    scale: int
    place: Fraction
    end: int
    qualifier: Qualifier = Qualifier.EXACT
    spelled: bool = False
    vague: bool = False


def read_number(text: str, start: int) -> Number | None:
    """Return the number that begins at `start` of folded text, scales and all."""
    read = _digits if text[start : start + 1].isascii() else _spelled
    number = read(text, start)
    return None if number is None else _with_excess(number, text)


def skip_digits(text: str, start: int) -> int:
    """Return where the run of digits or numerals at `start` ends, at least one on."""
    match = _RUN.match(text, start)
    if match:
        return match.end()
    end = start + 1
    while end < len(text) and text[end] in _HAN_CHARACTERS:
        end += 1
    return end


def _digits(text: str, start: int) -> Number | None:
    run = _RUN.match(text, start)
    if run is None or len(run[0]) > _LONGEST:
        return None
    whole = run if _THOUSANDS.fullmatch(run[0]) else _BLANKS.match(text, start)
    written = whole or _PLAIN.match(text, start)
    if written is None:
        return None
    digits = written[0].replace(",", "").replace(" ", "")
    number = scaled(text, _bare(digits, start + len(written[0])))
    return _scaled_again(text, _compound(text, number))


def _bare(digits: str, end: int) -> Number:
    whole, point, decimals = digits.partition(".")
    value = Fraction(int(whole + decimals), 10 ** len(decimals))
    place = Fraction(1, 10 ** len(decimals)) if point else last_place(value)
    return Number(value, value, 1, place, end)


def scaled(text: str, number: Number) -> Number:
    """Return a number with the scale behind it worked in: 3978 and 万, 39.78 and million."""
    match = _SCALE.match(text, number.end)
    if match is None:
        return number
    scale = _SCALES[match["scale"] or match["english"]]
    return replace(
        number,
        low=number.low * scale,
        high=number.high * scale,
        scale=scale,
        place=number.place * scale,
        end=match.end(),
        qualifier=Qualifier.MORE_THAN if match["before"] else number.qualifier,
    )


def _compound(text: str, number: Number) -> Number:
    """Add what follows in a smaller scale: 3亿 and 5000万."""
    if number.scale < 1000:
        return number
    run = _RUN.match(text, number.end)
    if run is None or len(run[0]) > _LONGEST or not _PLAIN.fullmatch(run[0]):
        return number
    rest = scaled(text, _bare(run[0], run.end()))
    if rest.scale == 1 or rest.high >= number.scale:
        return number
    rest = _compound(text, rest)
    total = number.low + rest.low
    return replace(
        rest, low=total, high=total, qualifier=max(number.qualifier, rest.qualifier, key=_weight)
    )


def _weight(qualifier: Qualifier) -> int:
    return 0 if qualifier is Qualifier.EXACT else 1


def _spelled(text: str, start: int) -> Number | None:
    match = _HAN.match(text, start)
    if match is None or _continues(text, start):
        return None
    run = match[0]
    if "数" in run[1:]:  # 二次数: the number ends before 数
        run = run[: run.index("数", 1)]
    metric = len(run) > 1 and run[-1] in "千百" and _METRIC.match(text, start + len(run))
    run = run[:-1] if metric else run
    end = start + len(run)
    numeral = read_numeral(run)
    if numeral is None or (not metric and text[end : end + 1] in _HAN_CHARACTERS):
        return None
    number = Number(
        numeral.low,
        numeral.high,
        1,
        numeral.place,
        end,
        Qualifier.EXACT if numeral.low == numeral.high else Qualifier.ABOUT,
        spelled=True,
        vague=all(character in _DIGITLESS for character in run) and run != "十",
    )
    return _scaled_again(text, number)


def _scaled_again(text: str, number: Number) -> Number:
    """Read 三千余万 and 4千多亿: a scale behind 余 belongs to the number."""
    match = _SCALE_BEHIND_EXCESS.match(text, number.end)
    if match is None:
        return number
    scale = _SCALES[match["scale"]]
    return replace(
        number,
        low=number.low * scale,
        high=number.high * scale,
        place=number.place * scale,
        end=match.end(),
        qualifier=Qualifier.MORE_THAN,
    )


def _continues(text: str, start: int) -> bool:
    """Say whether the run at `start` is the rest of a longer one, or no numeral at all."""
    first, before = text[start], text[start - 1] if start else ""
    if before and before in _HAN_CHARACTERS:
        return True
    if first == "几":
        return text[start + 1 : start + 2] not in _DIGITLESS
    if first == "数":
        return text[start + 1 : start + 2] not in _DIGITLESS or before in _NOT_SEVERAL
    return False


def _with_excess(number: Number, text: str) -> Number:
    """Take in 余, 多, 来 or 几 right behind the number."""
    match = _AFTER.match(text, number.end) or (
        _AFTER_TIME.match(text, number.end) if number.low >= 10 and not _is_year(number) else None
    )
    if match is None or number.low < 10:
        return number
    qualifier = Qualifier.ABOUT if match[0].endswith("来") else Qualifier.MORE_THAN
    return replace(number, end=match.end(), qualifier=qualifier)


def _is_year(number: Number) -> bool:
    return not number.spelled and number.scale == 1 and 1900 <= number.low <= 2100
