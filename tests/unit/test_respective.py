import pytest

from index.span import Span
from service.reader.respective import another_is_asked, is_of_other_place, year_of

ROW = "高新产业和装备产业增加值分别同比增长15.1%、29%,位列第三"


@pytest.mark.parametrize(
    ("figure", "question", "expected"),
    [
        ("15.1%", "装备产业增速", True),
        ("29%", "装备产业增速", False),
        ("15.1%", "高新产业增速", False),
        ("29%", "高新产业增速", True),
        ("29%", "增速是多少", False),
    ],
)
def test_the_figures_of_a_row_belong_to_its_subjects_in_order(
    figure: str, question: str, expected: bool
) -> None:
    start = ROW.index(figure)
    assert another_is_asked(ROW, Span(start, start + len(figure)), question) is expected


def test_a_row_with_more_figures_than_subjects_is_not_told_apart() -> None:
    text = "甲县和乙县分别投入3万元、5万元、8万元"
    start = text.index("3万元")
    assert another_is_asked(text, Span(start, start + 3), "乙县投入多少") is False


@pytest.mark.parametrize(
    ("text", "figure", "asked", "other"),
    [
        ("倒塌房屋:剑阁县216间,旺苍县35间", "216间", "旺苍县", True),
        ("倒塌房屋:剑阁县216间,旺苍县35间", "35间", "旺苍县", False),
        ("关停苍溪县41家、旺苍县35家", "35家", "苍溪", True),
        ("萧山区、旺苍县共建产业园投资5亿元", "5亿元", "萧山区", False),
        ("旺苍县建产业园,在萧山设飞地2个", "2个", "旺苍县", False),
        ("旺苍选派9名教师、医生到萧山学习", "9名", "萧山", False),
        ("四川投入5亿元,旺苍县很快建成", "5亿元", "旺苍县", False),
    ],
)
def test_an_item_that_begins_with_another_place_of_its_kind_is_of_that_place(
    text: str, figure: str, asked: str, *, other: bool
) -> None:
    start = text.index(figure)
    assert is_of_other_place(text, Span(start, start + len(figure)), [asked]) is other


YEARS = "2020年度、2021年度以及2022年度,实现营业收入分别约为7.76亿元、10.03亿元、8.33亿元"
THROUGH = "2020至2022年度,销量分别为101台、119台和89台"


@pytest.mark.parametrize(
    ("text", "figure", "year"),
    [
        (YEARS, "7.76亿元", 2020),
        (YEARS, "10.03亿元", 2021),
        (YEARS, "8.33亿元", 2022),
        (THROUGH, "119台", 2021),
        (THROUGH, "89台", 2022),
        ("2021年和2022年分别投入3万元、5万元、8万元", "3万元", None),
        ("2022年甲县、乙县分别投入3万元、5万元", "3万元", None),
    ],
)
def test_a_row_of_years_gives_each_figure_its_own(text: str, figure: str, year: int | None) -> None:
    start = text.index(figure)
    assert year_of(text, Span(start, start + len(figure))) == year
