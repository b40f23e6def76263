"""Quantities in running text."""

import re
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from index.pattern import lazy_pattern
from index.span import Span
from service.figures import hedge
from service.figures.dates import find_folded_dates
from service.figures.english import STARTS, is_english, read_english_numeral
from service.figures.glyphs import fold
from service.figures.kind import Kind
from service.figures.label import find_labels
from service.figures.measure import read_unit
from service.figures.number import Number, read_number, scaled, skip_digits
from service.figures.precision import last_place
from service.figures.quantity import Qualifier, Quantity
from service.figures.unit import PART, PERCENT, Unit
from service.figures.unit_table import SYMBOLS, UNITS

_STARTS = lazy_pattern(
    r"[0-9]|[零〇一二三四五六七八九十百千万亿两几数廿卅半过壹贰叁肆伍陆柒捌玖]|第(?= "
    r"?[0-9零〇一二三四五六七八九十百千两几])"
)
_TO = lazy_pattern(r" ?(?:-{1,2}|~|至|到) ?")
_SIGN = lazy_pattern(r"(?:(?<![0-9A-Za-z%)])-|负|零下) ?$")
_PER = {"百": PERCENT, "千": UNITS["‰"], "万": UNITS["‱"]}
_FRACTION = lazy_pattern(r" ?分之 ?")
_PERCENT = lazy_pattern(r"[百千万]分之(?: ?(?P<sign>负|-))? ?")
_LONGEST_DIVISOR = 16
_SLASHED = lazy_pattern(r"(?<![0-9./])([0-9]{1,3})/([0-9]{1,4})(?![0-9./A-Za-z])")
_SYMBOL = lazy_pattern("(?:" + "|".join(re.escape(s) for s in SYMBOLS) + r")[ :]?$")
_LONGEST_SYMBOL = max(map(len, SYMBOLS)) + 1
_LATIN_NAME = lazy_pattern(r"[A-Z][A-Za-z0-9+\-]* ?-?$")
_ENGLISH_STARTS = lazy_pattern(f"{_STARTS.pattern}|{STARTS.pattern}")
_WORDS_BEFORE = lazy_pattern(r"(?:RMB|CNY|USD|HKD|^[A-Z][a-z]+|[.!?;:] [A-Z][a-z]+) ?$")
_SHARED_UNIT = lazy_pattern(r" (?:to|and|or) [0-9][0-9,.]* ")  # from 40 to 15 minutes
_HALF = lazy_pattern(
    r"半(?P<unit>个多?(?:月|小时|世纪|钟头)|年|天|小时|辈子(?!.))|(?:一|(?<=过))半(?=[的以,。、是为在由都来用股]|$|左右)|半数"
)
_EXTRA = lazy_pattern(r"个[多余半](?=月|小时|星期|世纪|百分点|学期|礼拜)")
_HALF_BEHIND = lazy_pattern(r"半(?![数价径导圆个年路月夜场决程])")
_RANK_UNITS = frozenset("期届级号楼")  # 二期, 12级: which one, not how many
_LOOSE_END = frozenset("下面边头线起步旁样体流品部种人")
_ORDINAL_END = lazy_pattern(r"(?:号线|号楼|号院|年级|号机组|号文件|号店|号仓|号桥|号馆|号门)")


def find_quantities(text: str, *, published: date | None = None) -> list[Quantity]:
    """Return the quantities in `text`, left to right, not overlapping.

    Dates, times of day and names that only look like numbers (十四五, 5G, 58企服) are
    left out. Reads Simplified and Traditional characters and full-width digits as they
    stand, in time linear in the text.

    Args:
        text: Any text; spans index it as it stands.
        published: The article's date, for telling dates from quantities.
    """
    folded = fold(text)
    return _Reader(folded, published, english=is_english(folded)).read()


