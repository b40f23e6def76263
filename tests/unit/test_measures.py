"""What a sum of money is."""

import pytest

from index.span import Span
from service.reader.measures import of_another_measure

TEXT = "全年实现营业收入9.50亿元,净利润7351万元,缴纳税收300万元,总投资3978万元"


@pytest.mark.parametrize(
    ("question", "figure", "expected"),
    [
        ("公司净利润是多少", "9.50亿元", True),
        ("公司净利润是多少", "7351万元", False),
        ("公司卖了多少钱", "9.50亿元", False),
        ("公司卖了多少钱", "300万元", True),
        ("公司交了多少税", "300万元", False),
        ("园区花了多少资金", "3978万元", False),
        ("园区有多少", "3978万元", False),
    ],
)
def test_a_sum_that_is_called_something_else_is_another_measure(
    question: str, figure: str, expected: bool
) -> None:
    start = TEXT.index(figure)
    assert of_another_measure(TEXT, Span(start, start + len(figure)), question) is expected


def test_a_sum_without_a_name_may_be_any() -> None:
    text = "全年共计3978万元"
    assert not of_another_measure(text, Span(4, len(text)), "公司净利润是多少")
