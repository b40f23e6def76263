from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from starlette.routing import Mount

from service.http.access import RULES, rule_for
from service.http.app import create_app
from service.keys.key import new_key
from service.keys.key_file import KeyFile
from service.keys.mode import KeyMode
from service.keys.scope import KeyScope
from service.settings import Settings
from tests.fakes import FakeLibrary

SECRET = "青石港"  # noqa: S105  # stands in the only document; nothing refused may say it
ALL = {scope: {scope, KeyScope.ADMIN} for scope in KeyScope}


def routes() -> list[tuple[str, str]]:
    """Return the method and path of every route of the application, mounts as any method."""
    found = []
    for route in iter_route_contexts(create_app(FakeLibrary(), Settings()).routes):
        original = route.original_route
        if isinstance(original, Mount):
            found.append(("*", f"{original.path}/{{path:path}}"))
            continue
        assert route.path is not None
        found += [(method, route.path) for method in route.methods or () if method != "HEAD"]
    return sorted(set(found))


def kind(body: dict[str, Any]) -> str:
    """Return wenju's own name of an error, which stands elsewhere in other forms."""
    error = body["error"]
    details = error.get("details", {})
    return str(error.get("code") or details.get("error_code") or error["type"])


def example(path: str) -> str:
    return (
        path.replace("{document_id:path}", "harbour.txt")
        .replace("{model_id:path}", "wenju")
        .replace("{path:path}", "x")
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def token(folder: Path, *scopes: KeyScope, rate: int | None = None) -> str:
    key, shown = new_key(
        "test", scopes=frozenset(scopes), collections=(), rate=rate, now=datetime.now(UTC)
    )
    KeyFile(folder).add(key)
    return shown


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    settings = Settings(store=folder, keys=KeyMode.REQUIRED)
    with TestClient(create_app(FakeLibrary(), settings), raise_server_exceptions=False) as opened:
        yield opened


@pytest.mark.parametrize(("method", "path"), routes())
def test_every_route_is_listed_with_what_it_asks_of_a_caller(method: str, path: str) -> None:
    assert (method, path) in {(listed, place) for listed, place, _ in RULES}


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, _ in RULES])
def test_every_rule_is_of_a_route_that_exists(method: str, path: str) -> None:
    assert (method, path) in routes()


@pytest.mark.parametrize(("method", "path"), routes())
def test_no_route_serves_without_a_good_key(
    client: TestClient, folder: Path, method: str, path: str
) -> None:
    rule = rule_for(method, example(path))
    assert rule is not None
    if rule.scope is None:
        return
    sent = "POST" if method == "*" else method
    good = token(folder, KeyScope.ADMIN)
    wrong = good[:-4] + "AAAA"
    tries = [
        {},
        {"authorization": f"Bearer {wrong}"},
        {"x-api-key": "x"},
        {"authorization": "Basic x"},
    ]
    for headers in tries:
        for body in (b"", b"{broken", b'{"question": "x"}'):
            refused = client.request(sent, example(path), headers=headers, content=body)
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"] == "Bearer"
            assert kind(refused.json()) == "unauthorized"
            assert SECRET not in refused.text


@pytest.mark.parametrize(("method", "path"), routes())
def test_no_route_serves_a_key_of_another_scope(
    client: TestClient, folder: Path, method: str, path: str
) -> None:
    rule = rule_for(method, example(path))
    assert rule is not None
    if rule.scope is None:
        return
    sent = "POST" if method == "*" else method
    for scope in set(KeyScope) - ALL[rule.scope]:
        headers = {"x-api-key": token(folder, scope)}
        refused = client.request(sent, example(path), headers=headers, content=b"{broken")
        assert refused.status_code == 403
        assert kind(refused.json()) == "forbidden"
        assert SECRET not in refused.text


def test_a_good_key_is_taken_from_either_header(client: TestClient, folder: Path) -> None:
    key = token(folder, KeyScope.ASK)
    for headers in ({"Authorization": f"Bearer {key}"}, {"x-api-key": key}):
        assert client.get("/v1/documents", headers=headers).json()["count"] == 1


def test_an_unknown_place_needs_a_key_too_and_then_is_not_found(
    client: TestClient, folder: Path
) -> None:
    assert client.get("/v1/nowhere").status_code == 401
    headers = {"x-api-key": token(folder, KeyScope.ASK)}
    assert client.get("/v1/nowhere", headers=headers).status_code == 404


def test_a_key_that_asks_too_often_is_told_when_it_may_again(
    client: TestClient, folder: Path
) -> None:
    headers = {"x-api-key": token(folder, KeyScope.ASK, rate=2)}
    codes = [client.get("/v1/models", headers=headers).status_code for _ in range(2)]
    refused = client.get("/v1/models", headers=headers)
    assert codes == [200, 200]
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 30
    assert kind(refused.json()) == "rate_limited"


def test_without_a_listed_rule_nobody_is_served(client: TestClient, folder: Path) -> None:
    for method, path in (("GET", "//v1/documents"), ("GET", "/v1/documents/../healthz")):
        assert client.request(method, path).status_code == 401


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/documents", "DELETE, GET, POST"),
        ("/v1/documents/x", "DELETE, GET"),
        ("/v1/documents/x/text", "GET"),
        ("/v1/jobs", "GET, POST"),
        ("/v1/ask", "POST"),
    ],
)
def test_a_method_that_a_place_does_not_take_is_told_all_that_it_takes(
    folder: Path, path: str, allowed: str
) -> None:
    refused = TestClient(create_app(FakeLibrary(), Settings(store=folder))).put(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, allowed)
