from pathlib import Path

import pytest

from index.clean.cleaning import clean_document
from index.sentences import sentence_spans
from index.split import split_passages
from service.claims.judge import judge
from service.claims.source import Source
from service.claims.verdict import Reason
from tests.fakes import make_document

ARTICLES = Path("seeds/articles")
WANGCANG, PARK = "xiaoshan-wangcang.txt", "lanchuan-park-march.txt"


def reasons(claim: str, name: str, piece: str) -> list[Reason]:
    text = (ARTICLES / name).read_text(encoding="utf-8")
    clean = clean_document(make_document(name, text))
    for passage in split_passages(clean):
        for span in sentence_spans(passage.text):
            if piece in span.of(passage.text):
                return [one.reason for one in judge(claim, Source(clean, passage, span))]
    raise LookupError(piece)


@pytest.mark.parametrize(
    ("claim", "name", "piece"),
    [
        ("In 2021, Xiaoshan put 39.78 million yuan into Wangcang's park.", WANGCANG, "3978万"),
        ("Xiaoshan put RMB 39.78 million into the park in Wangcang.", WANGCANG, "3978万"),
        ("That was 79.5 percent of the year's project funds.", WANGCANG, "3978万"),
        ("Xiaoshan sent twelve teachers and doctors to Wangcang.", WANGCANG, "12名"),
        ("The park covers 420 mu and cost 460 million yuan.", PARK, "4.6亿"),
        ("Lanchuan and Qingting run it; Qingting paid 120 million yuan.", PARK, "4.6亿"),
        ("Lin Zhiyuan said the drying centre opens in September.", PARK, "林知远"),
    ],
)
def test_an_english_claim_is_proven_by_a_chinese_sentence(
    claim: str, name: str, piece: str
) -> None:
    assert reasons(claim, name, piece) == []


@pytest.mark.parametrize(
    ("claim", "name", "piece", "reason"),
    [
        ("Xiaoshan put 39.87 million yuan into it.", WANGCANG, "3978万", Reason.FIGURE_DIFFERS),
        ("Xiaoshan put 39.78 billion yuan into it.", WANGCANG, "3978万", Reason.UNIT_DIFFERS),
        ("In 2022, it put in 39.78 million yuan.", WANGCANG, "3978万", Reason.DATE_DIFFERS),
        ("It put 39.78 million yuan into Kangding.", WANGCANG, "3978万", Reason.PLACE_MISSING),
        ("It never put in 39.78 million yuan.", WANGCANG, "3978万", Reason.NEGATION_DIFFERS),
        (
            "Patients paid hospitals for surgery and medicine.",
            WANGCANG,
            "3978万",
            Reason.NOT_STATED,
        ),
        ("Wang Ming said the drying centre opens.", PARK, "林知远", Reason.PLACE_MISSING),
        ("The drying centre opens in October.", PARK, "林知远", Reason.DATE_DIFFERS),
    ],
)
def test_a_forged_english_claim_is_told(claim: str, name: str, piece: str, reason: Reason) -> None:
    assert reason in reasons(claim, name, piece)


def test_what_is_counted_in_chinese_may_be_a_bare_number_in_english() -> None:
    claim = "The company brought 109 drug approvals to Xiushan."
    text = "秀山的公司带着109个药品批文注册落户。"
    assert found(claim, text) == []


def test_what_stays_unchanged_is_not_denied() -> None:
    claim = "The lowest price in China is 6 yuan."
    assert found(claim, "中国区最低价6元保持不变。") == []


def found(claim: str, text: str) -> list[Reason]:
    clean = clean_document(make_document("page", text))
    (passage,) = split_passages(clean)
    (span,) = sentence_spans(passage.text)
    return [one.reason for one in judge(claim, Source(clean, passage, span))]
