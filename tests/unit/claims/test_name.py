from datetime import date

import pytest

from index.clean.cleaning import clean_document
from index.sentences import sentence_spans
from index.split import split_passages
from service.claims.judge import judge
from service.claims.source import Source
from service.claims.verdict import Reason
from tests.fakes import make_document


def reasons(claim: str, text: str, piece: str, published: date | None = None) -> list[Reason]:
    clean = clean_document(make_document("page", f"纪事\n{text}", published=published))
    for passage in split_passages(clean):
        for span in sentence_spans(passage.text):
            if piece in span.of(passage.text):
                return [one.reason for one in judge(claim, Source(clean, passage, span))]
    raise LookupError(piece)


FUNDS = "去年，萧山对旺苍投入3978万元，同比增长12%。"
SAID = "董事长金哲宇说，投产后年产值可到30亿元。总经理李文翱没想到。"
MOVED = "柘岱口乡的周志财搬进云峰街道亭前小区。"
BOOKS = "云集集团给金汤片区捐书1000本。"
SHOP = "康定的茶园有30亩。专卖店在萧山开张，店面100平方米。店里零售额达到38万元。"


@pytest.mark.parametrize(
    ("claim", "text", "piece"),
    [
        ("去年，萧山对旺苍投入三千九百七十八万元", FUNDS, "3978"),
        ("董事长金哲宇称投产后年产值可达30亿元", SAID, "30亿"),
        ("柘岱口乡的村民搬进云峰街道亭前小区", MOVED, "周志财"),
        ("云集集团向金汤片区捐赠图书一千册", BOOKS, "捐书"),
        ("萧山的店零售额达到38万元", SHOP, "38万"),
        ("三年之内年产值过十亿元", "三年之内年产值过10亿元。", "过10亿"),
    ],
)
def test_a_true_claim_in_other_words_is_kept(claim: str, text: str, piece: str) -> None:
    assert reasons(claim, text, piece) == []


@pytest.mark.parametrize(
    ("claim", "text", "piece", "reason"),
    [
        ("今年，萧山对旺苍投入3978万元", FUNDS, "3978", Reason.DATE_DIFFERS),
        ("旺苍对萧山投入3978万元", FUNDS, "3978", Reason.PLACE_MISSING),
        ("萧山对旺苍投入3978万元，同比下降12%", FUNDS, "3978", Reason.NEGATION_DIFFERS),
        ("董事长李文翱说，投产后年产值可到30亿元", SAID, "30亿", Reason.ENTITY_MISSING),
        ("董事长王建国说年产值可到30亿元", SAID, "30亿", Reason.ENTITY_MISSING),
        ("柘岱口乡的王小明搬进云峰街道亭前小区", MOVED, "周志财", Reason.ENTITY_MISSING),
        ("柘岱口乡的周志财搬进妙高街道亭前小区", MOVED, "周志财", Reason.ENTITY_MISSING),
        ("鸿运集团向金汤片区捐书1000本", BOOKS, "捐书", Reason.ENTITY_MISSING),
        ("浙江开农给金汤片区捐书1000本", BOOKS, "捐书", Reason.ENTITY_MISSING),
        ("康定的店零售额达到38万元", SHOP, "38万", Reason.PLACE_MISSING),
        ("去年9月投入3978万元", "去年7月投入3978万元。", "3978", Reason.DATE_DIFFERS),
    ],
)
def test_another_name_or_direction_is_told(
    claim: str, text: str, piece: str, reason: Reason
) -> None:
    assert reason in reasons(claim, text, piece)


LABELS = "中国队3:2战胜日本队。该芯片用“甲 18A”（1.8nm）工艺。十四五期间，58同城在四环旁开店。"


@pytest.mark.parametrize(
    ("claim", "piece"),
    [
        ("中国队三比二战胜日本队", "战胜"),
        ("中国队3比2战胜日本队", "战胜"),
        ("（1）中国队3:2战胜日本队", "战胜"),
        ("十四五期间58同城在四环旁开店", "十四五"),
    ],
)
def test_a_score_or_a_numbered_name_of_the_source_is_carried(claim: str, piece: str) -> None:
    assert reasons(claim, LABELS, piece) == []


@pytest.mark.parametrize(
    ("claim", "piece", "found"),
    [
        ("中国队3:1战胜日本队", "战胜", Reason.FIGURE_MISSING),
        ("该芯片用“甲 18A”（36）工艺", "芯片", Reason.FIGURE_MISSING),
        ("十三五期间58同城在四环旁开店", "十四五", Reason.FIGURE_MISSING),
        ("十四五期间51同城在四环旁开店", "十四五", Reason.FIGURE_MISSING),
        ("十四五期间58同城在五环旁开店", "十四五", Reason.FIGURE_MISSING),
    ],
)
def test_a_number_that_is_no_quantity_must_stand_in_the_source(
    claim: str, piece: str, found: Reason
) -> None:
    assert reasons(claim, LABELS, piece)[0] is found


DENIED = (
    "甲公司非但没有停工，还新招了人。报告没有 Legion 眼镜的消息。"
    "甲公司回复称新机将不会在 10 月发布。大家看看会不会用。他后来发现根本不是。"
)


@pytest.mark.parametrize(
    ("claim", "piece"),
    [
        ("报告有 Legion 眼镜的消息", "Legion"),
        ("报告Legion眼镜的消息", "Legion"),
        ("甲公司回复称新机将会在 10 月发布", "新机"),
        ("甲公司回复称新机将会在10月发布", "新机"),
        ("大家看看会会用", "大家"),
        ("甲公司非但停工，还新招了人", "新招"),
        ("他后来发现根本是。", "根本"),
    ],
)
def test_a_denial_is_missed_whatever_spaces_stand_behind_it(claim: str, piece: str) -> None:
    assert Reason.NEGATION_DIFFERS in reasons(claim, DENIED, piece)


@pytest.mark.parametrize(
    ("claim", "piece"),
    [
        ("报告没有Legion眼镜的消息", "Legion"),
        ("甲公司回复称，新机将不会在10月发布", "新机"),
        ("大家看看会不会用", "大家"),
        ("他后来发现根本不是。", "根本"),
    ],
)
def test_a_denial_that_is_kept_is_found_without_its_spaces(claim: str, piece: str) -> None:
    assert reasons(claim, DENIED, piece) == []


PLAN = "2023-08-14 据报道，青石县计划明年4月起减免电池税收。"


def test_next_years_month_is_not_carried_by_a_date_of_another_year() -> None:
    assert reasons("青石县计划明年4月起减免电池税收", PLAN, "减免") == []
    assert reasons("青石县计划明年8月起减免电池税收", PLAN, "减免") == [Reason.DATE_DIFFERS]
