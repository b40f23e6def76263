"""A key that is bound to a collection, against a store that holds another."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.bootstrap import open_local_library
from service.http.app import create_app
from service.keys.key import new_key
from service.keys.key_file import KeyFile
from service.keys.scope import KeyScope
from service.settings import Settings
from tests.fakes import make_document

OWN = make_document("own-doc", "青石港去年新建泊位6个，投资4.2亿元。", title="青石港扩建")
FOREIGN = make_document("foreign-doc", "白石矿去年采煤97万吨，投资8.8亿元。", title="白石矿增产")
WORDS = ("foreign-doc", "白石矿", "97万吨", "8.8亿", "secret-collection")
QUESTION = "白石矿去年采煤多少万吨"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("bound") / "store"
    settings = Settings(store=folder)
    library = open_local_library(settings)
    library.add([OWN], collection="own")
    library.add([FOREIGN], collection="secret-collection")
    key, token = new_key(
        "bound",
        scopes=frozenset({KeyScope.ASK, KeyScope.INGEST}),
        collections=("own",),
        rate=None,
        now=datetime.now(UTC),
    )
    KeyFile(folder).add(key)
    app = create_app(library, settings)
    with TestClient(app, headers={"x-api-key": token}) as opened:
        yield opened


def leaks(text: str) -> list[str]:
    """Return the words of the other collection that stand in a text, but not the question's."""
    return [word for word in WORDS if word in text.replace(QUESTION, "")]


BOTH = {"accept": "application/json, text/event-stream"}
STREAMED = ("/mcp", "/v1/ask")


def tool(name: str, arguments: dict[str, object]) -> dict[str, object]:
    """Return the message of the protocol that calls a tool."""
    called = {"name": name, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": called}


CALLS = [
    ("POST", "/v1/ask", {"question": QUESTION}),
    ("POST", "/v1/ask", {"question": QUESTION, "filter": {"collections": ["secret-collection"]}}),
    ("POST", "/v1/search", {"query": "采煤"}),
    ("POST", "/v1/search", {"query": "采煤", "filter": {"collections": ["secret-collection"]}}),
    ("POST", "/v1/chat/completions", {"messages": [{"role": "user", "content": QUESTION}]}),
    (
        "POST",
        "/v1/chat/completions",
        {"messages": [{"role": "user", "content": QUESTION}], "stream": True},
    ),
    (
        "POST",
        "/v1/messages",
        {"model": "wenju", "max_tokens": 99, "messages": [{"role": "user", "content": QUESTION}]},
    ),
    ("POST", "/v1/verify", {"answer": "采煤97万吨[1]。", "documents": [{"id": "foreign-doc"}]}),
    ("POST", "/mcp", tool("ask", {"question": QUESTION})),
    ("POST", "/mcp", tool("search", {"query": "采煤", "collection": "secret-collection"})),
    ("POST", "/mcp", tool("get_document", {"document_id": "foreign-doc"})),
    ("POST", "/mcp", tool("verify", {"answer": "采煤。", "documents": [{"id": "foreign-doc"}]})),
    ("GET", "/v1/documents", None),
    ("GET", "/v1/documents?collection=secret-collection", None),
    ("GET", "/v1/documents?query=白石矿", None),
    ("GET", "/v1/sources", None),
    ("GET", "/v1/jobs", None),
    ("GET", "/readyz", None),
    ("GET", "/v1/models", None),
]


@pytest.mark.parametrize(("method", "path", "body"), CALLS, ids=lambda part: str(part)[:40])
def test_nothing_of_another_collection_is_seen_cited_or_hinted_at(
    client: TestClient, method: str, path: str, body: dict[str, object] | None
) -> None:
    said = client.request(method, path, json=body, headers=BOTH if path in STREAMED else {})
    assert said.status_code in (200, 404)
    asked = f"{path} {body}"
    assert [word for word in leaks(said.text) if word not in asked] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/documents/foreign-doc"),
        ("GET", "/v1/documents/foreign-doc/text"),
        ("DELETE", "/v1/documents/foreign-doc"),
        ("DELETE", "/v1/documents?id=foreign-doc"),
    ],
)
def test_a_document_of_another_collection_is_as_unknown_as_one_that_is_not(
    client: TestClient, method: str, path: str
) -> None:
    foreign = client.request(method, path)
    nobody = client.request(method, path.replace("foreign-doc", "nobody-doc"))
    assert foreign.status_code == nobody.status_code == 404
    assert foreign.text.replace("foreign-doc", "nobody-doc") == nobody.text


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/jobs"])
def test_nothing_is_put_into_another_collection(client: TestClient, path: str) -> None:
    article = {"id": "mine", "text": "一篇文章。", "collection": "secret-collection"}
    refused = client.post(path, json=article)
    assert refused.status_code == 403
    assert client.get("/v1/documents/mine").status_code == 404


def test_measurements_are_not_for_a_bound_key(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 403


def test_its_own_collection_is_asked_as_usual(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": "青石港去年新建多少泊位"}).json()
    assert [one["document_id"] for one in answer["citations"]] == ["own-doc"]
