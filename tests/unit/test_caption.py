import pytest

from index.span import Span
from service.reader.caption import caption


@pytest.mark.parametrize(
    ("text", "figure", "name"),
    [
        ("工程总投资4.6亿元", "4.6亿元", "总投资"),
        ("工程总投资约为4.6亿元", "4.6亿元", "总投资"),
        ("占地面积有四百二十亩", "四百二十亩", "地面积"),
        ("工程占地420亩,总投资4.6亿元", "420亩", "程占地"),
        ("去年,4.6亿元投了下去", "4.6亿元", ""),
        ("负责人是王伟", "王伟", ""),
    ],
)
def test_a_figure_is_called_what_stands_right_before_it(text: str, figure: str, name: str) -> None:
    at = text.index(figure)
    assert caption(text, Span(at, at + len(figure))) == name
