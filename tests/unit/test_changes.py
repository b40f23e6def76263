"""Old and new values of what a text says has changed."""

import pytest

from index.span import Span
from service.reader.changes import Side, at_other_times, is_other_side, side_of

PRICE = "居民电价由每度0.52元调整为0.56元"
SCHOOL = "学生从620人增加到980人,教师45人"


def figure(text: str, written: str) -> Span:
    start = text.index(written)
    return Span(start, start + len(written))


@pytest.mark.parametrize(
    ("text", "written", "side"),
    [
        (PRICE, "0.52元", Side.BEFORE),
        (PRICE, "0.56元", Side.AFTER),
        (SCHOOL, "620人", Side.BEFORE),
        (SCHOOL, "980人", Side.AFTER),
        (SCHOOL, "45人", None),
        ("票价从10元到20元不等", "10元", None),
        ("增加投入20元", "20元", None),
    ],
)
def test_a_figure_is_before_or_after_a_change_that_a_verb_tells(
    text: str, written: str, side: Side | None
) -> None:
    assert side_of(text, figure(text, written)) is side


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("居民电价每度多少钱", "0.52元"),
        ("居民电价现在多少钱", "0.52元"),
        ("居民电价原来多少钱", "0.56元"),
        ("调整前电价多少钱", "0.56元"),
    ],
)
def test_the_new_value_is_meant_unless_the_old_one_is_asked_for(question: str, other: str) -> None:
    wrong = [
        one for one in ("0.52元", "0.56元") if is_other_side(question, PRICE, figure(PRICE, one))
    ]
    assert wrong == [other]


def test_a_question_for_both_values_contradicts_neither() -> None:
    assert not is_other_side("电价从多少调整为多少", PRICE, figure(PRICE, "0.52元"))
    assert not is_other_side("电价从多少调整为多少", PRICE, figure(PRICE, "0.56元"))


@pytest.mark.parametrize(
    ("question", "clause", "expected"),
    [
        ("去年接诊多少人", "今年1至7月接诊3708人次", True),
        ("今年接诊多少人", "今年1至7月接诊3708人次", False),
        ("去年接诊多少人", "今年接诊3708人次,比去年多", False),
        ("去年接诊多少人", "全年接诊3708人次", False),
    ],
)
def test_what_is_told_of_this_year_is_not_of_the_last(
    question: str, clause: str, expected: bool
) -> None:
    assert at_other_times(question, clause) is expected
