"""Who wrote an article, where it appeared and when: read from the lines that say so."""

import re
from dataclasses import dataclass
from datetime import date

from index.clean.furniture import without_buttons
from index.clean.line import Line
from index.clean.surnames import is_name
from index.script import fold

_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(0?[1-9]|1[0-2])\s*[-/.月]\s*"
    r"(3[01]|[12]\d|0?[1-9])(?!\d*[-/.]\d)(?:\s*日)?"
)
_JOINED_DATE = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])[/-](3[01]|[12]\d|0[1-9])")
_TIME = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?!\d)|星期[一二三四五六日]")
_DATE_LABEL = re.compile(
    r"(?:(?:发布|发表|更新|刊发|出版|上传|录入|创建|发稿)(?:时间|日期|于)?|时间|日期)\s*[:：]?\s*$|"
    r"(?:发布|发表|更新|刊发|发稿)(?:时间|日期|于)\s*:?|(?:时间|日期)\s*:"
)
_STOP = (
    r"(?=\s*(?:[|丨;。]|(?:责任|值班)?编辑|责编|作者|(?:本报|首席)?记者|通讯员|(?:发布|更新)?(?:时间|日期)|"
    r"字号|字体|流程|版权|声明|图片|尊重|校对|分享|浏览|阅读|点击|评论|收藏|打印|举报|原标题|(?:19|20)\d\d[-/年.]|$|来源\s*:))"
)
_AUTHOR_STOP = _STOP.replace("作者|(?:本报|首席)?记者|通讯员|", "")
_SOURCE = re.compile(
    r"(?:(?:文章|信息|新闻|稿件|内容|消息|本文|资料|原文)?来源于?|稿源|信源|(?:本文)?转载?自|转自|出处|"
    r"供稿单位|\bsource|\bfrom)\s*:\s*(\S(?:.{0,28}?\S)??)(?=\s+[^a-z\s]|\s*$|" + _STOP[3:]
)
_ROLE = (
    r"(?:本报|本刊|本网|全媒体|融媒体|见习|实习|特约|首席|视频|摄影|总台|央视|新华社|中新社|驻\w{1,6})*"
    r"(?:记者|通讯员|实习生|作者|撰稿人?|撰文|特派员|评论员)"
)
_AUTHOR = re.compile(
    r"(?:作者|(?:本报|首席|文字)?记者|通讯员|撰文|撰稿人?|采写|采访|编译|供稿|文/图|图/文|图文|文|\bby|\bauthor)"
    r"\s*[:/|]\s*([^:|\d。；]{2,60}?)" + _AUTHOR_STOP
)
_NAME = r"[\u4e00-\u9fff·]{2,5}"
_NAMED = re.compile(rf"{_ROLE}\s*({_NAME}(?:[ 、,]\s*(?:{_ROLE}\s*)?{_NAME}){{0,7}})")

_REPORTER = re.compile(
    rf"[(【\[]\s*{_ROLE}\s*([\u4e00-\u9fff· 、,]{{2,40}}?)(?:整理|报道|摄影?|文)?\s*[)】\]]"
)
_WITHOUT_BRACKETS = re.compile(  # folded neither; most paragraphs hold nothing else
    r"[\u4e00-\u9fff0-9A-Za-z，。、：；？！“”‘’《》·—…% ,.:;?!\"'/-]*"
)
_MEDIUM = re.compile(
    r"[\w·\-—《》/、]{0,14}(?:日报|晚报|时报|早报|晨报|商报|都市报|新闻|在线|通讯社|电视台|电台|客户端|"
    r"网|报|社|发布|杂志|周刊|频道|融媒体中心|传媒)"
)
_YEAR = re.compile(r"((?:19|20)\d\d)年?")
_MONTH_DAY = re.compile(r"(0?[1-9]|1[0-2])[-/.月](3[01]|[12]\d|0?[1-9])日?")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?")
_PARTIAL = re.compile(
    r"[\[(]?\s*(?:\d\d[-/.])?(?:0?[1-9]|1[0-2])[-/.月](?:3[01]|[12]\d|0?[1-9])日?"
    r"(?:\s*(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?\s*[\])]?"
)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_CLAUSE = re.compile(r"[,，。！？；].*[\u4e00-\u9fff]")
_REMNANT = 9  # characters that a byline may hold beside what is recognised
_TRAIL_REMNANT = 30  # the same where they are a trail of sections (a > b > c)
_OPENING = 80  # characters at the start of the body where a reporter is named


