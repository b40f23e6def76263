from hypothesis import given, settings
from hypothesis import strategies as st

from service.claims.proof import prove
from service.claims.verdict import Reason, Verdict
from tests.fakes import make_document

FIRST = make_document(
    "a", "青石港去年新建泊位6個(gè)，投資4.2億元。\n另建仓库3座。", title="青石港"
)
SECOND = make_document("b", "白沙港新建泊位9个，尚未投用。", title="白沙港")


def test_a_claim_without_a_key_is_held_against_every_document() -> None:
    first, second = prove("投资4.2亿元。白沙港新建泊位九个。", [FIRST, SECOND])
    assert (first.verdict, first.document_id) == (Verdict.SUPPORTED, "a")
    assert (second.verdict, second.document_id) == (Verdict.SUPPORTED, "b")


def test_a_key_names_the_document_that_must_carry_the_claim() -> None:
    (claim,) = prove("新建泊位9个[1]。", [FIRST, SECOND])
    assert claim.verdict is Verdict.CONTRADICTED
    (finding,) = claim.findings
    assert finding.reason is Reason.FIGURE_DIFFERS
    assert finding.source_span is not None
    assert finding.source_span.of(FIRST.text) == "6個"


def test_an_invented_key_proves_nothing() -> None:
    (claim,) = prove("新建泊位6个[3]。", [FIRST, SECOND])
    assert (claim.verdict, claim.findings[0].reason) == (Verdict.UNSUPPORTED, Reason.NO_SOURCE)


def test_an_invented_quote_proves_nothing() -> None:
    (claim,) = prove("新建泊位6个[1]«青石港新建泊位六十个»", [FIRST, SECOND])
    assert claim.findings[0].reason is Reason.QUOTE_NOT_FOUND


def test_a_quote_is_found_past_the_noise_of_the_page() -> None:
    (claim,) = prove("新建泊位6个[1]«新建泊位6个，投资4.2亿元»", [FIRST, SECOND])
    assert claim.verdict is Verdict.SUPPORTED


def test_figures_of_neighbouring_sentences_prove_a_claim_together() -> None:
    (claim,) = prove("青石港投资4.2亿元，建仓库3座", [FIRST])
    assert claim.verdict is Verdict.SUPPORTED


def test_the_subject_of_the_question_counts_too() -> None:
    (claim,) = prove("4.2亿元", [FIRST], question="康定投资多少")
    assert Reason.PLACE_MISSING in [finding.reason for finding in claim.findings]


def test_an_answer_without_words_has_no_claims() -> None:
    assert prove("……", [FIRST]) == []


def test_a_claim_longer_than_any_sentence_is_not_looked_for() -> None:
    (claim,) = prove("投资4.2亿元，" * 500, [FIRST])
    assert claim.findings[0].reason is Reason.NOT_STATED


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="青石港年月日去2034.,亿万元个不未没有“”a [1]«»%。，", max_size=40))
def test_every_text_gets_a_verdict_whose_spans_lie_in_the_texts(answer: str) -> None:
    originals = {one.id: one.text for one in (FIRST, SECOND)}
    for claim in prove(answer, [FIRST, SECOND], question="2021年青石港投资多少"):
        assert claim.answer_span.of(answer) == claim.text
        assert (claim.verdict is Verdict.SUPPORTED) == (not claim.findings)
        for finding in claim.findings:
            assert claim.answer_span.covers(finding.answer_span)
            if finding.source_span is not None and claim.document_id is not None:
                assert finding.source_span.end <= len(originals[claim.document_id])
