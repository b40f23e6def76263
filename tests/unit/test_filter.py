from datetime import date

import pytest

from index.errors import InvalidFilter
from index.filter import Filter, collection_name

MAY = date(2024, 5, 10)


def admitted(filter: Filter) -> bool:
    return filter.admits(collection="news", source="湖州日报", published=MAY)


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        (Filter(), True),
        (Filter(collections=frozenset({"news", "law"})), True),
        (Filter(collections=frozenset({"law"})), False),
        (Filter(collections=frozenset()), False),
        (Filter(sources=frozenset({"湖州日报"})), True),
        (Filter(sources=frozenset({"湖州"})), False),
        (Filter(published_from=MAY, published_to=MAY), True),
        (Filter(published_from=date(2024, 5, 11)), False),
        (Filter(published_to=date(2024, 5, 9)), False),
        (Filter(collections=frozenset({"news"}), sources=frozenset()), False),
    ],
)
def test_a_document_must_meet_every_condition_that_is_there(filter: Filter, expected: bool) -> None:
    assert admitted(filter) is expected


def test_what_is_not_known_of_a_document_meets_no_condition_on_it() -> None:
    for filter in (Filter(sources=frozenset({"a"})), Filter(published_from=date.min)):
        assert not filter.admits(collection="news", source=None, published=None)


def test_a_filter_is_narrowed_to_the_collections_that_both_allow() -> None:
    asked = Filter(collections=frozenset({"a", "b"}), published_from=MAY)
    assert asked.within(["b", "c"]) == Filter(frozenset({"b"}), published_from=MAY)
    assert asked.within([]).collections == frozenset()
    assert Filter().within(["c"]) == Filter(frozenset({"c"}))


def test_only_a_filter_without_conditions_shows_everything() -> None:
    assert Filter().everything
    assert not Filter(collections=frozenset()).everything


def test_days_in_the_wrong_order_are_refused_with_both() -> None:
    with pytest.raises(InvalidFilter, match=r"2024-05-10.*2024-05-09"):
        Filter(published_from=MAY, published_to=date(2024, 5, 9))


@pytest.mark.parametrize("name", ["default", "新闻-2024", "a.b_c", "7"])
def test_letters_digits_and_a_few_marks_name_a_collection(name: str) -> None:
    assert collection_name(name) == name


@pytest.mark.parametrize("name", ["", " a", "_a", "a/b", "a\n", "x" * 65, "a'b"])
def test_other_names_of_collections_are_refused(name: str) -> None:
    with pytest.raises(InvalidFilter, match="cannot be a collection's name"):
        collection_name(name)
