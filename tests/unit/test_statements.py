import json
import sqlite3

import pytest
from sqlalchemy import Insert

from index.sqlite_connection import Statement
from index.statements import COMPILED, STATEMENTS, compiled_for_sqlite


def test_the_statements_that_are_kept_compiled_are_those_that_are_declared() -> None:
    kept = json.loads(COMPILED.read_text("utf-8"))
    assert kept == compiled_for_sqlite(), "run: python -m index.statements"


def test_sqlite_accepts_every_statement_on_the_tables_that_it_made() -> None:
    kept = json.loads(COMPILED.read_text("utf-8"))
    connection = sqlite3.connect(":memory:")
    for table in kept["tables"]:
        connection.execute(table)
    for one in kept["statements"].values():
        statement = Statement(one["text"], tuple(one["parameters"]))
        lists = {"keys": [1, 2, 3], "collections": ["a"], "sources": list[object]()}
        given = {name: lists.get(name, 1) for name in one["parameters"] if isinstance(name, str)}
        connection.execute("EXPLAIN " + statement.bound(given)[0], statement.bound(given)[1])
    connection.close()


def test_an_insertion_takes_its_values_in_the_order_of_the_columns() -> None:
    kept = json.loads(COMPILED.read_text("utf-8"))["statements"]
    for name, statement in STATEMENTS.items():
        if isinstance(statement, Insert):
            assert kept[name]["parameters"] == statement.table.columns.keys()


@pytest.mark.parametrize(
    ("keys", "marks", "values"),
    [
        ([], "()", []),
        ([7], "(?)", [7]),
        ([7, 8, 9], "(?, ?, ?, ?)", [7, 8, 9, 9]),
        ([1, 2, 3, 4], "(?, ?, ?, ?)", [1, 2, 3, 4]),
    ],
)
def test_a_list_is_filled_up_to_a_power_of_two(
    keys: list[int], marks: str, values: list[int]
) -> None:
    statement = Statement("SELECT ? IN (__[POSTCOMPILE_keys]) LIMIT ?", ("a", "keys", [0]))
    assert statement.bound({"a": 5, "keys": keys}) == (
        f"SELECT ? IN {marks} LIMIT ?",
        [5, *values, 0],
    )
