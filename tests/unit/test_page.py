import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.http.app import create_app
from service.http.page import FOLDER, page_files
from service.settings import Settings
from tests.fakes import FakeLibrary

SCRIPTS = sorted(FOLDER.glob("*.js"))
SHEETS = sorted(FOLDER.glob("*.css"))
HTML = (FOLDER / "index.html").read_text(encoding="utf-8")
NEVER = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|setHTML|createContextualFragment|DOMParser|srcdoc"
    r"|document\.write|\beval\b|new Function|javascript:|setTimeout\(\s*[\"'`]|importScripts"
    r"|https?://(?!www\.w3\.org/2000/svg)"
)
LANGUAGES = ("words-zh-hans.js", "words-zh-hant.js", "words-en.js")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(FakeLibrary(), Settings(store=tmp_path))) as client:
        yield client


def words(name: str) -> dict[str, str]:
    """Return the words of a language's file by their names."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    found = re.findall(r'^  "?([\w.]+)"?:\s*"((?:[^"\\]|\\.)*)",$', text, re.MULTILINE)
    return dict(found)


def test_the_page_is_served_with_a_policy_that_lets_nothing_in_but_its_own(
    client: TestClient,
) -> None:
    for path in ("/", "/page/main.js", "/page/base.css", "/page/icon.svg"):
        response = client.get(path)
        assert response.status_code == 200
        policy = dict(
            part.partition(" ")[::2]
            for part in response.headers["content-security-policy"].split("; ")
        )
        assert policy == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "connect-src": "'self'",
            "img-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
            "require-trusted-types-for": "'script'",
            "trusted-types": "'none'",
        }
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/page/main.js", "text/javascript; charset=utf-8"),
        ("/page/chat.css", "text/css; charset=utf-8"),
        ("/page/icon.svg", "image/svg+xml"),
    ],
)
def test_each_file_says_what_it_is(client: TestClient, path: str, kind: str) -> None:
    assert client.get(path).headers["content-type"] == kind
    assert client.head(path).status_code == 200


def test_a_file_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/page/main.js")
    again = client.get("/page/main.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name", ["nothing.js", "..%2Fsettings.py", "%2e%2e%2fhttp%2fpage.py", "index.html%00.js", ""]
)
def test_nothing_but_the_pages_own_files_is_served(client: TestClient, name: str) -> None:
    assert client.get(f"/page/{name}").status_code == 404


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_makes_html_of_text_runs_text_or_names_another_host(path: Path) -> None:
    assert NEVER.findall(path.read_text(encoding="utf-8")) == []


def test_the_page_itself_holds_no_script_no_style_and_no_handler() -> None:
    assert re.findall(r"<script[^>]*>([^<]+)</script>", HTML) == []
    assert re.findall(r"\s(on\w+|style)=", HTML) == []
    assert re.findall(r'(?:src|href)="([^"]*:[^"]*|//[^"]*)"', HTML) == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_no_style_sheet_fetches_anything(path: Path) -> None:
    assert re.findall(r"url\(|@import|@font-face", path.read_text(encoding="utf-8")) == []


def test_every_file_that_is_named_exists_and_every_file_is_named() -> None:
    named = set(re.findall(r'"page/([\w.-]+)"', HTML)) | {"index.html"}
    for path in SCRIPTS:
        named |= set(re.findall(r'from "\./([\w.-]+)"', path.read_text(encoding="utf-8")))
    assert named == set(page_files())


def test_all_files_together_are_smaller_than_200_kilobytes() -> None:
    assert sum(len(file.body) for file in page_files().values()) < 200_000


def test_the_three_languages_have_the_same_words_with_the_same_places() -> None:
    first, *others = (words(name) for name in LANGUAGES)
    assert len(first) > 100
    for other in others:
        assert list(other) == list(first)
        for name, said in first.items():
            places = re.findall(r"\{(\w+)\}", said)
            assert sorted(re.findall(r"\{(\w+)\}", other[name])) == sorted(places), name


def test_every_word_that_is_used_exists_and_every_word_is_used() -> None:
    known = set(words(LANGUAGES[0]))
    others = [path for path in SCRIPTS if path.name not in LANGUAGES]
    code = "\n".join(path.read_text(encoding="utf-8") for path in others)
    used = set(re.findall(r'data-(?:word|label|hint)="(\w+)"', HTML))
    used |= set(re.findall(r'\bword\("([\w.]+)"', code))
    assert used <= known
    families = {name for name in known if "." in name}
    assert [name for name in known - families - used if f'"{name}"' not in code] == []


@pytest.mark.parametrize("family", ["status", "refusal", "verdict", "reason"])
def test_every_value_of_the_service_has_a_word(family: str) -> None:
    from service.answer import RefusalReason, Status, Verdict
    from service.claims.verdict import Reason

    values = {
        "status": Status,
        "refusal": RefusalReason,
        "verdict": Verdict,
        "reason": Reason,
    }[family]
    known = words("words-en.js")
    assert [value for value in values if f"{family}.{value}" not in known] == []
