import math

import pytest

from eval.measures.accuracy import Accuracy
from eval.measures.character_f1 import CharacterF1, unit_f1
from eval.measures.citation_precision import CitationPrecision
from eval.measures.citation_recall import CitationRecall
from eval.measures.citation_truth import CitationTruth
from eval.measures.coverage import Coverage
from eval.measures.exact_match import ExactMatch
from eval.measures.latency import Latency, latency
from eval.measures.mean_reciprocal_rank import MeanReciprocalRank
from eval.measures.ndcg_at_k import NdcgAtK
from eval.measures.recall_at_k import RecallAtK
from eval.measures.refusal_precision import RefusalPrecision
from eval.measures.refusal_recall import RefusalRecall
from eval.measures.right import Right
from eval.measures.right_with_citation import RightWithCitation
from eval.measures.risk_coverage import RiskPoint, risk_coverage
from eval.measures.suite import measures
from service.answer import Verdict
from tests.eval_fakes import answer, citation, document, hit, item, outcome, refusal

PAGE = document("a", "甲地投入三百万元建厂。乙地投入五百万元修路。")
FIRST, SECOND = "甲地投入三百万元建厂。", "乙地投入五百万元修路。"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("300 萬元", 1.0),
        ("投入300万元", 1.0),
        ("1300万元", 0.0),
        ("300元", 0.0),
        ("300万元" + "，此外还有许多与问题毫不相干的话" * 2, 0.0),
    ],
)
def test_right_wants_the_gold_said_and_not_hidden(given: str, expected: float) -> None:
    assert Right().score(outcome(item("300万元"), answer(given))) == expected


def test_a_list_is_right_when_all_its_parts_stand_in_any_order() -> None:
    asked = item("茶叶、香菇、木耳", kind="list")
    assert Right().score(outcome(asked, answer("木耳，茶葉和香菇"))) == 1.0
    assert Right().score(outcome(asked, answer("木耳和香菇"))) == 0.0


def test_a_refusal_or_an_error_scores_zero_on_an_answerable_question() -> None:
    for given in (refusal(), None):
        result = outcome(item("300万元"), given)
        assert Right().score(result) == ExactMatch().score(result) == 0.0
        assert CharacterF1().score(result) == Coverage().score(result) == 0.0
        assert CitationRecall().score(result) == 0.0


def test_a_question_to_be_refused_is_no_business_of_answer_measures() -> None:
    result = outcome(item(), refusal())
    for measure in (Right(), RightWithCitation(), ExactMatch(), CharacterF1(), CitationRecall()):
        assert measure.score(result) is None
    assert Accuracy().score(result) == RefusalRecall().score(result) == 1.0


def test_exact_match_evens_out_script_and_separators_only() -> None:
    assert ExactMatch().score(outcome(item("3978万元"), answer("3,978 萬元"))) == 1.0
    assert ExactMatch().score(outcome(item("3978万元"), answer("约3978万元"))) == 0.0


def test_f1_is_taken_with_the_best_gold() -> None:
    # 约 3978 万 元 against 3978 万 元: precision 3/4, recall 1, F1 6/7.
    assert unit_f1("约3978万元", "3978万元") == pytest.approx(6 / 7)
    result = outcome(item("不相干", "3978万元"), answer("约3978万元"))
    assert CharacterF1().score(result) == pytest.approx(6 / 7)


def test_recall_at_k_is_the_share_of_evidence_found() -> None:
    asked = item("三百万元", documents=("a",), evidence=(FIRST, SECOND))
    hits = [hit("b", FIRST), hit("a", FIRST), hit("a", SECOND)]
    scores = [RecallAtK(k).score(outcome(asked, refusal(), hits=hits)) for k in (1, 2, 3)]
    assert scores == [0.0, 0.5, 1.0]


def test_without_evidence_a_passage_with_the_answer_in_the_right_document_is_found() -> None:
    asked = item("三百万元", documents=("a",))
    assert RecallAtK(1).score(outcome(asked, refusal(), hits=[hit("a", FIRST)])) == 1.0
    assert RecallAtK(1).score(outcome(asked, refusal(), hits=[hit("a", SECOND)])) == 0.0
    assert RecallAtK(1).score(outcome(asked, refusal(), hits=[hit("b", FIRST)])) == 0.0
    assert RecallAtK(1).score(outcome(asked, refusal(), hits=[])) == 0.0


def test_reciprocal_rank_is_one_over_the_first_proof() -> None:
    asked = item("三百万元", documents=("a",))
    hits = [hit("b", FIRST), hit("a", SECOND), hit("a", FIRST)]
    assert MeanReciprocalRank(3).score(outcome(asked, refusal(), hits=hits)) == pytest.approx(1 / 3)
    assert MeanReciprocalRank(2).score(outcome(asked, refusal(), hits=hits)) == 0.0


