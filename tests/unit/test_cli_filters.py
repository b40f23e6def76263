import json
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from index.document import Metadata
from index.errors import InvalidFilter
from index.filter import Filter
from service.cli.app import create_app
from tests.fakes import HARBOUR, FakeLibrary, make_document

runner = CliRunner()
FERRY = replace(
    make_document("ferry.txt", "渡口去年投资2亿元。"),
    metadata=Metadata("渡口", "海湾晚报", published=date(2023, 1, 2)),
    collection="old",
)


def run(*arguments: str, library: FakeLibrary):
    app = create_app(plugins=False)
    return runner.invoke(app, list(arguments), obj=lambda settings: library)


def test_the_options_become_the_filter_that_the_question_is_asked_with() -> None:
    library = FakeLibrary([HARBOUR, FERRY])
    options = ["--collection", "old", "--collection", "new", "--source", "海湾晚报"]
    days = ["--from", "2023-01-01", "--to", "2023-12-31"]
    result = run("ask", "投资", "--json", *options, *days, library=library)
    assert library.filters == [
        Filter(
            frozenset({"old", "new"}),
            frozenset({"海湾晚报"}),
            published_from=date(2023, 1, 1),
            published_to=date(2023, 12, 31),
        )
    ]
    assert json.loads(result.stdout)["citations"][0]["document_id"] == "ferry.txt"


def test_a_question_without_options_is_asked_of_everything() -> None:
    library = FakeLibrary([HARBOUR])
    run("ask", "投资", library=library)
    assert library.filters == [None]


def test_lists_and_searches_show_what_the_options_admit() -> None:
    library = FakeLibrary([HARBOUR, FERRY])
    listed = run("documents", "--json", "--collection", "old", library=library)
    assert [one["id"] for one in json.loads(listed.stdout)["documents"]] == ["ferry.txt"]
    found = run("search", "投资", "--json", "--from", "2024-01-01", library=library)
    assert [hit["document_id"] for hit in json.loads(found.stdout)["hits"]] == ["harbour.txt"]


def test_a_refusal_for_want_of_documents_tells_of_the_conditions() -> None:
    library = FakeLibrary([HARBOUR])
    result = run("ask", "投资", "--collection", "none", library=library)
    assert result.exit_code == 1
    assert "no document meets these conditions" in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "2024-02-01", "--to", "2024-01-01"], "comes after"),
        (["--collection", "a/b"], "cannot be a collection's name"),
    ],
)
def test_conditions_that_cannot_be_are_errors(options: list[str], said: str) -> None:
    result = run("search", "投资", *options, library=FakeLibrary())
    assert isinstance(result.exception, InvalidFilter)
    assert said in str(result.exception)
