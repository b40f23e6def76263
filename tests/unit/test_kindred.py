"""What a question names, and another of its kind."""

import pytest

from index.span import Span
from service.reader.kindred import Told, another_of_its_kind, counts_its_kin


def told(sentence: str, *, before: str = "", article: str = "") -> Told:
    return Told(sentence, before, before + sentence + article)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("西凤大桥全长多少米", "东岭大桥全长1200米。"),
        ("农商银行贷了多少款", "该行与邮储银行共贷款3000万元。"),
        ("育才小学有多少学生", "红旗小学有学生300名。"),
    ],
)
def test_another_of_the_kind_is_told_where_the_article_does_not_name_the_first(
    question: str, sentence: str
) -> None:
    assert another_of_its_kind(question, told(sentence))


def test_another_of_the_kind_that_begins_the_sentence_is_told_though_both_are_named() -> None:
    told_of_both = told("东岭大桥全长1200米。", article="西凤大桥明年开工。")
    assert another_of_its_kind("西凤大桥全长多少米", told_of_both)


@pytest.mark.parametrize(
    ("question", "sentence", "before"),
    [
        ("西凤大桥全长多少米", "西凤黄河大桥全长1200米。", ""),
        ("西凤大桥全长多少米", "全长1200米,与东岭大桥相接。", "西凤大桥昨天通车。"),
        ("西凤大桥全长多少米", "全桥长1200米。", ""),
        ("当地小学有多少学生", "红旗小学有学生300名。", ""),
        ("哪家银行贷了款", "农商银行贷款3000万元。", ""),
    ],
)
def test_what_may_be_the_same_is_no_other(question: str, sentence: str, before: str) -> None:
    assert not another_of_its_kind(question, told(sentence, before=before))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("优惠覆盖多少座望京广场", True),
        ("优惠覆盖多少座吾悦广场", False),
        ("覆盖多少座广场", False),
    ],
)
def test_a_figure_that_counts_another_of_the_kind_is_no_answer(
    question: str, expected: bool
) -> None:
    text = "优惠扩至华中,覆盖96座吾悦广场"
    start = text.index("96座")
    assert counts_its_kin(text, Span(start, start + 3), question) is expected
