import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dense import DenseIndex
from index.keys import Keys
from index.lexical import Field, LexicalIndex, LexicalQuery
from index.terms import PassageTerms

DIMENSION = 8


def keys_of(numbers: set[int]) -> Keys:
    return Keys.of((number, number + 1) for number in sorted(numbers))


@given(numbers=st.sets(st.integers(1, 200)), asked=st.lists(st.integers(0, 220)))
def test_a_set_of_keys_holds_what_was_put_in(numbers: set[int], asked: list[int]) -> None:
    keys = keys_of(numbers)
    assert list(keys) == sorted(numbers)
    assert len(keys) == len(numbers)
    pairs = [(key, 0.5) for key in asked]
    assert keys.among(pairs) == [pair for pair in pairs if pair[0] in numbers]
    bits = np.unpackbits(keys.bits(), bitorder="little")
    assert set(np.flatnonzero(bits).tolist()) == numbers


def test_ranges_that_touch_are_joined_and_empty_ones_left_out() -> None:
    keys = Keys.of([(1, 4), (4, 4), (4, 6), (9, 10)])
    assert (keys.starts.tolist(), keys.ends.tolist()) == ([1, 9], [6, 10])


@pytest.fixture(scope="module")
def vectors() -> DenseIndex:
    rows = np.random.default_rng(5).normal(size=(60, DIMENSION)).astype(np.float32)
    base = DenseIndex.build(DIMENSION, [(range(1, 41), rows[:40])])
    return base.changed([(range(41, 61), rows[40:])], removed=[3, 4])


@given(numbers=st.sets(st.integers(1, 60)), limit=st.integers(1, 70), seed=st.integers(0, 99))
def test_vectors_are_ranked_as_if_only_the_admitted_were_there(
    vectors: DenseIndex, numbers: set[int], limit: int, seed: int
) -> None:
    query = np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)
    there = numbers - {3, 4}
    everything = vectors.search(query, 60)
    expected = [key for key, _ in everything if key in there][:limit]
    assert [key for key, _ in vectors.search(query, limit, keys_of(there))] == expected


@pytest.fixture(scope="module")
def postings() -> LexicalIndex:
    chance = np.random.default_rng(7)
    return LexicalIndex.build(
        (key, PassageTerms(" ".join(chance.choice(list("abcdefg"), size=9)), "", ""))
        for key in range(1, 400)
    )


@given(
    numbers=st.sets(st.integers(1, 420), max_size=60),
    limit=st.integers(1, 40),
    asked=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 3), min_size=1),
)
def test_terms_are_ranked_as_if_only_the_admitted_were_there(
    postings: LexicalIndex, numbers: set[int], limit: int, asked: dict[str, float]
) -> None:
    query = LexicalQuery({Field.TEXT: asked})
    everything = postings.search(query, 400)
    expected = [(key, score) for key, score in everything if key in numbers][:limit]
    assert postings.search(query, limit, keys_of(numbers)) == expected
