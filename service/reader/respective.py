"""Which of several subjects a figure of a sentence belongs to."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from index.gazetteer import Gazetteer
from index.pattern import lazy_pattern
from index.span import Span
from service.naming import places_named
from service.reader.figure import Figure, find_figures

_RESPECTIVELY = lazy_pattern(r"分别|依次")
_CLAUSE = lazy_pattern(r"[,;:。!?]")
_BETWEEN = lazy_pattern(r"[、和与及]")
_JOINED = lazy_pattern(r"[、,和与及]")


def another_is_asked(text: str, candidate: Span, question: str) -> bool:
    """Say whether a figure belongs to another subject than the one asked about.

    `高新产业和装备产业分别增长15.1%、29%`: the first figure is of the first subject. Only
    where there are as many figures as subjects can they be told apart.

    Args:
        text: A folded sentence.
        candidate: A figure in it.
        question: Folded.
    """
    for match in _RESPECTIVELY.finditer(text, 0, candidate.start):
        subjects = _subjects(text[: match.start()])
        figures = _row(text, match.end())
        if len(subjects) > 1 and len(figures) == len(subjects):
            shared = [_shared(subject, question) for subject in subjects]
            for figure, own in zip(figures, shared, strict=True):
                if figure.span.overlap(candidate):
                    return own < max(shared)
    return False


def year_of(text: str, figure: Span) -> int | None:
    """Return the year that a row of years gives a figure in a row of as many figures.

    `2020年、2021年和2022年营业收入分别为7.76亿元、10.03亿元、8.33亿元`: each year has its own.

    Args:
        text: A folded sentence.
        figure: A figure in it.
    """
    told = max(text.rfind(word, 0, figure.start) for word in ("分别", "依次"))
    years = _years(text[:told]) if told >= 0 else []
    figures = _row(text, told) if len(years) > 1 else []
    if len(figures) != len(years):
        return None
    pairs = zip(figures, years, strict=True)
    return next((year for one, year in pairs if one.span.overlap(figure)), None)


def _years(before: str) -> list[int]:
    """Return the last row of years of a text: 2020年、2021年及2022年, 2020年至2022年."""
    rows = list(_YEARS.finditer(before))
    if not rows:
        return []
    years = [int(year) for year in _YEAR.findall(rows[-1][0])]
    first, last = years[0], years[-1]
    return list(range(first, last + 1)) if rows[-1]["through"] else years


_YEAR = lazy_pattern(r"(?:19|20)[0-9]{2}")
_YEARS = lazy_pattern(
    r"(?:19|20)[0-9]{2}年?度?(?:(?P<through>[至到\-~])(?:19|20)[0-9]{2}年?度?"
    r"|(?:(?:[、,和与及]|以及)+(?:19|20)[0-9]{2}年?度?)+)"
)


def is_of_all(text: str, candidate: Span, named: Iterable[Span]) -> bool:
    """Say whether a figure is of several together, and what is asked about is told apart later.

    `采购甲县、乙县农产品3120万元,其中甲县1870万元`: the first figure is not that of 甲县.

    Args:
        text: A folded sentence.
        candidate: A figure in it.
        named: Where the sentence names what the question asks about.
    """
    parts = text.find("其中", candidate.end)
    if parts < 0:
        return False
    spans = list(named)
    joined = any(_in_row(text, span) for span in spans if span.end <= candidate.start)
    return joined and any(span.start > parts for span in spans)


def is_of_other_place(text: str, candidate: Span, named: Sequence[str]) -> bool:
    """Say whether the item of a figure begins with another place of the kind asked about.

    `倒塌房屋:剑阁县216间,旺苍县35间` tells each county its own, and 216间 are not of 旺苍县.

    Args:
        text: A folded sentence.
        candidate: A figure in it.
        named: The places that the question names, with or without rank.
    """
    item = _item(text, candidate)
    if not named or any(name in item.of(text) for name in named):
        return False
    lead = _LEAD.match(text, item.start, candidate.start)
    start = lead.end() if lead else item.start
    lead_in = text[start : candidate.start]
    first = next(iter(places_named(lead_in)), "")
    if not first or not lead_in.startswith(first):
        return False
    ranks = _ranks(first)
    return any(ranks & _ranks(name) for name in named)


def _ranks(place: str) -> frozenset[str]:
    """Return what a place may be: one that is known by its name alone may be several."""
    ends = frozenset(place[-1:]) & frozenset("".join(_ALIKE))
    known = ends or Gazetteer.load().ranks(place)
    return frozenset(kind for kind in _ALIKE if known & frozenset(kind))


_ALIKE = ("县区市旗", "乡镇道", "省", "村")


_LEAD = lazy_pattern(r"(?:其中|另外|另|而|及|以及|和|与|同期|此外)+")
_MARK_NOT_ROW = lazy_pattern(r"[,;:。!?()]")
_MARK = lazy_pattern(r"[,;:。!?、()]")


def _item(text: str, candidate: Span) -> Span:
    """Return what is said of a figure: from where its row begins to the next figure's, at most.

    Names in a row before it (甲县、乙县共投资) and things in one behind it belong to it.
    """
    marks = [mark.start() for mark in _MARK.finditer(text, 0, candidate.start)]
    while marks and text[marks[-1]] == "、" and not _has_figure(text, marks):
        marks.pop()
    return Span(marks[-1] + 1 if marks else 0, _item_end(text, candidate.end))


def _item_end(text: str, start: int) -> int:
    close = _MARK_NOT_ROW.search(text, start)
    end = close.start() if close else len(text)
    figures = find_figures(text[start:end])
    if not figures:
        return end
    following = start + figures[0].span.start
    return max(text.rfind("、", start, following), start)


def _has_figure(text: str, marks: Sequence[int]) -> bool:
    """Say whether what stands before the last mark, from the one before it, holds a figure."""
    return bool(find_figures(text[marks[-2] + 1 if len(marks) > 1 else 0 : marks[-1]]))


def _in_row(text: str, span: Span) -> bool:
    beside = text[max(0, span.start - 1) : span.start] + text[span.end : span.end + 1]
    return _BETWEEN.search(beside) is not None


def _subjects(before: str) -> list[str]:
    """Return the parts of the last clause that names several."""
    for clause in reversed(_CLAUSE.split(before)):
        parts = [part for part in _BETWEEN.split(clause) if part]
        if len(parts) > 1:
            return parts
    return []


def _row(text: str, start: int) -> list[Figure]:
    """Return the figures behind a place that stand in one row, with one unit."""
    found = [figure for figure in find_figures(text) if figure.span.start >= start]
    row = found[:1]
    for before, after in pairwise(found):
        between = text[before.span.end : after.span.start]
        if before.unit != after.unit or not _JOINED.match(between) or len(between) > _FAR:
            break
        row.append(after)
    return row


_FAR = 8  # characters between two figures of a row


def _shared(subject: str, question: str) -> float:
    """Return the share of a subject's pairs of characters that the question has."""
    pairs: Sequence[str] = [subject[i : i + 2] for i in range(len(subject) - 1)] or [subject]
    return sum(pair in question for pair in pairs) / len(pairs)
