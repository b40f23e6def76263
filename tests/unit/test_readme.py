import json
import re
import shlex
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest
from fastapi.routing import APIRoute
from typer.main import get_command

from service.cli.app import create_app
from service.http import (
    ask,
    completions,
    documents,
    health,
    jobs,
    measured,
    messages,
    models,
    sources,
    verify,
)
from service.http.completion_schema import CompletionOut
from service.http.message_schema import MessageOut
from service.http.schema import (
    AnswerOut,
    CitationOut,
    DocumentOut,
    HitOut,
    IntakeOut,
    ProofOut,
    SearchOut,
)
from service.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.en.md")
GUIDES = (
    *READMES,
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *(str(page.relative_to(ROOT)) for page in sorted((ROOT / "docs").rglob("*.md"))),
)
COMMANDS = get_command(create_app()).commands  # type: ignore[attr-defined]  # it is a group
VARIABLES = {PREFIX + name.upper(): field for name, field in Settings.model_fields.items()}
OF_THE_LAUNCHER = {"WENJU_PYTHON"}
OF_THE_FILES = {"WENJU_CONFIG"}


def routes(*nouns: ModuleType) -> set[tuple[str, str]]:
    return {
        (method, route.path.replace(":path", ""))
        for noun in nouns
        for route in noun.router.routes
        if isinstance(route, APIRoute) and route.include_in_schema
        for method in route.methods
    }


ROUTES = routes(ask, verify, documents, sources, completions, messages, models, health)
OPERATIONS = routes(jobs, measured, health)
SHAPES = (AnswerOut, CitationOut, DocumentOut, HitOut, IntakeOut, ProofOut, SearchOut)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def calls(text: str) -> list[list[str]]:
    """Return the arguments of every `./wenju ...` in code, one list a call."""
    lines = [line for block in blocks(text, "sh") for line in block.splitlines()]
    code = [*lines, *re.findall(r"`([^`\n]+)`", text)]
    found = [
        re.search(r"(?:^|\s)\./wenju(\s[^#]*)?$", line.split("  #")[0].strip()) for line in code
    ]
    return [shlex.split(match[1]) for match in found if match and match[1]]


def endpoints(text: str) -> set[tuple[str, str]]:
    """Return the methods and paths that a text names, such as `GET/POST /v1/documents`."""
    named = re.findall(r"\b(GET|POST|DELETE|PUT|PATCH) (/[\w/{}]+)", text)
    return {(method, path.rstrip("/")) for method, path in named}


@pytest.mark.parametrize("name", GUIDES)
def test_every_command_and_option_of_a_guide_exists(name: str) -> None:
    for command, *arguments in calls(read(name)):
        if command.startswith("-"):
            continue  # the launcher's own
        assert command in COMMANDS, command
        known_command = COMMANDS[command]
        if arguments and arguments[0] in getattr(known_command, "commands", {}):
            known_command = known_command.commands[arguments[0]]
        options = {option for known in known_command.params for option in known.opts}
        given = {one.partition("=")[0] for one in arguments if one.startswith("-") and one != "-"}
        assert given <= options | {"--help", "-h"}, (command, given)


@pytest.mark.parametrize("name", READMES)
def test_a_readme_names_every_command(name: str) -> None:
    assert {command for command, *_ in calls(read(name))} >= set(COMMANDS)


@pytest.mark.parametrize("name", GUIDES)
def test_every_variable_of_a_guide_exists(name: str) -> None:
    assert set(re.findall(r"WENJU_[A-Z_]+", read(name))) <= (
        set(VARIABLES) | OF_THE_LAUNCHER | OF_THE_FILES
    )
    assert all(variable in read("wenju") for variable in OF_THE_LAUNCHER)


def settings_table(name: str) -> dict[str, str]:
    return dict(re.findall(r"^\| `(WENJU_[A-Z_]+)` \| (.*?) \|", read(name), re.MULTILINE))


@pytest.mark.parametrize("name", READMES)
def test_every_setting_stands_with_its_default_in_a_readme_or_among_the_operations(
    name: str,
) -> None:
    table, operations = settings_table(name), settings_table("docs/operations.md")
    assert set(table) | set(operations) == set(VARIABLES)
    for variable, shown in [*table.items(), *operations.items()]:
        default = VARIABLES[variable].default
        if default in (None, ()):
            assert "`" not in shown
        else:
            assert shown == f"`{default}`", variable


