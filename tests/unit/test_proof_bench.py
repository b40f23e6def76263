from collections.abc import Iterator

import pytest

from eval.altered_answers import AlteredAnswer, Change, altered_answers, numeral
from eval.bench.proof import check, mistakes, table
from tests.fakes import make_document

ARTICLE = make_document(
    "a",
    "云门镇的茶园\n2021年，旺苍县云门镇有茶园3978亩，投入1200万元，尚未建成水渠。\n"
    "康定市的茶园在山上，有工人二十名。",
)


def made(change: Change) -> list[str]:
    return [one.text for one in every() if one.change is change]


def every() -> Iterator[AlteredAnswer]:
    for seed in range(8):
        yield from altered_answers([ARTICLE], seed=seed)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (Change.SEPARATED, "3,978亩"),
        (Change.SPELLED, "三千九百七十八亩"),
        (Change.SCALED, "0.12亿元"),
        (Change.UNIT, "3978万亩"),
        (Change.PLACE, "康定"),
        (Change.NEGATION, "已经建成水渠"),
    ],
)
def test_a_statement_is_altered_in_the_one_thing_that_its_kind_names(
    change: Change, part: str
) -> None:
    assert any(part in text for text in made(change))


def test_a_statement_as_it_stands_is_a_piece_of_its_source() -> None:
    kept = [one for one in every() if one.change is Change.NONE]
    assert kept
    assert all(one.text in one.source.cited.text for one in kept)


def test_the_same_seed_makes_the_same_statements() -> None:
    assert [one.text for one in every()] == [one.text for one in every()]


@pytest.mark.parametrize(
    ("number", "spelled"),
    [(0, "零"), (10, "十"), (105, "一百零五"), (3978, "三千九百七十八"), (2010, "二千零一十")],
)
def test_numbers_are_spelled_as_they_are_read(number: int, spelled: str) -> None:
    assert numeral(number) == spelled


def test_the_table_counts_what_was_passed_of_each_kind() -> None:
    checked = check(every())
    lines = table(checked)
    assert all(not one.findings for one in checked if one.answer.change.is_true)
    assert all(one.findings for one in checked if not one.answer.change.is_true)
    assert any(line.startswith(f"| {Change.UNIT.value} |") for line in lines)
    assert mistakes(checked, most=5) == []
