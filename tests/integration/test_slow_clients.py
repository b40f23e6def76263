import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn

from eval.bench.wire import Connection
from service.http.app import create_app
from service.http.protocol import protocol_of
from service.http.running import Running
from service.http.server import GracefulServer
from service.settings import Settings
from tests.fakes import FakeLibrary


@contextmanager
def serving(*, receive_seconds: float = 30.0, most: int = 1000) -> Iterator[int]:
    """Serve a fake library in a thread; give the port."""
    running = Running()
    config = uvicorn.Config(
        create_app(FakeLibrary(), Settings(), running),
        http=protocol_of(receive_seconds=receive_seconds, most_connections=most),
        port=0,
        ws="none",
        log_config=None,
        timeout_graceful_shutdown=20,
    )
    server = GracefulServer(config, running, threads=4)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"POST /v1/ask HTTP/1.1\r\nHo",
        b"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{",
        b"POST /no HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
    ],
)
def test_a_request_that_does_not_arrive_is_dropped_at_its_deadline(start: bytes) -> None:
    async def story(port: int) -> bytes:
        connection = await Connection.open(port)
        connection.write(start)
        return await connection.ended()

    with serving(receive_seconds=0.3) as port:
        said = asyncio.run(story(port))
    assert said.startswith((b"HTTP/1.1 408", b"HTTP/1.1 404"))
    assert b"onnection: close" in said or b"408" in said


def test_a_byte_now_and_then_does_not_put_the_deadline_off() -> None:
    async def story(port: int) -> bytes:
        connection = await Connection.open(port)
        ended = asyncio.ensure_future(connection.ended())
        for byte in b"GET /healthz HTTP/1.1\r\nX-Long: " + b"x" * 10_000:
            if ended.done():
                break
            connection.write(bytes([byte]))
            await asyncio.sleep(0.02)
        return await ended

    with serving(receive_seconds=0.4) as port:
        assert asyncio.run(story(port)).startswith(b"HTTP/1.1 408")


def test_a_connection_serves_several_requests_each_with_a_deadline_of_its_own() -> None:
    async def story(port: int) -> list[int]:
        connection = await Connection.open(port)
        statuses = []
        for _ in range(3):
            statuses.append((await connection.ask("GET", "/healthz")).status)
            await asyncio.sleep(0.3)
        await connection.close()
        return statuses

    with serving(receive_seconds=0.5) as port:
        assert asyncio.run(story(port)) == [200, 200, 200]


def test_one_connection_too_many_is_told_to_come_back() -> None:
    async def story(port: int) -> tuple[bytes, int]:
        held = [await Connection.open(port) for _ in range(2)]
        assert (await held[0].ask("GET", "/healthz")).status == 200
        assert (await held[1].ask("GET", "/healthz")).status == 200
        said = await (await Connection.open(port)).ended()
        after = (await held[0].ask("GET", "/healthz")).status
        for connection in held:
            await connection.close()
        return said, after

    with serving(most=2) as port:
        said, others = asyncio.run(story(port))
    assert said.startswith(b"HTTP/1.1 503")
    assert b"Retry-After: 2" in said
    assert others == 200
