from pathlib import Path

import pytest

from index.errors import StoreDamaged
from index.lexical import Field, LexicalIndex, LexicalQuery, LexicalWriter
from index.terms import PassageTerms


def terms(text: str, heading: str = "", romanised: str = "") -> PassageTerms:
    return PassageTerms(text, heading, romanised)


def asked(field: Field = Field.TEXT, **weights: float) -> LexicalQuery:
    return LexicalQuery({field: weights})


def keys(found: list[tuple[int, float]]) -> list[int]:
    return [key for key, _ in found]


def test_a_passage_with_more_of_the_terms_comes_first() -> None:
    index = LexicalIndex.build([(7, terms("a b c")), (3, terms("a x y")), (5, terms("z"))])
    assert keys(index.search(asked(a=1, b=1), 10)) == [7, 3]


def test_a_rare_term_counts_more_than_a_common_one() -> None:
    rows = [(1, terms("common rare"))] + [(key, terms("common other")) for key in range(2, 9)]
    index = LexicalIndex.build(rows)
    (_, rare), *_ = index.search(asked(rare=1), 1)
    (_, common), *_ = index.search(asked(common=1), 1)
    assert rare > common


def test_a_weight_scales_what_its_term_adds() -> None:
    index = LexicalIndex.build([(1, terms("a")), (2, terms("b"))])
    assert keys(index.search(asked(a=1, b=2), 2)) == [2, 1]
    assert keys(index.search(asked(a=2, b=1), 2)) == [1, 2]


def test_equal_scores_stand_in_order_of_their_keys_even_at_the_cut() -> None:
    index = LexicalIndex.build([(key, terms("a")) for key in (9, 4, 8, 2)])
    assert keys(index.search(asked(a=1), 2)) == [2, 4]


def test_fields_are_searched_apart() -> None:
    index = LexicalIndex.build([(1, terms("a", "h", "wang'cang"))])
    assert keys(index.search(asked(Field.HEADING, h=1), 5)) == [1]
    assert keys(index.search(LexicalQuery({Field.ROMANISED: {"wang'cang": 1}}), 5)) == [1]
    assert index.search(asked(Field.HEADING, a=1), 5) == []


def test_nothing_asked_finds_nothing() -> None:
    index = LexicalIndex.build([(1, terms("a"))])
    assert index.search(LexicalQuery(), 5) == []
    assert index.search(asked(a=0), 5) == []


def test_an_empty_index_finds_nothing() -> None:
    index = LexicalIndex.build([])
    assert len(index) == 0
    assert index.search(asked(a=1), 5) == []


def write(folder: Path, added: dict[int, str], deleted: tuple[int, ...] = ()) -> None:
    writer = LexicalWriter.at(folder)
    writer.delete(deleted)
    writer.add((key, terms(text)) for key, text in added.items())
    writer.close(commit=True)


def test_passages_are_added_and_deleted_in_place(tmp_path: Path) -> None:
    write(tmp_path, {1: "a", 2: "a"})
    write(tmp_path, {3: "a"}, deleted=(1, 77))
    index = LexicalIndex.open(tmp_path)
    assert len(index) == 2
    assert keys(index.search(asked(a=1), 5)) == [2, 3]


def test_what_is_not_committed_is_not_there(tmp_path: Path) -> None:
    write(tmp_path, {1: "a"})
    writer = LexicalWriter.at(tmp_path)
    writer.add([(2, terms("a"))])
    writer.close(commit=False)
    assert keys(LexicalIndex.open(tmp_path).search(asked(a=1), 5)) == [1]


def test_an_index_reads_on_while_another_writes(tmp_path: Path) -> None:
    write(tmp_path, {1: "a"})
    before = LexicalIndex.open(tmp_path)
    write(tmp_path, {2: "a"}, deleted=(1,))
    assert keys(before.search(asked(a=1), 5)) == [1]


def test_a_folder_without_an_index_is_damage(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged, match="cannot be opened"):
        LexicalIndex.open(tmp_path)
