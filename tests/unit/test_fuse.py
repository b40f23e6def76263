from index.fuse import boosted, weighted


def test_bm25_counts_as_a_share_of_the_best_and_the_cosine_by_its_weight() -> None:
    fused = weighted([(1, 30.0), (2, 15.0)], {1: 0.2, 2: 0.8, 3: 0.9}, weight=0.5)
    assert fused == [(1, 1.1), (2, 0.9), (3, 0.45)]


def test_without_hits_of_bm25_the_cosine_orders_alone() -> None:
    assert weighted([], {4: 0.2, 9: 0.4}, weight=0.5) == [(9, 0.2), (4, 0.1)]


def test_without_cosines_bm25_orders_alone() -> None:
    assert weighted([(4, 8.0), (9, 2.0)], {}, weight=0.5) == [(4, 1.0), (9, 0.25)]


def test_empty_lists_add_nothing() -> None:
    assert weighted([], {}, weight=1.0) == []


def test_ties_stand_in_order_of_keys() -> None:
    assert weighted([(5, 1.0), (3, 1.0)], {}, weight=0.5) == [(3, 1.0), (5, 1.0)]


def test_what_is_added_reorders_the_first_hits_only() -> None:
    ranked = [(1, 1.0), (2, 0.9), (3, 0.8)]
    assert boosted(ranked, [0.0, 0.5]) == [(2, 1.4), (1, 1.0), (3, 0.8)]


def test_what_lies_behind_the_first_hits_stays_behind_them() -> None:
    ranked = [(1, 1.0), (2, 0.9), (4, 0.5), (3, 0.5)]
    assert boosted(ranked, [-0.75, 0.0]) == [(2, 0.9), (1, 0.25), (4, 0.25), (3, 0.25)]


def test_with_nothing_added_the_order_stays() -> None:
    assert boosted([(1, 1.0), (2, 0.9)], []) == [(1, 1.0), (2, 0.9)]
    assert boosted([], []) == []
