import pytest

from index.fuse import reciprocal_rank_fusion, weighted


def test_reciprocal_ranks_add_up_over_the_lists() -> None:
    fused = reciprocal_rank_fusion([[(1, 9.0), (2, 8.0)], [(2, 0.5)]], [1.0, 2.0], constant=60)
    assert fused == [(2, pytest.approx(1 / 62 + 2 / 61)), (1, pytest.approx(1 / 61))]


def test_weighted_scores_are_scaled_between_worst_and_best() -> None:
    fused = weighted([[(1, 30.0), (2, 20.0), (3, 10.0)], [(3, 0.9), (2, 0.1)]], [1.0, 0.5])
    assert fused == [(1, 1.0), (2, 0.5), (3, 0.5)]


def test_a_list_of_equals_gives_each_its_full_weight() -> None:
    assert weighted([[(4, 0.2), (9, 0.2)]], [0.5]) == [(4, 0.5), (9, 0.5)]


def test_empty_lists_add_nothing() -> None:
    assert weighted([[], [(1, 2.0)]], [1.0, 1.0]) == [(1, 1.0)]
    assert reciprocal_rank_fusion([[], []], [1.0, 1.0]) == []


def test_ties_stand_in_order_of_keys() -> None:
    assert [key for key, _ in reciprocal_rank_fusion([[(5, 1.0)], [(3, 1.0)]], [1, 1])] == [3, 5]
