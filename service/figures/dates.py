"""Dates in running text, relative ones resolved against the article's date."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.pattern import lazy_pattern
from index.span import Span
from service.figures.calendar_year import read_year
from service.figures.clock import read_clock
from service.figures.english import is_english
from service.figures.english_dates import find_english_dates
from service.figures.glyphs import fold
from service.figures.moment import Bound, Moment, Part, PartialDate
from service.figures.numeral import read_numeral

_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|正)"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = r" ?(?:-{1,2}|~|至|到) ?"
_NOT_NUMBER = r"(?![0-9.])"

_STARTS = lazy_pattern(
    r"(?<![0-9])(?<![0-9]\.)(?!(?<=[0-9],)[0-9]{3}(?![0-9]))[0-9]|[一二三四五六七八九十正]|公元|前[0-9]|前[一二三](?=个?季)|大?前[年天]|[去上今本当明后来次翌同]年|[今昨明后][天日]|"
    r"[上下][半个]?[年月周]|[上本]个?世纪|第(?=[一二三四1-4]季)|本[月周]|当月|"
    r"[顺康雍乾嘉道咸同光宣民昭平明大令][治熙正隆庆光丰绪统国和成治正]|'(?=[0-9]{2} ?年)|"
    r"凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜间|深夜|当晚|今早|今晚|昨晚|早|晚"
)
_NUMERALS = frozenset("0123456789一二三四五六七八九十")
_MAY_BE_DATE = lazy_pattern(r"[0-9一二两三四五六七八九十〇零]{1,8} ?[年月日号世季个时点:/.\-~至到]")
_ISO = lazy_pattern(
    r"(?P<year>(?:19|20)[0-9]{2})(?P<mark>[-/.])(?P<month>1[0-2]|0?[1-9])(?:(?P=mark)(?P<day>3[01]|[12][0-9]|0?[1-9]))?(?![0-9.%]|[-/][0-9])"
)
_YEARS = lazy_pattern(
    rf"(?P<first>(?:1[5-9]|20)[0-9]{{2}}) ?年?{_TO}(?P<last>(?:1[5-9]|2[01])[0-9]{{2}}) ?(?:年度?|"
    rf"财年|学年|赛季)(?! ?(?:1[0-2]|[1-9]) ?月)"
)
_MONTHS = lazy_pattern(
    rf"(?P<first>{_MONTH}) ?月?份?{_TO}(?P<last>{_MONTH}) ?月(?:份)?(?! ?{_DAY} ?[日号])"
)
_DAYS = lazy_pattern(
    rf"(?P<month>{_MONTH}) ?月 ?(?P<first>{_DAY}) ?[日号]?{_TO}(?P<last>{_DAY}) ?[日号]"
)
_DATE = lazy_pattern(
    rf"(?P<month>{_MONTH}) ?月(?:份)?(?: ?(?P<day>{_DAY}) ?[日号](?!线|楼|院|门))?(?!球|饼|薪|均|"
    rf"嫂|天[、组乐演的》])"
)
_DAY_ONLY = lazy_pattern(
    r"(?:(?P<first>3[01]|[12][0-9]|0?[1-9]) ?日?(?:-|~|至|到) ?)?(?P<day>3[01]|[12][0-9]|0?[1-9]) "
    r"?日(?!元|本|均|内|游|以|之|间|币|线|活|报|照|利|后|前)"
)
_STRETCHES = lazy_pattern(
    r"(?:的)?(?P<half>上半年|下半年)|(?P<before>前)?第?(?P<quarter>[一二三四1-4])(?P<several>个)?季度|Q(?P<q>[1-4])(?![0-9A-Za-z])|"
    r"(?P<season>[一二三四])季(?=报|末)"
)
_DECADE = lazy_pattern(
    r"(?:(?P<century>[0-9]{1,2}|[一二]?十[一二三四五六七八九]?|上|"
    r"本)(?:个)?世纪)?(?P<decade>[1-9]0|[二三四五六七八九]十) ?年代|"
    r"(?P<full>(?:1[0-9]|20)[0-9]0) ?年代|(?P<whole>[0-9]{1,2}|二?十[一二三四五六七八九]?) "
    r"?世纪(?!大|之|末的|金|佳)"
)
_DEICTIC = lazy_pattern(
    r"(?P<day>今天|今日(?!头条|资本|霍|说法|印)|昨天|昨日|前天|明天|明日(?!方舟|之)|后天(?!的努|性))|"
    r"(?P<month>上个?月|本月|当月|下个?月)(?: ?(?P<of>" + _DAY + r") ?[日号])?|"
    r"(?P<week>上周|本周|下周)(?P<weekday>[一二三四五六日])?"
)
_DAY_SHIFTS = {"前": -2, "昨": -1, "今": 0, "明": 1, "后": 2}
_PARTS = lazy_pattern(
    r" ?年?(?:(?P<start>初)(?!期|步|始|中|心|级|创|见|一|二|三)|(?P<end>[底末])|"
    r"(?P<spring>春[天季]?)(?!节|运|晚|招|耕|城|风|茶)|(?P<summer>夏[天季]?)|"
    r"(?P<autumn>秋[天季]?)|(?P<winter>冬[天季]?)(?!奥|残))"
)
_MIDDLE = lazy_pattern(r" ?中(?=[,。、]|$)")
_THIRDS = lazy_pattern(r" ?(?P<third>[上中下])旬")
_BEFORE = lazy_pattern(r"(?P<until>截至|截止到?|截止至|截|直到|止于)(?:目前的?)? ?$")
_SINCE_BEFORE = lazy_pattern(r"(?:自从?|始于|起自) ?$")
_SENTENCE_END = lazy_pattern(r"[。!?\n]")


@dataclass(slots=True)
class _Years:
    """The years that dates without one hang on."""

    published: date | None
    running: int | None = None
    month: int | None = None

    @property
    def anchor(self) -> int | None:
        return self.published.year if self.published else None

    def of_day(self, day: int) -> PartialDate:
        """Return a day named without its month.

        Of the month named before in the sentence, else of the article's, where that
        day had come already; else its month is unknown.
        """
        if self.month is not None:
            return PartialDate(self.running, self.month, day)
        if self.published is not None and day <= self.published.day:
            return PartialDate(self.published.year, self.published.month, day)
        return PartialDate(day=day)

    def keep(self, moment: Moment) -> None:
        """Remember the year and month for the dates behind."""
        if moment.end.year is not None:
            self.running = moment.end.year
        if moment.end.month is not None:
            self.month = moment.end.month

    def of_month(self, month: int) -> int | None:
        """Return the year of a month named without one.

        The one named before in the sentence, else the article's; in an article of
        January or February a month late in the year may be last year's: unknown.
        """
        if self.running is not None:
            return self.running
        if self.published is None or (self.published.month <= 2 and month >= 11):
            return None
        return self.published.year


def find_dates(text: str, *, published: date | None = None) -> list[Moment]:
    """Return the dates and times of day in `text`, left to right, not overlapping.

    A year that is not written is that of the date before it in the sentence, else that
    of `published`; without both it stays None.

    Args:
        text: Any text; spans index it as it stands.
        published: The article's date, against which 去年 and 昨天 are read.
    """
    return find_folded_dates(fold(text), published=published)


def find_folded_dates(text: str, *, published: date | None = None) -> list[Moment]:
    """Return the dates of text that is folded already."""
    found = _found(text, published)
    if not is_english(text):
        return found
    english = find_english_dates(text, published=published)
    more = [one for one in english if not any(one.span.overlap(other.span) for other in found)]
    return sorted([*found, *more], key=lambda one: one.span)


def _found(text: str, published: date | None) -> list[Moment]:
    found: list[Moment] = []
    years, at, checked = _Years(published), 0, 0
    while match := _STARTS.search(text, at):
        start = match.start()
        if _SENTENCE_END.search(text, checked, start):
            years.running = years.month = None
        checked = start
        moment = _moment_at(text, start, years)
        if moment is None:
            at = start + 1
            continue
        found.append(_bounded(text, moment))
        at = moment.span.end
    return found


def _moment_at(text: str, start: int, years: _Years) -> Moment | None:
    if text[start] in _NUMERALS and not _MAY_BE_DATE.match(text, start):
        return None
    moment = (
        _iso(text, start)
        or _year_range(text, start)
        or _decade(text, start, years)
        or _deictic(text, start, years)
        or _calendar(text, start, years)
    )
    if moment is not None:
        years.keep(moment)
        return moment
    read = read_clock(text, start)
    if read is None:
        return None
    clock, end = read
    return Moment(Span(start, end), PartialDate(), PartialDate(), clock=clock)


def _iso(text: str, start: int) -> Moment | None:
    match = _ISO.match(text, start)
    if match is None or (match["day"] is None and match["mark"] != "-"):
        return None
    if match["day"] is None and len(match["month"]) == 1:
        return None
    day = PartialDate(
        int(match["year"]), int(match["month"]), int(match["day"]) if match["day"] else None
    )
    return Moment(Span(*match.span()), day, day)


def _year_range(text: str, start: int) -> Moment | None:
    match = _YEARS.match(text, start)
    if match is None or int(match["first"]) >= int(match["last"]):
        return None
    return Moment(
        Span(*match.span()), PartialDate(int(match["first"])), PartialDate(int(match["last"]))
    )


def _decade(text: str, start: int, years: _Years) -> Moment | None:
    match = _DECADE.match(text, start)
    if match is None:
        return None
    if match["full"]:
        first = int(match["full"])
    elif match["whole"]:
        first = 100 * (_number(match["whole"]) - 1) + 1
        if first < 100:
            return None
        return Moment(Span(*match.span()), PartialDate(first), PartialDate(first + 99))
    else:
        first = _century(match["century"]) + _number(match["decade"])
    return Moment(Span(*match.span()), PartialDate(first), PartialDate(first + 9))


def _century(name: str | None) -> int:
    if name is None or name == "上":
        return 1900
    return 2000 if name == "本" else 100 * (_number(name) - 1)


def _deictic(text: str, start: int, years: _Years) -> Moment | None:
    match = _DEICTIC.match(text, start)
    if match is None:
        return None
    day = years.published
    first = last = PartialDate()
    if day is not None and match["day"]:
        shifted = _shifted(day, _DAY_SHIFTS[match["day"][0]])
        first = last = PartialDate(shifted.year, shifted.month, shifted.day)
    elif day is not None and match["month"]:
        first = last = _month_near(day, match["month"], match["of"])
    elif day is not None:
        first, last = _week_near(day, match["week"], match["weekday"])
    if match["month"] and text[match.end() : match.end() + 1] in ("球", "亮", "份"):
        return None
    return Moment(Span(*match.span()), first, last, relative=True)


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:  # at the ends of the calendar
        return day


def _month_near(day: date, word: str, of: str | None) -> PartialDate:
    shift = {"上": -1, "下": 1}.get(word[0], 0)
    month = day.year * 12 + day.month - 1 + shift
    return PartialDate(month // 12, month % 12 + 1, _number(of) if of else None)


def _week_near(day: date, word: str, weekday: str | None) -> tuple[PartialDate, PartialDate]:
    monday = _shifted(day, 7 * {"上": -1, "下": 1}.get(word[0], 0) - day.weekday())
    offsets = (0, 6) if weekday is None else ("一二三四五六日".index(weekday),) * 2
    first, last = (_shifted(monday, offset) for offset in offsets)
    return (
        PartialDate(first.year, first.month, first.day),
        PartialDate(last.year, last.month, last.day),
    )


def _calendar(text: str, start: int, years: _Years) -> Moment | None:
    year = read_year(text, start, anchor=years.anchor, running=years.running)
    at = year.end if year else start
    if year and text[at : at + 1] in (" ", "的"):
        at += 1
    known = replace(years, running=year.number if year else years.running)
    if year and year.number is None:
        known = _Years(None)
    inside = _within_year(text, at, known, has_year=year is not None)
    if inside is None:
        if year is None:
            return None
        whole = PartialDate(year.number)
        inside = Moment(Span(start, year.end), whole, whole, _part(text, year.end))
        inside = replace(inside, span=Span(start, _part_end(text, year.end)))
    relative = year is None or year.relative
    return replace(inside, span=Span(start, inside.span.end), relative=relative)


def _within_year(text: str, at: int, years: _Years, *, has_year: bool) -> Moment | None:
    return (
        _days(text, at, years)
        or _months(text, at, years)
        or _date(text, at, years)
        or _stretch(text, at, years)
        or (None if has_year else _day_only(text, at, years))
    )


def _months(text: str, at: int, years: _Years) -> Moment | None:
    match = _MONTHS.match(text, at)
    if match is None or match[0].endswith("月份以"):
        return None
    first, last = _number(match["first"]), _number(match["last"])
    if first >= last:
        return None
    year = years.of_month(last)
    return Moment(Span(*match.span()), PartialDate(year, first), PartialDate(year, last))


def _days(text: str, at: int, years: _Years) -> Moment | None:
    match = _DAYS.match(text, at)
    if match is None:
        return None
    month, first, last = (_number(match[name]) for name in ("month", "first", "last"))
    if first >= last:
        return None
    year = years.of_month(month)
    return Moment(
        Span(*match.span()), PartialDate(year, month, first), PartialDate(year, month, last)
    )


def _date(text: str, at: int, years: _Years) -> Moment | None:
    match = _DATE.match(text, at)
    if match is None:
        return None
    month = _number(match["month"])
    year = years.of_month(month)
    if match["day"]:
        day = PartialDate(year, month, _number(match["day"]))
        return Moment(Span(*match.span()), day, day)
    third = _THIRDS.match(text, match.end())
    if third:
        first = {"上": 1, "中": 11, "下": 21}[third["third"]]
        last = {"上": 10, "中": 20, "下": None}[third["third"]]
        return Moment(
            Span(match.start(), third.end()),
            PartialDate(year, month, first),
            PartialDate(year, month, last),
        )
    whole = PartialDate(year, month)
    end = _part_end(text, match.end())
    return Moment(Span(match.start(), end), whole, whole, _part(text, match.end()))


def _stretch(text: str, at: int, years: _Years) -> Moment | None:
    match = _STRETCHES.match(text, at)
    if match is None:
        return None
    year = years.running if years.running is not None else years.anchor
    if match["half"]:
        first, last = (1, 6) if match["half"].startswith("上") else (7, 12)
    else:
        quarter = _number(match["quarter"] or match["q"] or match["season"])
        if match["several"] and not match["before"]:
            return None
        first, last = (1 if match["before"] else 3 * quarter - 2), 3 * quarter
    return Moment(Span(*match.span()), PartialDate(year, first), PartialDate(year, last))


def _day_only(text: str, at: int, years: _Years) -> Moment | None:
    match = _DAY_ONLY.match(text, at)
    if match is None or text[max(0, at - 2) : at].endswith(
        ("期", "第", "近", "为期", "每", "连续", "-")
    ):
        return None
    last = years.of_day(_number(match["day"]))
    first = last
    if match["first"]:
        first = years.of_day(_number(match["first"]))
        if _number(match["first"]) >= _number(match["day"]):
            return None
    return Moment(Span(*match.span()), first, last)


def _part(text: str, at: int) -> Part | None:
    match = _PARTS.match(text, at)
    if match is None:
        return Part.MIDDLE if _MIDDLE.match(text, at) else None
    return Part(str(match.lastgroup))


def _part_end(text: str, at: int) -> int:
    match = _PARTS.match(text, at) or _MIDDLE.match(text, at)
    return match.end() if match else at


_AFTER_WORDS: tuple[tuple[re.Pattern[str], Bound], ...] = (
    (lazy_pattern(r"以来|起(?!来|到|草|步|点|诉)"), Bound.SINCE),
    (lazy_pattern(r"之前|以前|前(?!后|夕|往|来|线|去|不久|三|两|身|景)"), Bound.BEFORE),
    (lazy_pattern(r"之后|以后|后(?!期|来|续|勤|面|方|卫|场)"), Bound.AFTER),
)


def _bounded(text: str, moment: Moment) -> Moment:
    """Take in the words that make a date a limit: 截至, 以来, 前."""
    start, end = moment.span.start, moment.span.end
    head = text[max(0, start - 6) : start]
    if match := _BEFORE.search(head):
        return replace(moment, span=Span(start - len(match[0]), end), bound=Bound.UNTIL)
    for pattern, bound in _AFTER_WORDS:
        if found := pattern.match(text, end):
            return replace(moment, span=Span(start, found.end()), bound=bound)
    if match := _SINCE_BEFORE.search(head):
        return replace(moment, span=Span(start - len(match[0]), end), bound=Bound.SINCE)
    return moment


def _number(text: str) -> int:
    """Return a small number in digits or Chinese characters that a pattern let through."""
    if text == "正":
        return 1
    if text.isdigit():
        return int(text)
    numeral = read_numeral(text)
    return int(numeral.low) if numeral else 0
