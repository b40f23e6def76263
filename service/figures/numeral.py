"""Numbers written in Chinese characters."""

from dataclasses import dataclass
from fractions import Fraction

from index.pattern import lazy_pattern
from service.figures.precision import last_place

_DIGITS = {c: n for n, cs in enumerate(("零〇", *"一二", *"三四五六七八九")) for c in cs} | {
    "两": 2
}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_LONGEST = 40  # characters; no number that means something is longer

_PAIR = lazy_pattern(
    r"(?<![零〇一二三四五六七八九])[一二两三四五六七八][二两三四五六七八九](?![零〇一二三四五六七八九])"
)
_FORMAL = str.maketrans("壹贰叁参肆伍陆柒捌玖拾佰仟", "一二三三四五六七八九十百千")


@dataclass(frozen=True, slots=True)
class Numeral:
    """What a run of Chinese numerals means.

    Attributes:
        low: The value, or the least of them: `三四百` is 300 to 400.
        high: The value, or the greatest of them.
        place: The place value of the last digit that was written.
    """

    low: Fraction
    high: Fraction
    place: Fraction


def read_numeral(text: str) -> Numeral | None:
    """Read a number in Chinese characters (folded), such as `三千九百七十八万`.

    Scales, 〇 and 两, digits in a row (二〇二一), a colloquial end (两万五), decimals
    (三点五亿), neighbours (三四百), 几 and 数 (十几, 数百) and formal digits are read.

    Returns:
        None where the characters do not follow the grammar: `十四五`, `百百`.
    """
    if not text or len(text) > _LONGEST:
        return None
    least, most = _ends(text.translate(_FORMAL))
    low = _value(least)
    high = low if least == most else _value(most)
    if low is None or high is None or low > high:
        return None
    return Numeral(low, high, _place(least, low))


def _ends(text: str) -> tuple[str, str]:
    """Return the least and the greatest number that a vague one may stand for."""
    for vague in "几数":
        before, found, behind = text.partition(vague)
        if found:
            return (
                f"{before}{'一' if before.endswith('十') else '二'}{behind}",
                f"{before}九{behind}",
            )
    pair = _PAIR.search(text)
    if pair and _are_neighbours(pair[0]):
        at = pair.start()
        return text[: at + 1] + text[at + 2 :], text[:at] + text[at + 1 :]
    return text, text


def _are_neighbours(pair: str) -> bool:
    first, second = (_DIGITS[digit] for digit in pair)
    return second == first + 1 or pair == "三五"


def _value(text: str) -> Fraction | None:
    whole, point, rest = text.partition("点")
    if not point:
        value = _integer(whole)
        return None if value is None else Fraction(value)
    digits = rest.rstrip("十百千万亿")
    units = _integer(whole)
    if units is None or not digits or any(digit not in _DIGITS for digit in digits):
        return None
    parts = int("".join(str(_DIGITS[digit]) for digit in digits))
    scale = 1
    for character in rest[len(digits) :]:
        scale *= (_POWERS | _MYRIADS)[character]
    return (units + Fraction(parts, 10 ** len(digits))) * scale


def _place(text: str, value: Fraction) -> Fraction:
    if "点" not in text:
        return last_place(value)
    rest = text.partition("点")[2]
    digits = rest.rstrip("十百千万亿")
    tail = _value("一" + rest[len(digits) :]) or Fraction(1)
    return tail * Fraction(1, 10 ** len(digits))


def _integer(text: str) -> int | None:
    if text and all(character in _DIGITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    tally = _Tally()
    for character in text.replace("廿", "二十").replace("卅", "三十"):
        if not tally.take(character):
            return None
    return tally.total() if text else None


class _Tally:
    """Adds up a number character by character, from the left."""

    def __init__(self) -> None:
        self._sum = 0  # closed by 亿
        self._myriad = 0  # closed by 万
        self._section = 0  # below 万
        self._digit: int | None = None
        self._power = 10_000  # the last power in this section; the next is smaller
        self._behind = 0  # the scale that stands right before the digit, 0 after 零
        self._begun = False

    def take(self, character: str) -> bool:
        """Take the next character; False where it cannot stand here."""
        if character in _DIGITS:
            taken = self._take_digit(_DIGITS[character])
        elif character in _POWERS:
            taken = self._take_power(_POWERS[character])
        else:
            taken = character in _MYRIADS and self._take_myriad(_MYRIADS[character])
        self._begun = True
        return taken

    def _take_digit(self, digit: int) -> bool:
        if self._digit:
            return False
        if digit == 0 or self._digit == 0:
            self._behind = 0
        self._digit = digit
        return True

    def _take_power(self, power: int) -> bool:
        count = self._digit
        if not count:
            may_stand_alone = power == 10 or (not self._begun and count is None)
            if not may_stand_alone:
                return False
            count = 1
        if power >= self._power:
            return False
        self._section += count * power
        self._digit, self._power, self._behind = None, power, power
        return True

    def _take_myriad(self, scale: int) -> bool:
        count = self._section + (self._digit or 0)
        if scale == 10**8:
            count += self._myriad
        if not count:
            if self._begun:
                return False
            count = 1
        if (self._sum and scale == 10**8) or (self._myriad and scale == 10**4):
            return False
        if scale == 10**8:
            self._sum, self._myriad = count * scale, 0
        else:
            self._myriad = count * scale
        self._section, self._digit, self._power, self._behind = 0, None, 10_000, scale
        return True

    def total(self) -> int:
        """Return the number; a digit right behind a scale counts its tenths: 两万五."""
        last = self._digit or 0
        if self._behind > 10:
            last *= self._behind // 10
        return self._sum + self._myriad + self._section + last
