"""Source, author and date are read from header lines, and from nothing else."""

from datetime import date

import pytest

from index.clean.byline import (
    Byline,
    date_in,
    is_partial_date,
    read_byline,
    reporter_named,
    split_date,
)
from index.clean.line import Line, lines_of


def line(text: str) -> Line:
    return next(lines_of(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-03-05 08:40:36", Byline(published=date(2021, 3, 5))),
        ("[2021/03/05 08:40]", Byline(published=date(2021, 3, 5))),
        ("2021年3月5日 星期五", Byline(published=date(2021, 3, 5))),
        ("发布时间：2021.3.5", Byline(published=date(2021, 3, 5))),
        ("2021-03-05 08:40 来源：某某晚报 分享", Byline("某某晚报", None, date(2021, 3, 5))),
        ("來源:某某日報", Byline("某某日報")),
        ("本文转自：某某客户端", Byline("某某客户端")),
        ("稿源：某某在线 作者：张三", Byline("某某在线", "张三")),
        ("来源：Example Times", Byline("Example Times")),
        ("作者:首席記者 王小明 通訊員 李四", Byline(author="王小明、李四")),
        ("文/张三 李四", Byline(author="张三、李四")),
        ("本报记者 张三", Byline(author="张三")),
        ("某某日报 2021-03-05", Byline("某某日报", None, date(2021, 3, 5))),
        ("首页 > 新闻 > 本地 2021-03-05 09:00", Byline(published=date(2021, 3, 5))),
    ],
)
def test_a_byline_is_read(text: str, expected: Byline) -> None:
    assert read_byline(line(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "11个月前 17:43",
        "3天前",
        "2021年3月5日，新的学校在县城动工",
        "收入来源多样",
        "记者节快乐",
        "2021-13-45",
        "计划2021-2025年完成",
        "比分3-2",
        "记者从县里了解到今年的计划",
    ],
)
def test_what_says_more_or_less_than_a_byline_is_none(text: str) -> None:
    assert not read_byline(line(text))


def test_a_date_over_several_lines_is_read() -> None:
    assert split_date(list(lines_of("2021\n03-05\n08:12"))) == (date(2021, 3, 5), 3)
    assert split_date(list(lines_of("03/05\n2021\n正文"))) == (date(2021, 3, 5), 2)
    assert split_date(list(lines_of("2021\n正文"))) == (None, 0)


def test_a_day_that_no_calendar_has_is_no_date() -> None:
    assert date_in("2021-02-30") is None
    assert split_date(list(lines_of("2021\n02-30"))) == (None, 0)


def test_a_date_without_its_year_is_partial() -> None:
    assert is_partial_date("8-14 17:05")
    assert is_partial_date("[07/28]")
    assert not is_partial_date("3-2大胜")


def test_a_reporter_named_in_brackets_is_read_in_the_script_of_the_page() -> None:
    assert reporter_named(line("本报讯（记者 张三）新路通车了。"), opening=True) == "张三"
    assert reporter_named(line("(記者陳小明整理)"), opening=True) == "陳小明"
    assert reporter_named(line("新路通车了。"), opening=True) is None
