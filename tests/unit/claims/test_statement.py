from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.claims.statement import statements


def cut(answer: str) -> list[tuple[str, tuple[int, ...], tuple[str, ...]]]:
    return [(one.span.of(answer), one.keys, one.quotes) for one in statements(answer)]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("投资4亿元。新建泊位6个。", [("投资4亿元。", (), ()), ("新建泊位6个。", (), ())]),
        ("投资4亿元[1]，泊位6个[2,3]。", [("投资4亿元", (1,), ()), ("泊位6个", (2, 3), ())]),
        ("投资4亿元。[1] «投资4亿元»", [("投资4亿元。", (1,), ("投资4亿元",))]),
        ("1. 投资4亿元【2】\n- 泊位6个", [("投资4亿元", (2,), ()), ("泊位6个", (), ())]),
        ("3.5亿元", [("3.5亿元", (), ())]),
        ("……[1]", []),
        ("", []),
    ],
)
def test_an_answer_is_cut_at_sentences_and_keys(
    answer: str, expected: list[tuple[str, tuple[int, ...], tuple[str, ...]]]
) -> None:
    assert cut(answer) == expected


@given(st.text(alphabet="投资4亿。，[]1«»\n- .", max_size=60))
def test_statements_stand_in_order_and_do_not_overlap(answer: str) -> None:
    spans = [one.span for one in statements(answer)]
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(span.end <= len(answer) and span for span in spans)