def test_ndcg_discounts_by_rank_and_gains_nothing_from_repeats() -> None:
    asked = item("三百万元", documents=("a",), evidence=(FIRST, SECOND))
    hits = [hit("a", FIRST), hit("a", FIRST), hit("a", SECOND)]
    gained = 1 + 1 / math.log2(4)
    ideal = 1 + 1 / math.log2(3)
    score = NdcgAtK(3).score(outcome(asked, refusal(), hits=hits))
    assert score == pytest.approx(gained / ideal)
    both = [hit("a", PAGE.text)]
    assert NdcgAtK(3).score(outcome(asked, refusal(), hits=both)) == 1.0


def test_retrieval_is_not_measured_in_reading_alone_or_where_nothing_is_to_be_found() -> None:
    for measure in (RecallAtK(5), MeanReciprocalRank(5), NdcgAtK(5)):
        assert measure.score(outcome(item("三百万元"), refusal(), hits=None)) is None
        assert measure.score(outcome(item(), refusal(), hits=[hit("a", FIRST)])) is None


def test_citations_are_held_against_the_evidence() -> None:
    asked = item("三百万元", documents=("a",), evidence=(FIRST, SECOND))
    given = answer("三百万元", citation(PAGE, FIRST), citation(document("b", FIRST), FIRST))
    result = outcome(asked, given, true=(True, True))
    assert CitationPrecision().score(result) == 0.5
    assert CitationRecall().score(result) == 0.5
    assert RightWithCitation().score(result) == 1.0


def test_a_right_answer_from_the_wrong_place_is_not_proven() -> None:
    asked = item("三百万元", documents=("a",), evidence=(FIRST,))
    result = outcome(asked, answer("三百万元", citation(PAGE, SECOND)), true=(True,))
    assert Right().score(result) == 1.0
    assert RightWithCitation().score(result) == 0.0


def test_a_page_may_join_the_parts_of_a_list_in_other_words() -> None:
    page = document("a", "先住进来的是茶叶和香菇。")
    asked = item("茶叶、香菇", kind="list")
    given = answer("茶叶和香菇", citation(page, "先住进来的是茶叶和香菇。"))
    assert RightWithCitation().score(outcome(asked, given, true=(True,))) == 1.0
    part = answer("茶叶、香菇", citation(page, "先住进来的是茶叶"))
    assert RightWithCitation().score(outcome(asked, part, true=(True,))) == 0.0


def test_nearest_evidence_proves_nothing() -> None:
    near = citation(PAGE, FIRST, verdict=Verdict.NEAREST)
    result = outcome(item("三百万元"), answer("三百万元", near), true=(True,))
    assert CitationPrecision().score(result) == 0.0
    assert RightWithCitation().score(result) == 0.0


def test_every_citation_under_an_answer_that_should_be_a_refusal_is_wrong() -> None:
    result = outcome(item(), answer("三百万元", citation(PAGE, FIRST)))
    assert CitationPrecision().score(result) == 0.0
    assert Accuracy().score(result) == RefusalRecall().score(result) == 0.0


def test_one_untrue_citation_takes_the_proof_away() -> None:
    given = answer("三百万元", citation(PAGE, FIRST), citation(PAGE, FIRST))
    result = outcome(item("三百万元"), given, true=(True, False))
    assert CitationTruth().score(result) == 0.5
    assert RightWithCitation().score(result) == 0.0


def test_refusal_precision_counts_refusals_only() -> None:
    assert RefusalPrecision().score(outcome(item(), refusal())) == 1.0
    assert RefusalPrecision().score(outcome(item("甲"), refusal())) == 0.0
    assert RefusalPrecision().score(outcome(item("甲"), answer("甲"))) is None
    assert RefusalPrecision().score(outcome(item("甲"), None)) is None


def test_risk_coverage_lets_the_most_confident_in_first() -> None:
    asked = item("甲")
    outcomes = [
        outcome(asked, answer("乙", confidence=0.5)),
        outcome(asked, answer("甲", confidence=0.9)),
        outcome(item(), answer("甲", confidence=0.5)),
        outcome(item(), refusal()),
    ]
    assert risk_coverage(outcomes) == (
        RiskPoint(confidence=0.9, coverage=0.25, risk=0.0),
        RiskPoint(confidence=0.5, coverage=0.75, risk=2 / 3),
    )


def test_latency_interpolates_between_ranks() -> None:
    assert latency([10.0, 20.0, 30.0, 40.0, 50.0]) == Latency(
        mean=30.0, p50=30.0, p95=pytest.approx(48.0), p99=pytest.approx(49.6)
    )
    with pytest.raises(ValueError, match="no times"):
        latency([])


def test_the_suite_names_every_measure_once_and_looks_no_deeper_than_searched() -> None:
    names = [measure.name for measure in measures(10)]
    assert len(names) == len(set(names))
    assert [name for name in names if name.startswith("recall@")] == [
        "recall@1",
        "recall@5",
        "recall@10",
    ]
    assert "recall@10" not in {measure.name for measure in measures(7)}
    assert "recall@7" in {measure.name for measure in measures(7)}
