from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dense import DenseIndex
from index.embed import FloatMatrix
from index.errors import IndexIncompatible, StoreDamaged
from index.keys import Keys

DIMENSION = 8


def unit_rows(count: int, seed: int) -> FloatMatrix:
    rows = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def brute_force(
    keys: list[int], rows: FloatMatrix, query: FloatMatrix, limit: int
) -> list[tuple[int, float]]:
    scored = zip(keys, (rows @ query).tolist(), strict=True)
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:limit]


@settings(max_examples=50, deadline=None)
@given(
    base=st.integers(0, 40),
    tail=st.integers(0, 10),
    gone=st.sets(st.integers(1, 60)),
    limit=st.integers(1, 60),
    seed=st.integers(0, 1000),
)
def test_search_finds_what_brute_force_finds(
    base: int, tail: int, gone: set[int], limit: int, seed: int
) -> None:
    rows = unit_rows(base + tail, seed)
    keys = list(range(1, base + tail + 1))
    index = DenseIndex.build(DIMENSION, [(keys[:base], rows[:base])])
    removed = [key for key in gone if key <= base]
    index = index.changed([(keys[base:], rows[base:])], removed=removed)
    kept = [place for place, key in enumerate(keys) if key not in removed]
    query = unit_rows(1, seed + 1)[0]
    expected = brute_force([keys[place] for place in kept], rows[kept], query, limit)
    found = index.search(query, limit)
    assert [key for key, _ in found] == [key for key, _ in expected]
    assert [score for _, score in found] == pytest.approx(
        [score for _, score in expected], abs=1e-5
    )
    assert len(index) == len(kept)


def test_equal_vectors_stand_in_order_of_their_keys_even_at_the_cut() -> None:
    row = unit_rows(1, 0)
    index = DenseIndex.build(DIMENSION, [([9, 4, 8, 2], np.repeat(row, 4, axis=0))])
    assert [key for key, _ in index.search(row[0], 2)] == [2, 4]


def test_a_change_leaves_the_index_it_came_from_alone() -> None:
    rows = unit_rows(3, 1)
    before = DenseIndex.build(DIMENSION, [([1, 2], rows[:2])])
    after = before.changed([([3], rows[2:])], removed=[1])
    assert {key for key, _ in before.search(rows[0], 5)} == {1, 2}
    assert {key for key, _ in after.search(rows[0], 5)} == {2, 3}


def test_removing_a_key_that_is_not_there_changes_nothing() -> None:
    index = DenseIndex.build(DIMENSION, [([1], unit_rows(1, 1))]).changed([], removed=[5])
    assert len(index) == 1


def test_scores_of_chosen_keys_are_their_inner_products() -> None:
    rows = unit_rows(3, 2)
    index = DenseIndex.build(DIMENSION, [([1, 2], rows[:2])]).changed([([3], rows[2:])], removed=[])
    query = unit_rows(1, 3)[0]
    assert index.scores(query, [3, 1]) == pytest.approx([rows[2] @ query, rows[0] @ query])


def test_an_index_comes_back_from_its_file(tmp_path: Path) -> None:
    rows = unit_rows(5, 4)
    index = DenseIndex.build(DIMENSION, [(range(1, 6), rows)])
    index.save(tmp_path / "vectors")
    assert DenseIndex.open(tmp_path / "vectors").search(rows[2], 5) == index.search(rows[2], 5)


def test_an_empty_index_finds_nothing() -> None:
    assert DenseIndex.build(DIMENSION, ()).search(unit_rows(1, 0)[0], 5) == []


def test_a_query_of_another_dimension_is_refused() -> None:
    with pytest.raises(IndexIncompatible, match="8 columns"):
        DenseIndex.build(DIMENSION, ()).search(np.zeros(3, dtype=np.float32), 5)


def test_a_file_that_is_no_index_is_damage(tmp_path: Path) -> None:
    (tmp_path / "vectors").write_bytes(b"not an index")
    with pytest.raises(StoreDamaged, match="cannot be read"):
        DenseIndex.open(tmp_path / "vectors")


def test_a_file_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot be written"):
        DenseIndex.build(DIMENSION, ()).save(tmp_path / "nowhere" / "vectors")


def test_threads_may_search_a_masked_index_together() -> None:
    rows = unit_rows(300, 5)
    index = DenseIndex.build(DIMENSION, [(range(300), rows)]).changed([], removed=range(150))
    expected = [index.search(row, 20) for row in rows]
    with ThreadPoolExecutor(4) as threads:
        for _ in range(5):
            assert list(threads.map(lambda row: index.search(row, 20), rows)) == expected


def clustered_rows(count: int, seed: int) -> FloatMatrix:
    """Return rows around a few centres, as texts stand around subjects."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(20, 16))
    rows = centres[random.integers(0, 20, count)] + 0.3 * random.normal(size=(count, 16))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def many() -> tuple[DenseIndex, FloatMatrix]:
    rows = clustered_rows(3000, 6)
    return DenseIndex.build(16, [(range(10, 3010), rows)], exact=1000), rows


def test_many_vectors_are_found_nearly_as_if_all_were_compared(
    many: tuple[DenseIndex, FloatMatrix],
) -> None:
    index, rows = many
    keys = list(range(10, 3010))
    found = wanted = 0
    for query in clustered_rows(50, 7):
        expected = {key for key, _ in brute_force(keys, rows, query, 10)}
        found += len(expected & {key for key, _ in index.search(query, 10)})
        wanted += len(expected)
    assert found / wanted > 0.9


def test_many_vectors_keep_their_inner_products_to_the_second_decimal(
    many: tuple[DenseIndex, FloatMatrix],
) -> None:
    index, rows = many
    query = clustered_rows(1, 8)[0]
    keys = [3009, 10, 77]
    assert index.scores(query, keys) == pytest.approx(rows[[2999, 0, 67]] @ query, abs=5e-3)
    for key, score in index.search(query, 10):
        assert score == pytest.approx(rows[key - 10] @ query, abs=5e-3)


def test_what_is_removed_from_many_is_not_found_and_what_is_added_is(
    many: tuple[DenseIndex, FloatMatrix],
) -> None:
    index, rows = many
    first = index.search(rows[5], 1)[0][0]
    after = index.changed([([9000], rows[5:6])], removed=[first])
    keys = [key for key, _ in after.search(rows[5], 20)]
    assert keys[0] == 9000
    assert first not in keys
    assert index.search(rows[5], 1)[0][0] == first


def test_few_admitted_keys_among_many_are_compared_one_by_one(
    many: tuple[DenseIndex, FloatMatrix],
) -> None:
    index, rows = many
    admitted = Keys.of([(20, 24), (1500, 1502)])
    keys = [*range(20, 24), 1500, 1501]
    query = rows[2000]
    expected = brute_force(keys, rows[[key - 10 for key in keys]], query, 10)
    assert [key for key, _ in index.search(query, 10, admitted)] == [key for key, _ in expected]


def test_an_index_of_many_comes_back_from_its_file(
    many: tuple[DenseIndex, FloatMatrix], tmp_path: Path
) -> None:
    index, rows = many
    index.save(tmp_path / "vectors")
    opened = DenseIndex.open(tmp_path / "vectors")
    for query in rows[:20]:
        assert opened.search(query, 10) == index.search(query, 10)
        assert opened.scores(query, [10, 99]) == index.scores(query, [10, 99])