@dataclass(frozen=True, slots=True)
class Byline:
    """What one line, or a group of lines, says about the article."""

    source: str | None = None
    author: str | None = None
    published: date | None = None

    def __bool__(self) -> bool:
        return (self.source, self.author, self.published) != (None, None, None)

    def or_else(self, other: "Byline") -> "Byline":
        """Return this byline with what it lacks taken from another."""
        return Byline(
            self.source or other.source,
            self.author or other.author,
            self.published or other.published,
        )


def read_byline(line: Line) -> Byline:
    """Read a line as a byline.

    Args:
        line: A line above or below the body.

    Returns:
        What it states; an empty byline if it says more than a byline does. "3 days ago" is
        no date, since the page does not say of which day.
    """
    folded = line.folded
    found = Byline(_source(line), _author(line), date_in(folded))
    rest = folded
    for pattern in (_SOURCE, _AUTHOR, _NAMED, _DATE_LABEL, _DATE, _JOINED_DATE, _TIME, _ADDRESS):
        rest = pattern.sub(" ", rest)
    if _CLAUSE.search(rest):
        return Byline()
    rest = rest.strip(" ()[]【】|:-")
    if found.published and not found.source:
        medium = _MEDIUM.fullmatch(rest)
        if medium and (at := folded.find(rest)) >= 0:
            return found.or_else(Byline(source=line.part(at, at + len(rest))))
    allowed = _TRAIL_REMNANT if ">" in rest else _REMNANT
    return found if len(without_buttons(rest)) <= allowed else Byline()


def date_in(folded: str) -> date | None:
    """Return the first full date written in folded text, or None."""
    for pattern in (_DATE, _JOINED_DATE):
        for match in pattern.finditer(folded):
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None


def split_date(lines: list[Line]) -> tuple[date | None, int]:
    """Read a date that a page sets over several lines: year, month and day, time.

    Args:
        lines: The lines from which it may begin.

    Returns:
        The date and how many lines it takes, or (None, 0).
    """
    if len(lines) < 2:
        return None, 0
    first, second = lines[0].folded, lines[1].folded
    year, day = _YEAR.fullmatch(first), _MONTH_DAY.fullmatch(second)
    if not (year and day):
        year, day = _YEAR.fullmatch(second), _MONTH_DAY.fullmatch(first)
    if not (year and day):
        return None, 0
    try:
        found = date(int(year[1]), int(day[1]), int(day[2]))
    except ValueError:
        return None, 0
    timed = len(lines) > 2 and _CLOCK.fullmatch(lines[2].folded) is not None
    return found, 3 if timed else 2


def is_partial_date(folded: str) -> bool:
    """Say whether a line is a date that lacks its year or half of it: `8-14 17:05`."""
    return _PARTIAL.fullmatch(folded) is not None


def reporter_named(line: Line, *, opening: bool) -> str | None:
    """Return the reporters that a paragraph names in brackets, as in `(記者 某某)`.

    Args:
        line: The first or last paragraph of the body.
        opening: Look at its beginning; otherwise at its end.
    """
    window = line.text[:_OPENING] if opening else line.text[-_OPENING:]
    if _WITHOUT_BRACKETS.fullmatch(window):
        return None
    folded = fold(window)
    match = _REPORTER.search(folded)
    if match is None:
        return None
    names = _names((window if len(window) == len(folded) else folded)[slice(*match.span(1))])
    people = [name for name in (names or "").split("、") if is_name(name)]
    return "、".join(people) or None


def _source(line: Line) -> str | None:
    match = _SOURCE.search(line.folded)
    return _unbracketed(line.part(*match.span(1))) if match else None


def _unbracketed(stated: str) -> str | None:
    """Return a name without signs at its ends, save brackets that belong to it."""
    name = stated.strip(" :,[]【】")
    for opening, closing in ("()", "（）", "《》"):
        if name.count(closing) > name.count(opening):
            name = name.rstrip(closing)
        if name.count(opening) > name.count(closing):
            name = name.lstrip(opening)
    return name or None


def _author(line: Line) -> str | None:
    if match := _AUTHOR.search(line.folded):
        return _names(line.part(*match.span(1)))
    match = _NAMED.search(line.folded)
    names = _names(line.part(*match.span(1))) if match else None
    return names if names and all(map(is_name, names.split("、"))) else None


def _names(stated: str) -> str | None:
    """Return names apart by `、`, without the offices beside them."""
    plain = _TRADITIONAL_ROLES.sub(" ", stated)
    names = [name for name in re.split(r"[\s、,，/|()]+", plain) if name]
    return "、".join(names) or None


_TRADITIONAL_ROLES = re.compile(
    r"(?:本報|本刊|本網|全媒體|融媒體|見習|實習|特約|首席|視頻|攝影|總臺|央視|新華社|中新社)*"
    r"(?:記者|通訊員|實習生|撰稿人?|撰文|特派員|評論員)|" + _ROLE
)
