from datetime import date

from service.reader.moment import anchor_year, find_moments

Said = list[tuple[str, int | None, int | None, int | None]]


def said(text: str, anchor: int | None = None) -> Said:
    return [(m.span.of(text), m.year, m.month, m.day) for m in find_moments(text, anchor)]


def test_a_full_date_gives_year_month_and_day() -> None:
    assert said("2021年12月22日开工") == [("2021年12月22日", 2021, 12, 22)]


def test_last_year_is_read_against_the_articles_year() -> None:
    assert said("去年10月揭牌", 2022) == [("去年10月", 2021, 10, None)]


def test_last_year_is_unknown_where_the_articles_year_is() -> None:
    assert said("去年10月揭牌") == [("去年10月", None, 10, None)]


def test_a_month_alone_belongs_to_the_year_named_before_it() -> None:
    text = "2020年动工,3月封顶"
    assert said(text) == [("2020年", 2020, None, None), ("3月", 2020, 3, None)]


def test_a_decimal_point_is_no_date() -> None:
    assert said("投资2.115亿元,增长15.1%") == []


def test_a_year_in_chinese_digits_is_read() -> None:
    assert said("二〇二一年底") == [("二〇二一年底", 2021, None, None)]


def test_a_date_in_chinese_digits_keeps_its_day() -> None:
    assert said("二〇一九年五月十八日") == [("二〇一九年五月十八日", 2019, 5, 18)]
    assert said("二〇二〇年十二月三十日") == [("二〇二〇年十二月三十日", 2020, 12, 30)]


def test_an_iso_date_is_read() -> None:
    assert said("2022-01-05 08:40") == [("2022-01-05", 2022, 1, 5)]


def test_an_article_speaks_in_the_year_it_was_published() -> None:
    assert anchor_year("2019年的事", date(2022, 2, 10)) == 2022


def test_an_undated_article_speaks_in_the_first_year_it_names() -> None:
    assert anchor_year("去年说过,2021年两地携手,2012年起步", None) == 2021


def test_an_article_without_any_year_has_none() -> None:
    assert anchor_year("去年两地携手", None) is None
