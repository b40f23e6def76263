import numpy as np
import pytest

from service.reader.expectation import AnswerType
from service.training.ranking import Share, fit_weights
from service.training.reader import Example


def example(*candidates: tuple[float, float, float]) -> Example:
    """Make a question of candidates: two features each, and their overlap with the answer."""
    rows = np.array(candidates, dtype=np.float32)
    return Example(AnswerType.STATEMENT, rows[:, :2], rows[:, 2])


FIRST = example((1, 0, 1), (0, 1, 0))  # the first feature tells the answer
SECOND = example((1, 0, 0), (0, 1, 0.8), (0, 0, 0.1))  # the second one does
ZEROS = np.zeros(2, dtype=np.float32)


def test_the_kind_that_counts_more_decides_where_kinds_disagree() -> None:
    shares = [Share(0.9, [FIRST]), Share(0.1, [SECOND])]
    one, other = fit_weights(shares, towards=ZEROS, ridge=0.01, steps=80)
    assert one > other
    shares = [Share(0.1, [FIRST]), Share(0.9, [SECOND])]
    one, other = fit_weights(shares, towards=ZEROS, ridge=0.01, steps=80)
    assert one < other


def test_a_strong_ridge_keeps_the_weights_where_they_were() -> None:
    towards = np.array([2.0, -1.0], dtype=np.float32)
    found = fit_weights([Share(1.0, [SECOND])], towards=towards, ridge=1e4, steps=80)
    assert found == pytest.approx(towards, abs=1e-3)


def test_questions_without_a_candidate_near_the_answer_teach_nothing() -> None:
    far = example((1, 0, 0.2), (0, 1, 0.1))
    with_far = fit_weights([Share(1.0, [FIRST, far])], towards=ZEROS, ridge=0.01, steps=20)
    alone = fit_weights([Share(1.0, [FIRST])], towards=ZEROS, ridge=0.01, steps=20)
    assert with_far == pytest.approx(alone)
