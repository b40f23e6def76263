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


class EveryTermAtOnce(LexicalIndex):
    """Leaves no term for the second pass."""

    def common(self, query: LexicalQuery) -> dict[str, float]:
        return {}


def many_passages(index: type[LexicalIndex]) -> LexicalIndex:
    """Return an index of passages of which a third, a seventh and so on hold each term."""
    names = {"common": 2, "usual": 3, "rare": 1999, "rarest": 2003}
    return index.build(
        (key, terms(" ".join(name if key % nth == 0 else "other" for name, nth in names.items())))
        for key in range(1, 13_001)
    )


def test_terms_that_many_passages_hold_add_to_what_the_others_found() -> None:
    query = asked(common=0.5, usual=0.5, rare=2, rarest=2)
    index, whole = many_passages(LexicalIndex), many_passages(EveryTermAtOnce)
    assert list(index.common(query)) == ["common", "usual"]
    found, wanted = index.search(query, 5), whole.search(query, 5)
    assert keys(found) == keys(wanted) == [11994, 12018, 5997, 6009, 3998]
    assert [score for _, score in found] == pytest.approx([score for _, score in wanted])


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
