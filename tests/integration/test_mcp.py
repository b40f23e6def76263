import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from fastapi.testclient import TestClient
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult

from service.bootstrap import open_local_library
from service.http.app import create_app
from service.keys.key import new_key
from service.keys.key_file import KeyFile
from service.keys.mode import KeyMode
from service.keys.scope import KeyScope
from service.settings import Settings
from tests.fakes import HARBOUR, FakeLibrary

Result = TypeVar("Result")
ROOT = Path(__file__).resolve().parents[2]
MODES = ("auto", "legacy")  # the protocol without and with a handshake
QUESTION = {"question": "青石港去年新建多少泊位"}
HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "store"
    open_local_library(Settings(store=path)).add([HARBOUR])
    return path


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", "service.cli", "mcp", *arguments]


def over_stdio(store: Path) -> StdioServerParameters:
    command, *arguments = program("--store", str(store))
    return StdioServerParameters(command=command, args=arguments, cwd=ROOT, env={"PYTHONUTF8": "1"})


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    """The address of a server of its own process, which ends with 0 when it is told to."""
    with subprocess.Popen(  # noqa: S603  # our own interpreter and arguments
        program("--http", "--port", "0", "--store", str(store)),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    ) as process:
        assert process.stderr is not None
        try:
            yield process.stderr.readline().split()[-1]
        finally:
            process.send_signal(signal.SIGTERM)
            rest = process.stderr.read()
    assert process.returncode == 0
    assert "Traceback" not in rest


def used(server: Any, use: Callable[[Client], Awaitable[Result]], *, mode: str = "auto") -> Result:
    async def run() -> Result:
        async with Client(server, mode=mode) as client:
            return await use(client)

    return asyncio.run(run())


async def four_calls(client: Client) -> list[CallToolResult]:
    place = {"document_id": "harbour.txt", "start_char_index": 6, "end_char_index": 11}
    claim = {"answer": "青石港去年新建泊位8个。", "documents": [{"id": "harbour.txt"}]}
    return [
        await client.call_tool("ask", QUESTION),
        await client.call_tool("search", {"query": "泊位", "limit": 1}),
        await client.call_tool("get_document", place),
        await client.call_tool("verify", claim),
    ]


def check_four(results: list[CallToolResult]) -> None:
    assert [result.is_error for result in results] == [False] * 4
    answer, found, part, proof = (result.structured_content for result in results)
    assert answer["answer"] == "6个"
    (citation,) = answer["citations"]
    start, end = citation["start_char_index"], citation["end_char_index"]
    assert HARBOUR.text[start:end] == citation["cited_text"]
    assert [hit["document_id"] for hit in found["hits"]] == ["harbour.txt"]
    assert part["text"] == HARBOUR.text[6:11]
    assert proof["verdict"] == "contradicted"


@pytest.mark.parametrize("mode", MODES)
def test_the_official_client_uses_every_tool_over_stdio(store: Path, mode: str) -> None:
    check_four(used(over_stdio(store), four_calls, mode=mode))


@pytest.mark.parametrize("mode", MODES)
def test_the_official_client_uses_every_tool_over_http(address: str, mode: str) -> None:
    check_four(used(f"{address}/mcp", four_calls, mode=mode))


def test_without_a_store_the_tools_say_what_to_do_and_the_server_lives(tmp_path: Path) -> None:
    async def use(client: Client) -> list[CallToolResult]:
        return [await client.call_tool("ask", QUESTION) for _ in range(2)]

    for result in used(over_stdio(tmp_path / "none"), use):
        assert result.is_error
        (block,) = result.content
        assert block.type == "text"
        assert block.text.startswith("store_missing: ")
        assert "ingest" in block.text


def message(number: int, method: str, **params: Any) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})


def test_standard_output_carries_the_protocol_and_nothing_else(store: Path) -> None:
    asked = [
        message(
            1,
            "initialize",
            protocolVersion="2025-06-18",
            capabilities={},
            clientInfo={"name": "test", "version": "1"},
        ),
        json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        "this is no JSON",
        message(2, "tools/call", name="ask", arguments=QUESTION),
    ]
    with subprocess.Popen(  # noqa: S603  # our own interpreter and arguments
        program("--store", str(store)),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("".join(line + "\n" for line in asked))
        process.stdin.flush()
        replies = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.stdin.close()
        rest = process.stdout.read()
    assert [reply["id"] for reply in replies] == [1, 2]
    assert replies[0]["result"]["serverInfo"]["name"] == "wenju"
    assert replies[1]["result"]["structuredContent"]["answer"] == "6个"
    assert rest == ""
    assert process.returncode == 0


def test_the_server_for_models_serves_nothing_else(address: str) -> None:
    assert httpx.get(f"{address}/v1/documents").status_code == 404
    assert httpx.get(f"{address}/readyz").json()["status"] == "ready"
    assert httpx.get(f"{address}/mcp").status_code == 405


def test_host_and_port_without_http_are_refused(store: Path) -> None:
    done = subprocess.run(  # noqa: S603  # our own interpreter and arguments
        program("--port", "1", "--store", str(store)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "go with --http" in done.stderr


def token(folder: Path, scope: KeyScope, *collections: str) -> str:
    key, shown = new_key(
        "test", scopes=frozenset({scope}), collections=collections, rate=None, now=datetime.now(UTC)
    )
    KeyFile(folder).add(key)
    return shown


def test_the_service_asks_for_a_key_at_mcp_too(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path, keys=KeyMode.REQUIRED)
    client = TestClient(create_app(FakeLibrary(), settings))
    body = message(1, "tools/call", name="search", arguments={"query": "泊位"})

    def post(key: dict[str, str]) -> httpx.Response:
        return client.post("/mcp", content=body, headers={**HEADERS, **key})

    assert post({}).status_code == 401
    assert post({"x-api-key": token(tmp_path, KeyScope.INGEST)}).status_code == 403
    good = post({"authorization": f"Bearer {token(tmp_path, KeyScope.ASK)}"})
    hits = good.json()["result"]["structuredContent"]["hits"]
    assert [hit["document_id"] for hit in hits] == ["harbour.txt"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("ask", {"question": "投资", "collection": ["default"]}),
        ("ask", {"question": "投资"}),
        ("search", {"query": "投资"}),
        ("get_document", {"document_id": "harbour.txt"}),
        ("verify", {"answer": "泊位6个", "documents": [{"id": "harbour.txt"}]}),
    ],
)
def test_no_tool_shows_a_key_what_lies_outside_its_collections(
    tmp_path: Path, tool: str, arguments: dict[str, Any]
) -> None:
    settings = Settings(store=tmp_path, keys=KeyMode.REQUIRED)
    client = TestClient(create_app(FakeLibrary(), settings))
    key = {"x-api-key": token(tmp_path, KeyScope.ASK, "mine")}
    body = message(1, "tools/call", name=tool, arguments=arguments)
    answered = client.post("/mcp", content=body, headers={**HEADERS, **key})
    assert answered.status_code == 200
    assert "青石港" not in answered.text


def test_a_body_that_is_no_message_is_a_protocol_error_and_no_crash() -> None:
    client = TestClient(create_app(FakeLibrary(), Settings()))
    for body in ("", "{", "[]", "null", '{"jsonrpc": "2.0"}', message(1, "no/such")):
        answered = client.post("/mcp", content=body, headers=HEADERS)
        assert answered.status_code < 500
        assert "error" in answered.json()
