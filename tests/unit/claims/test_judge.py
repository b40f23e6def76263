from datetime import date

import pytest

from index.clean.cleaning import clean_document
from index.sentences import sentence_spans
from index.span import Span
from index.split import split_passages
from service.claims.asked import asked
from service.claims.correction import corrected
from service.claims.judge import judge, judgement
from service.claims.source import Source
from service.claims.verdict import Reason, Verdict
from tests.fakes import make_document

TEXT = """岚川园区建设进展
岚川县2023年给望榆县的产业园投入3978万元，比上年同比增长12%，环比增长5%。
旺苍县投入2000万元，康定市投入超3000万元，均尚未开工。
园区的首批企业有13家，面积120亩，建筑面积80亩，不收租金。
8月底，二期工程由“青禾园艺”和KTM公司承建。
去年园区投产，但二期没有投产。
"""
PUBLISHED = date(2024, 3, 1)
CLEAN = clean_document(make_document("park", TEXT, published=PUBLISHED))


def source(piece: str) -> Source:
    """Return the sentence that holds a piece of the text."""
    for passage in split_passages(CLEAN):
        for span in sentence_spans(passage.text):
            if piece in span.of(passage.text):
                return Source(CLEAN, passage, span)
    raise LookupError(piece)


def reasons(claim: str, piece: str, question: str = "") -> list[Reason]:
    found = judge(claim, source(piece), question=asked(question))
    return [finding.reason for finding in found]


@pytest.mark.parametrize(
    ("claim", "piece"),
    [
        ("产业园投入3978万元", "3978"),
        ("产业园共投入3,978万元", "3978"),
        ("投入产业园的有0.3978亿元", "3978"),
        ("投入三千九百七十八万元", "3978"),
        ("投入近4000万元", "3978"),
        ("去年岚川县给望榆县投入3978万元", "3978"),
        ("2023年同比增长12%", "3978"),
        ("支持望榆县的产业园3978万元", "3978"),
        ("支援旺苍县的2000万元尚未开工", "2000"),
        ("康定投入超过3000万元", "2000"),
        ("旺苍没有开工", "2000"),
        ("首批企业十三家", "13家"),
        ("建筑面积为80亩", "13家"),
        ("免收租金的园区面积120亩", "13家"),
        ("园区不收租金", "13家"),
        ("工程由青禾园艺承建", "KTM"),
        ("园区投产，但二期没有投产", "二期没有"),
        ("园区投产", "二期没有"),
        ("2023年8月底二期工程由KTM承建", "KTM"),
    ],
)
def test_a_claim_in_other_words_and_number_forms_is_supported(claim: str, piece: str) -> None:
    assert reasons(claim, piece) == []


@pytest.mark.parametrize(
    ("claim", "piece", "reason"),
    [
        ("产业园投入3979万元", "3978", Reason.FIGURE_DIFFERS),
        ("产业园投入4000万元", "3978", Reason.FIGURE_DIFFERS),
        ("产业园投入3978亿元", "3978", Reason.UNIT_DIFFERS),
        ("产业园投入3978亩", "3978", Reason.UNIT_DIFFERS),
        ("产业园有厂房17栋", "3978", Reason.FIGURE_MISSING),
        ("环比增长12%", "3978", Reason.FIGURE_DIFFERS),
        ("建筑面积120亩", "13家", Reason.FIGURE_DIFFERS),
        ("2021年投入3978万元", "3978", Reason.DATE_DIFFERS),
        ("9月底由KTM公司承建二期工程", "KTM", Reason.DATE_DIFFERS),
        ("岚川县给旺苍县的产业园投入3978万元", "3978", Reason.PLACE_MISSING),
        ("康定投入2000万元", "2000", Reason.PLACE_MISSING),
        ("旺苍县给文县投入2000万元", "2000", Reason.PLACE_MISSING),
        ("康定投入3000万元", "2000", Reason.FIGURE_DIFFERS),
        ("均已开工", "2000", Reason.NEGATION_DIFFERS),
        ("二期投产", "二期没有", Reason.NEGATION_DIFFERS),
        ("宁波对望榆县的产业园投入3978万元", "3978", Reason.PLACE_MISSING),
        ("园区的首批企业收租金", "13家", Reason.NEGATION_DIFFERS),
        ("园区的首批企业没有13家", "13家", Reason.NEGATION_DIFFERS),
        ("二期工程由“红叶园艺”承建", "KTM", Reason.ENTITY_MISSING),
        ("二期工程由ABC公司承建", "KTM", Reason.ENTITY_MISSING),
        ("据报道“二期工程将在年内全部投入使用”", "KTM", Reason.QUOTE_NOT_FOUND),
        ("足球队昨晚在客场踢平了对手", "KTM", Reason.NOT_STATED),
    ],
)
def test_what_the_source_does_not_carry_is_named(claim: str, piece: str, reason: Reason) -> None:
    assert reason in reasons(claim, piece)


def test_a_figure_that_differs_is_pointed_at_on_both_sides() -> None:
    claim, there = "园区的首批企业有15家", source("13家")
    verdict = judgement(claim, Span(10, 20), there, judge(claim, there))
    assert verdict.verdict is Verdict.CONTRADICTED
    (finding,) = verdict.findings
    assert finding.answer_span == Span(18, 21)
    assert finding.source_span is not None
    assert finding.source_span.of(TEXT) == "13家"
    assert verdict.source_span is not None
    assert (
        verdict.source_span.of(TEXT) == "园区的首批企业有13家，面积120亩，建筑面积80亩，不收租金。"
    )


def test_a_figure_of_which_the_source_says_nothing_is_unsupported() -> None:
    claim, there = "产业园有厂房17栋", source("3978")
    assert judgement(claim, Span(0, 9), there, judge(claim, there)).verdict is Verdict.UNSUPPORTED


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("岚川县给望榆县投入多少", []),
        ("2023年岚川县投入多少", []),
        ("2021年岚川县投入多少", [Reason.DATE_DIFFERS]),
        ("成都市投入多少", [Reason.PLACE_MISSING]),
        ("“青松计划”投入多少", [Reason.ENTITY_MISSING]),
    ],
)
def test_what_the_question_asks_about_stands_in_the_passage(
    question: str, found: list[Reason]
) -> None:
    assert reasons("投入3978万元", "3978", question) == found


def test_a_figure_is_put_right_where_the_sentence_has_one_of_that_unit() -> None:
    claim, there = "园区的首批企业有15家", source("13家")
    assert corrected(claim, judge(claim, there), there) == "园区的首批企业有13家"


@pytest.mark.parametrize(
    "claim",
    [
        "园区面积100亩",  # the sentence has two areas
        "厂房产权的15家",  # in words of its own
        "成都市的首批企业有15家",  # about a place besides
    ],
)
def test_a_claim_is_left_alone_where_putting_it_right_would_be_a_guess(claim: str) -> None:
    assert corrected(claim, judge(claim, source("13家")), source("13家")) is None
