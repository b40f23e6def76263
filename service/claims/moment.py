"""Dates of a claim, each looked for in the cited sentences and around them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.pattern import lazy_pattern
from index.span import Span
from service.claims.facts import Facts
from service.claims.source import Source
from service.claims.verdict import Finding, Reason
from service.figures.moment import Moment, PartialDate

_YEAR_WORD = lazy_pattern(
    r"大前年|前年|去年|上年|今年|本年|明年|来年|後年|后年|(?i:\b(?P<english>last|this|next) year\b)"
)
_SEVERAL_YEARS = lazy_pattern(
    r"(?:近|多|几|[一二三四五六七八九十两]|[0-9])年来|(?<=年)来(?=[，,])|历年"
)
_DAY_WORD = lazy_pattern(r"(?<=[今昨前明后])日")
_SAME_WORD = {"上年": "去年", "本年": "今年", "来年": "明年", "後年": "后年"}
_IN_CHINESE = {"last": "去年", "this": "今年", "next": "明年"}


def date_findings(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield the dates of a claim that the source does not name.

    A year that the cited sentences leave out may stand before them in the passage, in
    the title or headings, or be that of the document's date.
    """
    cited = source.cited.dates
    for claimed in said.dates:
        if claimed.relative and claimed.span.of(said.text) in source.cited.text:
            continue  # 当年, in a clause without the year before it
        if claimed.start.year is None and (word := _year_word(said, claimed)):
            near = (_year_word(facts, one) for facts, one in _unknown(source))
            if word not in near:
                yield Finding(Reason.DATE_DIFFERS, claimed.span, _first(cited))
                continue
            if claimed.start.month is None:
                continue
        if _is_unknown(claimed) and not _year_word(said, claimed):
            if _day_word(said, claimed) not in _DAY_WORD.sub("天", source.cited.text):
                yield Finding(Reason.DATE_DIFFERS, claimed.span, _first(cited))
            continue
        if _other_year_word(claimed, said, source.cited):
            yield Finding(Reason.DATE_DIFFERS, claimed.span, _first(cited))
            continue
        if any(_carries(one, claimed, source) for one in _of_its_kind(claimed, said, cited)):
            continue
        if _is_part(claimed, source.cited):
            yield Finding(Reason.DATE_DIFFERS, claimed.span, _first(cited))
            continue
        if _is_other_stretch(claimed, source):
            yield Finding(Reason.DATE_DIFFERS, claimed.span)
            continue
        if not _rivals(claimed, cited) and any(
            _carries(one, claimed, source) for one in _around(source)
        ):
            continue
        rivals = _rivals(claimed, cited)
        there = rivals[0].span if rivals else None
        yield Finding(Reason.DATE_DIFFERS, claimed.span, there)


def _year_word(facts: Facts, moment: Moment) -> str | None:
    """Return how a date names a year that is not known: 去年, 今年."""
    match = _YEAR_WORD.search(moment.span.of(facts.text))
    if match is None:
        return None
    if match["english"]:
        return _IN_CHINESE[match["english"].lower()]
    return _SAME_WORD.get(match[0], match[0])


def _of_its_kind(claimed: Moment, said: Facts, cited: Sequence[Moment]) -> Sequence[Moment]:
    """Return the dates that may be the claimed one: 2023年8月 is no 明年8月 of an undated page."""
    if claimed.start.year is not None or _year_word(said, claimed) is None:
        return cited
    return [one for one in cited if one.relative]


def _other_year_word(claimed: Moment, said: Facts, cited: Facts) -> bool:
    """Say whether a claim has 前年7月 where the cited sentences have 去年7月."""
    word = _year_word(said, claimed)
    if word is None or claimed.start.month is None:
        return False
    fitting = [one for one in cited.dates if one.start.month == claimed.start.month]
    words = {_year_word(cited, one) for one in fitting}
    return bool(fitting) and None not in words and word not in words


def _is_other_stretch(claimed: Moment, source: Source) -> bool:
    """Say whether a half year or quarter is told of a sentence that goes on from another."""
    before = [one for one in source.before.dates if not one.clock]
    if claimed.start == claimed.end or claimed.clock or not before or source.cited.dates:
        return False
    last = before[-1]
    return last.start != last.end and not _carries(last, claimed, source)


def _is_part(claimed: Moment, cited: Facts) -> bool:
    """Say whether a claim gives one year what the cited sentences give several: 近年来累计."""
    if claimed.clock or claimed.start.year is None or claimed.start.month is not None:
        return False
    return bool(_SEVERAL_YEARS.search(cited.folded)) and bool(cited.quantities)


def _is_unknown(moment: Moment) -> bool:
    """Say whether a date hangs on one that is not known: 本月21日, 昨天."""
    return moment.relative and not moment.clock and moment.start == moment.end == PartialDate()


def _day_word(facts: Facts, moment: Moment) -> str:
    return _DAY_WORD.sub("天", moment.span.of(facts.text))


def _unknown(source: Source) -> list[tuple[Facts, Moment]]:
    """Return the cited dates whose year is not known, or those before them."""
    cited = [(source.cited, one) for one in source.cited.dates if one.relative]
    return cited or [(source.before, one) for one in source.before.dates if one.relative]


def _first(dates: Sequence[Moment]) -> Span | None:
    return dates[0].span if dates else None


def years_of(dates: Sequence[Moment]) -> set[int]:
    """Return the years that are written out, ranges filled up."""
    years: set[int] = set()
    for one in dates:
        if not one.relative and one.start.year is not None and one.end.year is not None:
            years.update(range(one.start.year, one.end.year + 1))
    return years


def _rivals(claimed: Moment, cited: Sequence[Moment]) -> list[Moment]:
    """Return the cited dates that name what the claimed one names: a time of day, a year."""
    if claimed.clock:
        return [one for one in cited if one.clock]
    return [
        one
        for one in cited
        if not one.clock
        and (
            (claimed.start.year and one.start.year and not one.relative)
            or (claimed.start.month and one.start.month)
            or (claimed.start.day and one.start.day)
        )
    ]


def _around(source: Source) -> list[Moment]:
    """Return the dates before the cited sentences, above them, and the document's own."""
    found = [*source.before.dates, *source.above.dates]
    if source.published is not None:
        day = source.published
        own = PartialDate(day.year, day.month, day.day)
        found.append(Moment(found[0].span if found else source.quote_span, own, own))
    return found


def _carries(one: Moment, claimed: Moment, source: Source) -> bool:
    """Say whether a date of the source is the claimed one, or more exact."""
    if claimed.covers(one):
        return True
    if claimed.clock or one.clock:
        return False
    without = _with_year(claimed, None)
    if claimed.relative and (_is_dated(without) and without.covers(_with_year(one, None))):
        return True
    if not one.relative or claimed.start.year is None:
        return False
    known = years_of(_around(source))
    return claimed.start.year in known and _fits(claimed, one)


def _fits(claimed: Moment, one: Moment) -> bool:
    """Say whether a date fits one whose year is not written, the year left aside."""
    without = _with_year(one, None)
    return _is_dated(without) and claimed.covers(_with_year(one, claimed.start.year))


def _is_dated(moment: Moment) -> bool:
    return moment.start.month is not None or moment.start.day is not None


def _with_year(moment: Moment, year: int | None) -> Moment:
    return replace(
        moment, start=replace(moment.start, year=year), end=replace(moment.end, year=year)
    )
