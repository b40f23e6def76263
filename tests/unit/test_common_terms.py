from index.common_terms import MANY, common_terms

EVEN = {"的": 0.5, "公": 0.5, "产业": 1.0, "银杏": 1.0, "步道": 1.0}
COUNTS = {"的": 90_000, "公": 40_000, "产业": 9_000, "银杏": 40, "步道": 12}


def test_the_commonest_terms_are_left_out_the_commonest_first() -> None:
    assert common_terms(EVEN, COUNTS, 100_000) == ["的", "公", "产业"]


def test_a_term_in_few_passages_is_never_left_out() -> None:
    assert common_terms(EVEN, COUNTS | {"公": 5_000, "产业": 4_000}, 100_000) == ["的"]


def test_terms_are_kept_where_the_others_say_too_little() -> None:
    weights = {"的": 0.5, "公": 1.0, "产业": 1.0}
    counts = {"的": 90_000, "公": 40_000, "产业": 30_000}
    assert common_terms(weights, counts, 100_000) == ["的"]


def test_a_question_of_one_common_term_keeps_it() -> None:
    assert common_terms({"公": 1.0}, {"公": 40_000}, 100_000) == []


def test_a_term_that_no_passage_holds_makes_up_for_none() -> None:
    weights = {"公": 1.0, "骉": 5.0}
    assert common_terms(weights, {"公": 40_000, "骉": 0}, 100_000) == []


def test_few_passages_are_searched_for_every_term() -> None:
    assert common_terms({"a": 1.0, "b": 1.0}, {"a": MANY, "b": 1}, MANY) == []


def test_a_long_question_leaves_out_a_bounded_number() -> None:
    weights = {f"t{number}": 0.01 for number in range(200)} | {"rare": 100.0}
    counts = {f"t{number}": 90_000 for number in range(200)} | {"rare": 1}
    assert len(common_terms(weights, counts, 100_000)) == 64
