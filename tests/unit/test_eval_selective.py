from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.calibration_error import calibration_error
from eval.measures.coverage_at_refusal import coverage_at_refusal, refusing_threshold
from eval.measures.risk_coverage import RiskPoint, area_under, coverage_at_risk, risk_coverage
from eval.outcome import Outcome
from eval.selective import selective
from eval.unguarded import unguarded
from service.settings import load_settings
from tests.eval_fakes import answer, item, outcome, refusal

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30)


def shown(confidence: float, *, right: bool = True) -> Outcome:
    return outcome(item("甲"), answer("甲" if right else "乙", confidence=confidence))


def held_back(confidence: float, *, right: bool = True) -> Outcome:
    best = answer("甲" if right else "乙", confidence=confidence)
    return replace(outcome(item("甲"), refusal()), unguarded=best)


def unanswerable(confidence: float | None) -> Outcome:
    found = refusal() if confidence is None else answer("乙", confidence=confidence)
    return replace(outcome(item(), refusal()), unguarded=found)


def test_what_the_threshold_held_back_goes_on_with_the_curve() -> None:
    curve = risk_coverage([shown(0.9), held_back(0.3, right=False), held_back(0.2)])
    assert curve == (
        RiskPoint(0.9, 1 / 3, 0.0),
        RiskPoint(0.3, 2 / 3, 0.5),
        RiskPoint(0.2, 1.0, 1 / 3),
    )


def test_a_refusal_that_no_threshold_lifts_widens_the_base_alone() -> None:
    assert risk_coverage([shown(0.9), unanswerable(None)]) == (RiskPoint(0.9, 0.5, 0.0),)


def test_the_area_is_the_mean_risk_over_all_coverages() -> None:
    pairs = [(0.9, True), (0.8, False), (0.7, True)]
    assert area_under(pairs) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)
    assert area_under([]) is None


def test_answers_of_one_confidence_count_in_any_order() -> None:
    # Half the time the wrong one comes first: risks (1, 1/2) or (0, 1/2).
    assert area_under([(0.5, True), (0.5, False)]) == pytest.approx((1 / 2 + 1 / 2) / 2)


@given(PAIRS)
def test_the_area_does_not_depend_on_the_order_of_the_answers(
    pairs: list[tuple[float, bool]],
) -> None:
    found = area_under(pairs)
    assert found is not None
    assert found == pytest.approx(area_under(pairs[::-1]))
    assert 0 <= found <= 1


def test_coverage_at_a_risk_is_the_furthest_point_that_keeps_it() -> None:
    curve = risk_coverage([shown(0.9, right=False), shown(0.8), shown(0.7), shown(0.6)])
    assert coverage_at_risk(curve, 0.5) == 1.0
    assert coverage_at_risk(curve, 0.26) == 1.0
    assert coverage_at_risk(curve, 0.2) == 0.0


def test_the_threshold_refuses_nine_of_ten_unanswerable_questions() -> None:
    others = [unanswerable(place / 10) for place in range(10)]
    assert refusing_threshold(others) == 0.8
    assert refusing_threshold([unanswerable(None)] * 3) == float("-inf")


def test_only_right_answers_above_that_threshold_count() -> None:
    others = [unanswerable(place / 10) for place in range(10)]
    answerable = [shown(0.9), held_back(0.85), shown(0.8), shown(0.95, right=False)]
    assert coverage_at_refusal([*others, *answerable]) == 0.5
    assert coverage_at_refusal(answerable) is None


def test_confidence_that_comes_true_has_no_calibration_error() -> None:
    half = [(0.5, True), (0.5, False)] * 10
    assert calibration_error(half, bins=1) == pytest.approx(0.0)
    assert calibration_error([(0.9, False)] * 4) == pytest.approx(0.9)
    assert calibration_error([]) is None


def test_the_figures_have_stable_names() -> None:
    found = selective([shown(0.9), unanswerable(0.4)])
    assert found.figures == {
        "aurc": 0.25,
        "coverage@risk5": 0.5,
        "coverage@risk10": 0.5,
        "coverage@risk20": 0.5,
        "right@refusal90": 1.0,
        "calibration_error": pytest.approx(0.25),
    }


def test_a_language_model_is_not_asked_twice() -> None:
    assert unguarded(load_settings(llm="openai:x")) is None
    again = unguarded(load_settings())
    assert again is not None
    assert getattr(again, "accepted_error", None) == 1.0
