import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.http.app import create_app
from service.http.dialect import Dialect, dialect_of
from service.settings import Settings
from tests.fakes import FakeLibrary


@pytest.fixture(scope="module")
def client() -> TestClient:
    settings = Settings(body_bytes=2000)
    return TestClient(create_app(FakeLibrary(), settings), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("path", "headers", "expected"),
    [
        ("/v1/ask", [], Dialect.WENJU),
        ("/v1/chat/completions", [], Dialect.OPENAI),
        ("/v1/models", [], Dialect.OPENAI),
        ("/v1/models/x", [], Dialect.OPENAI),
        ("/v1/models", [(b"anthropic-version", b"2023-06-01")], Dialect.ANTHROPIC),
        ("/v1/messages", [], Dialect.ANTHROPIC),
        ("/v1/messages/count_tokens", [], Dialect.ANTHROPIC),
        ("/v1/messagesx", [], Dialect.WENJU),
        ("/v1/documents/v1/messages", [], Dialect.WENJU),
    ],
)
def test_the_route_decides_in_whose_form_an_error_leaves(
    path: str, headers: list[tuple[bytes, bytes]], expected: Dialect
) -> None:
    assert dialect_of({"path": path, "headers": headers}) is expected


def test_the_form_is_that_of_the_route_below_a_mount() -> None:
    assert dialect_of({"path": "/at/v1/messages", "root_path": "/at"}) is Dialect.ANTHROPIC


def test_an_error_in_openais_form_says_400_and_names_the_parameter(client: TestClient) -> None:
    response = client.post("/v1/chat/completions", json={"messages": [], "n": 1})
    assert response.status_code == 400
    error = response.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert (error["type"], error["param"]) == ("invalid_request_error", "messages")
    assert error["code"] == "invalid_request"


def test_an_error_in_anthropics_form_names_the_field_in_its_message(client: TestClient) -> None:
    response = client.post("/v1/messages", json={"messages": [{"role": "king", "content": "x"}]})
    assert response.status_code == 400
    body = response.json()
    assert body["type"] == "error"
    assert body["error"]["type"] == "invalid_request_error"
    assert body["error"]["message"].startswith("messages.0.role: ")
    assert body["error"]["details"] == {"error_code": "invalid_request"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/ask", "body_too_large"),
        ("/v1/chat/completions", "invalid_request_error"),
        ("/v1/messages", "request_too_large"),
    ],
)
def test_what_is_refused_before_a_route_is_reached_has_the_routes_form_too(
    client: TestClient, path: str, kind: str
) -> None:
    response = client.post(path, content=b"x" * 3000, headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert response.json()["error"]["type"] == kind


def test_the_length_of_an_error_is_that_of_its_form(client: TestClient) -> None:
    response = client.post("/v1/messages", content=b"{")
    assert int(response.headers["content-length"]) == len(response.content)
    assert json.loads(response.content)["type"] == "error"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"n": 2}, "n"),
        ({"response_format": {"type": "json_object"}}, "response_format.type"),
        ({"logprobs": True}, "logprobs"),
        ({"modalities": ["text", "audio"]}, "modalities.1"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"tool_choice": {"type": "function", "function": {"name": "f"}}}, "tool_choice"),
        ({"function_call": {"name": "f"}}, "function_call"),
    ],
)
def test_what_would_change_the_form_of_a_completion_is_refused_by_name(
    client: TestClient, more: dict[str, Any], field: str
) -> None:
    body = {"messages": [{"role": "user", "content": "投资"}], **more}
    response = client.post("/v1/chat/completions", json=body)
    assert response.status_code == 400
    assert response.json()["error"]["param"] == field


def test_what_changes_nothing_is_accepted_and_named_in_a_header(client: TestClient) -> None:
    more = {
        "temperature": 0.2,
        "max_tokens": 5,
        "tools": [{"type": "function", "function": {"name": "f"}}],
        "tool_choice": "auto",
        "response_format": {"type": "text"},
        "n": 1,
        "未知": 1,
        "Bad Name\r\nx: y": 1,
    }
    body = {"messages": [{"role": "user", "content": "投资"}], **more}
    response = client.post("/v1/chat/completions", json=body)
    assert response.status_code == 200
    assert response.headers["wenju-ignored"] == "max_tokens, temperature, tools"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"tool_choice": {"type": "any"}}, "tool_choice"),
        ({"output_config": {"format": {"type": "json_schema"}}}, "output_config.format"),
        ({"max_tokens": -1}, "max_tokens"),
    ],
)
def test_what_would_change_the_form_of_a_message_is_refused_by_name(
    client: TestClient, more: dict[str, Any], field: str
) -> None:
    body = {"messages": [{"role": "user", "content": "投资"}], **more}
    response = client.post("/v1/messages", json=body)
    assert response.status_code == 400
    assert response.json()["error"]["message"].startswith(f"{field}: ")


def test_a_document_in_a_message_is_refused_with_the_way_to_put_it_into_the_store(
    client: TestClient,
) -> None:
    block = {"type": "document", "source": {"type": "text", "data": "x"}}
    body = {"messages": [{"role": "user", "content": [block]}]}
    response = client.post("/v1/messages", json=body)
    assert response.status_code == 400
    assert "POST /v1/documents" in response.json()["error"]["message"]


def test_the_blocks_of_an_earlier_answer_come_back_as_one_turn() -> None:
    library = FakeLibrary()
    client = TestClient(create_app(library, Settings()))
    said = [{"type": "text", "text": "泊位6个，"}, {"type": "text", "text": "投资4.2亿元"}]
    body = {
        "system": "Answer in verse.",
        "messages": [
            {"role": "user", "content": "泊位"},
            {"role": "assistant", "content": [{"type": "thinking", "thinking": "x"}, *said]},
            {"role": "user", "content": "投资"},
        ],
    }
    assert client.post("/v1/messages", json=body).status_code == 200
    assert [turn.text for turn in library.questions[0].history] == ["泊位", "泊位6个，投资4.2亿元"]
