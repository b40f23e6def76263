import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.bootstrap import estimate


def test_questions_without_a_score_do_not_enter_the_mean() -> None:
    found = estimate([1.0, None, 0.0, None, 1.0, 1.0])
    assert found is not None
    assert (found.value, found.count) == (0.75, 4)


def test_nothing_is_estimated_from_no_scores() -> None:
    assert estimate([None, None]) is None


def test_equal_scores_give_a_point() -> None:
    found = estimate([1.0] * 20)
    assert found is not None
    assert (found.low, found.value, found.high) == (1.0, 1.0, 1.0)


def test_the_interval_of_a_share_is_near_its_normal_approximation() -> None:
    # 80 of 100: 0.8 ± 1.96 · sqrt(0.8 · 0.2 / 100) = 0.8 ± 0.078.
    found = estimate([1.0] * 80 + [0.0] * 20)
    assert found is not None
    assert found.low == pytest.approx(0.722, abs=0.02)
    assert found.high == pytest.approx(0.878, abs=0.02)


@given(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=30))
def test_the_interval_holds_the_mean_and_is_the_same_every_time(
    scores: list[float | None],
) -> None:
    found = estimate(scores)
    assert found == estimate(scores)
    if found is not None:
        assert found.low <= found.value <= found.high
