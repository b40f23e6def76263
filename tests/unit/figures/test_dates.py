"""Dates and times of day: the hand-written table, and what they are resolved against."""

from datetime import date
from pathlib import Path

import pytest

from service.figures.dates import find_dates
from service.figures.moment import Clock, Moment, PartialDate

_TABLE = Path(__file__).parent / "dates.tsv"
_PUBLISHED = date(2023, 8, 16)


def rows() -> list[tuple[str, list[str]]]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(text, found) for text, *found in cells]


def written(day: PartialDate) -> str:
    if day.year is None and day.month is None and day.day is not None:
        return f"?-?-{day.day}"
    parts = [day.year, day.month, day.day]
    return "-".join(str(part) for part in parts if part is not None) or "?"


def clocked(clock: Clock | None) -> str:
    return "" if clock is None else f"{clock.hour}:{'?' if clock.minute is None else clock.minute}"


def told(moment: Moment, text: str) -> str:
    return "|".join(
        (
            moment.span.of(text),
            written(moment.start),
            written(moment.end),
            moment.part or "",
            clocked(moment.clock),
            moment.bound,
        )
    )


@pytest.mark.parametrize(("text", "found"), rows(), ids=lambda cell: str(cell)[:30])
def test_the_table_is_read_as_written(text: str, found: list[str]) -> None:
    assert [told(moment, text) for moment in find_dates(text, published=_PUBLISHED)] == found


def only(text: str, published: date | None = _PUBLISHED) -> Moment:
    (moment,) = find_dates(text, published=published)
    return moment


def test_last_year_is_unknown_where_the_articles_date_is() -> None:
    moment = only("去年7月", None)
    assert (moment.start, moment.relative) == (PartialDate(None, 7), True)


def test_a_late_month_in_a_january_article_may_be_of_either_year() -> None:
    assert only("12月落成", date(2023, 1, 9)).start == PartialDate(None, 12)


def test_the_end_of_a_year_is_the_same_in_other_words() -> None:
    assert only("2021年底").same_as(only("二〇二一年末"))
    assert not only("2021年底").same_as(only("2021年"))


def test_a_month_covers_its_day_and_not_the_other_way_round() -> None:
    month, day = only("2021年11月"), only("2021年11月5日")
    assert month.covers(day)
    assert not day.covers(month)
    assert not month.covers(only("2023年11月5日"))


def test_an_hour_covers_its_minute() -> None:
    assert only("18时").covers(only("18:30"))
    assert not only("18时").covers(only("19:30"))


def test_a_date_never_covers_a_time_of_day() -> None:
    assert not only("2021年").covers(only("18:30"))


def test_days_at_the_ends_of_the_calendar_do_not_raise() -> None:
    assert only("明天", date.max).start.year == 9999
    assert only("昨天", date.min).start.year == 1