@pytest.mark.parametrize("name", GUIDES)
def test_every_endpoint_of_a_guide_exists(name: str) -> None:
    assert endpoints(read(name)) <= ROUTES | OPERATIONS


def test_the_page_about_operations_names_its_endpoints() -> None:
    assert endpoints(read("docs/operations.md")) >= OPERATIONS


@pytest.mark.parametrize("name", [*READMES, "docs/api.md"])
def test_a_page_about_the_api_names_every_endpoint(name: str) -> None:
    assert endpoints(read(name)) - OPERATIONS == ROUTES - OPERATIONS


@pytest.mark.parametrize("name", READMES)
def test_everything_that_a_readme_imports_exists(name: str) -> None:
    code = "\n".join(blocks(read(name), "python"))
    for module, names in re.findall(r"^from (\S+) import (.+)$", code, re.MULTILINE):
        for imported in names.split(", "):
            assert hasattr(import_module(module), imported), (module, imported)


@pytest.mark.parametrize("name", [*READMES, "docs/api.md"])
def test_every_json_example_has_the_fields_of_today(name: str) -> None:
    shapes = [(shape.__name__, set(shape.model_fields)) for shape in SHAPES]
    for block in blocks(read(name), "json"):
        example = json.loads(block)
        if "wenju" in example:
            assert set(example) == set(
                (CompletionOut if "choices" in example else MessageOut).model_fields
            )
            assert set(example["wenju"]) <= set(AnswerOut.model_fields)
            continue
        fields = set(example)
        assert fields in [known for _, known in shapes], fields
        for citation in example.get("citations", ()):
            assert set(citation) == set(CitationOut.model_fields)
        for hit in example.get("hits", ()):
            assert set(hit) == set(HitOut.model_fields)


@pytest.mark.parametrize("name", [*READMES, "docs/api.md"])
def test_offsets_of_an_example_are_as_long_as_what_they_cite(name: str) -> None:
    for block in blocks(read(name), "json"):
        example = json.loads(block)
        for cited in (*example.get("citations", ()), *example.get("hits", ())):
            length = cited["end_char_index"] - cited["start_char_index"]
            assert length == len(cited["cited_text"])


@pytest.mark.parametrize("name", GUIDES)
def test_every_link_of_a_guide_leads_to_a_file(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", read(name)):
        if "://" not in target and not target.startswith("#"):
            assert (ROOT / name).parent.joinpath(unquote(target.partition("#")[0])).exists(), target


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_a_picture_of_the_terminal_stands_in_the_readme(name: str) -> None:
    assert "](docs/terminal.svg)" in read(name)
    assert (ROOT / "docs" / "terminal.svg").stat().st_size < 200_000


def test_both_readmes_have_the_same_sections_examples_and_tables() -> None:
    chinese, english = map(read, READMES)
    for pattern in (r"^## ", r"^\|", r"^- ", r"^```"):
        counts = [len(re.findall(pattern, text, re.MULTILINE)) for text in (chinese, english)]
        assert counts[0] == counts[1], pattern
    assert blocks(chinese, "json") == blocks(english, "json")
    assert blocks(chinese, "python") == blocks(english, "python")


def test_decisions_are_numbered_and_listed_in_order() -> None:
    pages = sorted((ROOT / "docs" / "adr").glob("0*.md"))
    listed = re.findall(r"^\d+\. \[(.+)\]\((.+)\)$", read("docs/adr/README.md"), re.MULTILINE)
    assert [target for _, target in listed] == [page.name for page in pages]
    for number, (page, (title, _)) in enumerate(zip(pages, listed, strict=True), start=1):
        assert page.name.startswith(f"{number:04}-")
        assert read(f"docs/adr/{page.name}").startswith(f"# {number}. {title}\n")


def test_the_newest_entry_of_the_changelog_is_the_version() -> None:
    version = re.search(r'^version = "(.+)"$', read("pyproject.toml"), re.MULTILINE)
    entries = re.findall(r"^## \[(.+?)\] - (.+)$", read("CHANGELOG.md"), re.MULTILINE)
    assert version is not None
    assert entries[0][0] == version[1]
    assert all(re.fullmatch(r"Unreleased|\d{4}-\d\d-\d\d", day) for _, day in entries)
    dated = [day for _, day in entries if day != "Unreleased"]
    assert all(later >= earlier for later, earlier in pairwise(dated))
