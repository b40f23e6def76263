import pytest

from index.span import Span
from service.reader.respective import another_is_asked

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