@dataclass(slots=True)
class _Reader:
    """Reads one folded text."""

    text: str
    published: date | None
    english: bool = False

    def read(self) -> list[Quantity]:
        """Return the quantities of the text."""
        found: list[Quantity] = []
        at, free_from = 0, 0
        taken = self._taken()
        starts = _ENGLISH_STARTS if self.english else _STARTS
        while match := starts.search(self.text, at):
            start = match.start()
            if end := taken.get(start, 0):
                at = free_from = end
                continue
            quantity = self._quantity(start, free_from)
            if quantity is None or _crosses(taken, start, quantity.span.end):
                at = self._skip(start)
                continue
            found.append(quantity)
            at = free_from = quantity.span.end
        return found

    def _taken(self) -> dict[int, int]:
        """Return, for every place in a date or a name, where that ends."""
        dates = [m.span for m in find_folded_dates(self.text, published=self.published)]
        taken = {at: span.end for span in find_labels(self.text) for at in range(*_ends(span))}
        taken.update({at: span.end for span in dates for at in range(*_ends(span))})
        return taken

    def _skip(self, start: int) -> int:
        if self.text[start] in "第半过" or self.text[start].isalpha():
            return start + 1
        return skip_digits(self.text, start)

    def _quantity(self, start: int, free_from: int) -> Quantity | None:
        if self.text[start] == "第":
            return self._ordinal(start)
        if self.english and self.text[start].isascii() and self.text[start].isalpha():
            found = self._in_words(start)
            return None if found is None else self._hedged(found, free_from)
        if self.text[start] in "半过" or self.text.startswith("一半", start):
            half = self._half(start, free_from)
            return None if half is None else self._hedged(half, free_from)
        found = self._share(start) or self._counted(start, free_from)
        return None if found is None else self._hedged(found, free_from)

    def _in_words(self, start: int) -> Quantity | None:
        """Read `twelve teachers`, `three million yuan`, `two thirds`."""
        numeral = read_english_numeral(self.text, start)
        if numeral is None:
            return None
        if numeral.is_part:
            return _point(numeral.value, PART, Span(start, numeral.end))
        place = last_place(numeral.value)
        number = Number(numeral.value, numeral.value, 1, place, numeral.end)
        number = scaled(self.text, number)
        unit = self._unit(number)
        end = unit[1] if unit else number.end
        return Quantity(
            number.low,
            number.high,
            unit[0] if unit else None,
            unit[0].kind if unit else Kind.NUMBER,
            Qualifier.EXACT,
            Span(start, end),
            number.place,
            indefinite=number.low == 1,
        )

    def _ordinal(self, start: int) -> Quantity | None:
        at = start + 1 + (self.text[start + 1] == " ")
        number = read_number(self.text, at)
        if number is None:
            return None
        number = self._ordinal_range(number)
        unit = self._unit(number)
        end = unit[1] if unit else number.end
        return Quantity(
            number.low,
            number.high,
            unit[0] if unit else None,
            Kind.ORDINAL,
            Qualifier.RANGE if number.low != number.high else Qualifier.EXACT,
            Span(start, end),
            number.place,
            indefinite=number.low == 1 and number.spelled and unit is None,
        )

    def _ordinal_range(self, number: Number) -> Number:
        link = _TO.match(self.text, number.end)
        last = read_number(self.text, link.end()) if link else None
        if last is None or last.low <= number.high:
            return number
        return replace(last, low=number.low)

    def _half(self, start: int, free_from: int) -> Quantity | None:
        if self.text[start] == "过":
            start += self.text[start + 1 : start + 2] == "半"
            if self.text[start] != "半":
                return None
        match = _HALF.match(self.text, start)
        if match is None or (start and self.text[start - 1] in "大多夜北南上下后前对折各太小东"):
            return None
        over = start > free_from and self.text[start - 1] == "过"
        if not match["unit"]:
            quantity = _point(Fraction(1, 2), PART, Span(start - over, match.end()))
        else:
            unit = UNITS[match["unit"].replace("多", "").replace("个世", "世")]
            quantity = _point(Fraction(1, 2), unit, Span(start - over, match.end()))
        return replace(quantity, qualifier=Qualifier.MORE_THAN) if over else quantity

    def _share(self, start: int) -> Quantity | None:
        """Read 百分之二十 and 三分之一."""
        if head := _PERCENT.match(self.text, start):
            number = read_number(self.text, head.end())
            if number is None:
                return None
            sign = -1 if head["sign"] else 1
            unit = _PER[self.text[start]]
            low, high, end = self._share_range(number, start)
            qualifier = Qualifier.RANGE if low != high else number.qualifier
            return Quantity(
                sign * low if sign > 0 else -high,
                sign * high if sign > 0 else -low,
                unit,
                Kind.SHARE,
                qualifier,
                Span(start, end),
                number.place,
            )
        if (slashed := _SLASHED.match(self.text, start)) and 0 < int(slashed[1]) < int(slashed[2]):
            return _point(Fraction(int(slashed[1]), int(slashed[2])), PART, Span(*slashed.span()))
        if self.text.find("分之", start, start + _LONGEST_DIVISOR) < 0:
            return None
        below = read_number(self.text, start)
        link = _FRACTION.match(self.text, below.end) if below else None
        above = read_number(self.text, link.end()) if link else None
        if not below or not above or not below.low or below.low != below.high:
            return None
        if above.low != above.high:
            return None
        return _point(above.low / below.low, PART, Span(start, above.end))

    def _share_range(self, number: Number, start: int) -> tuple[Fraction, Fraction, int]:
        link = _TO.match(self.text, number.end)
        if link:
            at = link.end()
            again = _PERCENT.match(self.text, at)
            if again and self.text[at] == self.text[start]:
                at = again.end()
            last = read_number(self.text, at)
            if last is not None and last.low > number.high and (again or last.spelled):
                return number.low, last.high, last.end
        return number.low, number.high, number.end

    def _counted(self, start: int, free_from: int) -> Quantity | None:
        number = read_number(self.text, start)
        if number is None:
            return None
        first = self._unit(number)
        span, quantity = self._range(start, number, first)
        if quantity is None:
            unit = first[0] if first else None
            end = first[1] if first else number.end
            quantity = self._single(start, number, unit, end)
            if quantity is not None:
                quantity = self._half_more(self._composed(quantity), number)
        else:
            quantity = replace(quantity, span=span)
        return None if quantity is None else self._with_currency(quantity, free_from)

    def _unit(self, number: Number) -> tuple[Unit, int] | None:
        at = number.end
        if self.text[at : at + 1] == " " or (self.english and self.text[at : at + 1] == "-"):
            at += 1
        if self.english and (shared := _SHARED_UNIT.match(self.text, number.end)):
            unit = read_unit(self.text, shared.end())
            return (unit[0], number.end) if unit else None
        extra = _EXTRA.match(self.text, at)
        if extra:
            unit = read_unit(self.text, extra.end())
            name = "个" + self.text[extra.end() : unit[1]] if unit else ""
            known = UNITS.get(name) or UNITS.get(name[1:])
            return (known, unit[1]) if unit and known else None
        return read_unit(self.text, at)

    def _single(self, start: int, number: Number, unit: Unit | None, end: int) -> Quantity | None:
        if not self._is_meant(start, number, unit):
            return None
        kind = unit.kind if unit else Kind.NUMBER
        if unit and self._is_rank(start, number, unit, end):
            kind = Kind.ORDINAL
        extra = _EXTRA.search(self.text, number.end, end)
        excess = Qualifier.MORE_THAN if extra and extra[0][1] != "半" else number.qualifier
        half = Fraction(1, 2) if extra and extra[0][1] == "半" else Fraction(0)
        return Quantity(
            number.low + half,
            number.high + half,
            unit,
            kind,
            excess,
            Span(start, end),
            half or number.place,
            indefinite=number.spelled and (number.low == number.high == 1 or number.vague),
        )

    def _is_rank(self, start: int, number: Number, unit: Unit, end: int) -> bool:
        if _ORDINAL_END.match(self.text, end - len(unit.name)):
            return True
        if unit.name not in _RANK_UNITS or number.low != number.high:
            return False
        if unit.name == "期" and self.text[start - 1 : start] in ("分", "共"):
            return False  # 分四期 counts them
        year = unit.name == "届" and number.low >= 1900
        return unit.name in "级号楼" or year or (number.spelled and number.low < 20)

    def _is_meant(self, start: int, number: Number, unit: Unit | None) -> bool:
        """Say whether it counts: spelt numerals and digits behind a name often do not."""
        text = self.text
        if not number.spelled:
            head = text[max(0, start - 20) : start]
            named = _LATIN_NAME.search(head)
            if named and self.english:
                named = None if _WORDS_BEFORE.search(head) else named
            return unit is not None or not (named or self._is_code(start, number))
        if unit is None:
            return number.scale > 1 or (not number.vague and _is_long(text[start : number.end]))
        if (
            unit.name == "华里"
            and text[number.end] == "里"
            and text[number.end + 1 : number.end + 2] not in "地路"
        ):
            return False  # 九里亭, 三里屯
        if number.low == number.high == 1 or number.vague:
            after = text[start + (number.end - start) + 1 : number.end + 2]
            return not (after in _LOOSE_END and len(unit.name) == 1 and unit.kind is Kind.COUNT)
        return True

    def _is_code(self, start: int, number: Number) -> bool:
        """Say whether bare digits are one part of 68-1."""
        before, behind = (
            self.text[max(0, start - 2) : start],
            self.text[number.end : number.end + 2],
        )
        return (before[-1:] == "-" and before[:1].isalnum() and before[:1].isascii()) or (
            behind[:1] == "-" and behind[1:].isdigit()
        )

    def _range(
        self, start: int, number: Number, first: tuple[Unit, int] | None
    ) -> tuple[Span, Quantity | None]:
        """Read 3—5年, 20%到30%, 3-5万元."""
        nothing = Span(start, start), None
        link = _TO.match(self.text, first[1] if first else number.end)
        if link is None:
            return nothing
        last = read_number(self.text, link.end())
        if last is None or last.qualifier is not Qualifier.EXACT or last.low != last.high:
            return nothing
        second = self._unit(last)
        if first and (second is None or first[0].dimension != second[0].dimension):
            return nothing
        if second is None and "-" in link[0] and (number.scale == last.scale == 1):
            return nothing
        unit = second[0] if second else None
        low = number.low
        if first:
            low = low * first[0].factor / (unit or first[0]).factor
        elif number.scale == 1 and low < last.low / last.scale:
            low *= last.scale
        if low >= last.high or not self._is_meant(start, last, unit):
            return nothing
        end = second[1] if second else last.end
        kind = unit.kind if unit else Kind.NUMBER
        if unit and unit.name in ("级", "号", "楼"):
            kind = Kind.ORDINAL
        span = Span(start, end)
        return span, Quantity(low, last.high, unit, kind, Qualifier.RANGE, span, last.place)

    def _composed(self, quantity: Quantity) -> Quantity:
        """Add the smaller unit that follows: 1小时30分, 3元5角, 1米75."""
        unit = quantity.unit
        if unit is None or quantity.qualifier is not Qualifier.EXACT:
            return quantity
        if unit.kind not in (Kind.DURATION, Kind.MONEY, Kind.LENGTH):
            return quantity
        at = quantity.span.end
        at += self.text[at : at + 1] in ("零", "又", " ")
        number = read_number(self.text, at) if self.text[at : at + 1].isalnum() else None
        if number is None or number.low != number.high or number.qualifier is not Qualifier.EXACT:
            return quantity
        found = self._smaller(number, unit)
        if found is None:
            return quantity
        smaller, end = found
        part = number.low * smaller.factor / unit.factor
        if smaller.dimension != unit.dimension or not 0 < part < 1:
            return quantity
        whole = replace(
            quantity,
            low=quantity.low + part,
            high=quantity.high + part,
            place=number.place * smaller.factor / unit.factor,
            span=Span(quantity.span.start, end),
        )
        return self._composed(whole) if smaller.name == "分钟" else whole

    def _smaller(self, number: Number, unit: Unit) -> tuple[Unit, int] | None:
        found = self._unit(number)
        if unit.name in ("小时", "分钟") and self.text[number.end : number.end + 1] in ("分", "秒"):
            name = "分钟" if self.text[number.end] == "分" else "秒"
            return (UNITS[name], found[1] if found and found[0].name == name else number.end + 1)
        if unit.name == "米" and found is None and number.scale == 1 and not number.spelled:
            digits = self.text[: number.end][-2:]
            return UNITS["厘米" if digits.isdigit() else "米"], number.end
        return found

    def _half_more(self, quantity: Quantity, number: Number) -> Quantity:
        """Add the half behind the unit: 两年半, 三成半."""
        unit = quantity.unit
        if unit is None or quantity.qualifier is not Qualifier.EXACT:
            return quantity
        end = quantity.span.end
        if unit.kind not in (Kind.DURATION, Kind.SHARE, Kind.AGE, Kind.MASS, Kind.MULTIPLE):
            return quantity
        if not _HALF_BEHIND.match(self.text, end) or self.text[end - 1] == "%":
            return quantity
        half = Fraction(1, 2)
        low = quantity.low + half
        span = Span(quantity.span.start, end + 1)
        return replace(quantity, low=low, high=low, place=half, span=span, indefinite=False)

    def _with_currency(self, quantity: Quantity, free_from: int) -> Quantity:
        """Take in a currency before the number: $5, 新台币500元."""
        start = quantity.span.start
        if quantity.unit and quantity.unit.dimension != "CNY":
            return quantity
        head = self.text[max(free_from, start - _LONGEST_SYMBOL) : start]
        match = _SYMBOL.search(head)
        if match is None:
            return quantity
        unit = SYMBOLS[match[0].rstrip(" :")]
        if quantity.unit is not None:
            unit = replace(unit, factor=unit.factor * quantity.unit.factor)
        span = Span(start - len(match[0]), quantity.span.end)
        return replace(quantity, unit=unit, kind=Kind.MONEY, span=span)

    def _hedged(self, quantity: Quantity, free_from: int) -> Quantity:
        """Take in the sign and the words that say how exact it is."""
        quantity = self._signed(quantity, free_from)
        start, end = quantity.span.start, quantity.span.end
        said = {quantity.qualifier}
        vague = quantity.indefinite and quantity.low > 1
        factor = quantity.factor if quantity.kind is Kind.MONEY else Fraction(1)
        round_ = hedge.is_round(quantity.low * factor, quantity.place * factor)
        ahead = hedge.before(self.text, start, vague=vague, round_=round_)
        if ahead is not None and ahead[1] >= free_from and not self._is_recent(quantity, ahead[1]):
            said.add(ahead[0])
            start = ahead[1]
        after = hedge.behind(self.text, end, quantity.kind)
        if after is not None:
            said.add(after[0])
            end = after[1]
        if start == quantity.span.start and end == quantity.span.end:
            return quantity
        return replace(
            quantity,
            qualifier=hedge.joined(said),
            span=Span(start, end),
            indefinite=False,
        )

    def _is_recent(self, quantity: Quantity, start: int) -> bool:
        if quantity.kind is not Kind.DURATION:
            return False
        small = quantity.high < 10 and self.text[start] == "近"
        return small or hedge.means_recent(self.text, start, quantity.span.end)

    def _signed(self, quantity: Quantity, free_from: int) -> Quantity:
        start = quantity.span.start
        match = _SIGN.search(self.text, max(free_from, start - 3), start)
        if match is None or quantity.qualifier is Qualifier.RANGE:
            return quantity
        if "-" in match[0] and not _may_be_negative(self.text, match.start(), quantity):
            return quantity
        return replace(
            quantity,
            low=-quantity.high,
            high=-quantity.low,
            span=Span(match.start(), quantity.span.end),
        )


def _may_be_negative(text: str, sign: int, quantity: Quantity) -> bool:
    before = text[sign - 1 : sign]
    if quantity.unit and quantity.unit.dimension in ("share", "temperature", "points"):
        return True
    return not before or before in " (:,=[为"


def _is_long(run: str) -> bool:
    return len(run) > 1 and any(c in "百千万亿" for c in run) and run[0] not in "百千万亿"


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _crosses(taken: dict[int, int], start: int, end: int) -> bool:
    return any(at in taken for at in range(start, min(end, start + 80)))


def _point(value: Fraction, unit: Unit, span: Span) -> Quantity:
    place = Fraction(1, value.denominator)
    return Quantity(value, value, unit, unit.kind, Qualifier.EXACT, span, place)
