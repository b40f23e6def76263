import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.acceptance import accept, attained, isotonic

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40)


def test_neighbours_that_fall_are_pooled() -> None:
    assert isotonic(np.array([0.0, 1.0, 0.0, 1.0])).tolist() == [0.0, 0.5, 0.5, 1.0]
    assert isotonic(np.array([3.0, 2.0, 1.0])).tolist() == [2.0, 2.0, 2.0]


@given(st.lists(st.floats(-5, 5), max_size=30))
def test_an_isotonic_sequence_never_falls_and_keeps_the_sum(values: list[float]) -> None:
    found = isotonic(np.array(values))
    assert len(found) == len(values)
    assert np.all(np.diff(found) >= -1e-9)
    assert found.sum() == pytest.approx(sum(values), abs=1e-6)


def test_the_least_confidence_that_keeps_to_the_accepted_error_is_taken() -> None:
    # 98 right ones above 20 wrong ones: the last may be shown where (20 + 1) / (118 + 2)
    # = 17.5 % wrong are accepted, none of the wrong ones under 1 / 100.
    pairs = [(0.9, True)] * 98 + [(0.3, False)] * 20
    found = accept(pairs)
    assert found.threshold(0.18) == 0.0
    assert found.threshold(0.17) == 0.9
    assert found.threshold(0.01) == 0.9
    assert found.threshold(0.0) == 1.0


def test_three_right_answers_do_not_prove_that_none_is_wrong() -> None:
    found = accept([(0.9, True)] * 3)
    assert found.threshold(0.1) == 1.0
    assert found.threshold(0.2) == 0.0


def test_a_lucky_run_among_wrong_answers_does_not_lower_the_threshold() -> None:
    steady = [(0.9, True)] * 30
    lucky = [(0.5, False)] * 10 + [(0.4, True)] * 5
    assert accept(steady + lucky).threshold(0.1) == 0.9


@given(PAIRS)
def test_thresholds_never_rise_and_end_where_everything_is_shown(
    pairs: list[tuple[float, bool]],
) -> None:
    found = accept(pairs).thresholds
    assert list(found) == sorted(found, reverse=True)
    assert found[-1] == 0.0


@given(PAIRS)
def test_the_order_of_the_answers_does_not_matter(pairs: list[tuple[float, bool]]) -> None:
    assert accept(pairs) == accept(pairs[::-1])


def test_what_a_threshold_attains_is_told() -> None:
    pairs = [(0.9, True), (0.8, False), (0.2, True), (0.1, False)]
    assert attained(pairs, 0.5) == (0.5, 0.5)
    assert attained(pairs, 0.95) == (0.0, 0.0)
