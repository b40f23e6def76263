import asyncio
import itertools
from collections.abc import Awaitable, Callable

import pytest

from eval.bench.load import BEARABLE, Tally, at_rate, in_turn, slow_clients

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
BUSY = b"HTTP/1.1 503 Busy\r\nretry-after: 0\r\ncontent-length: 2\r\n\r\n{}"
SILENT = b"HTTP/1.1 503 Busy\r\ncontent-length: 2\r\n\r\n{}"


async def against(replies: list[bytes], story: Callable[[int], Awaitable[Tally]]) -> Tally:
    """Run a story against a server that gives some replies in turn, then the last one."""
    waiting, last = iter(replies), replies[-1]
    serving: list[asyncio.Task[None]] = []

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.append(asyncio.ensure_future(serve(reader, writer)))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
                await reader.readexactly(length)
                writer.write(next(waiting, last))
        except asyncio.IncompleteReadError:
            writer.close()
            await writer.wait_closed()

    server = await asyncio.start_server(begin, "127.0.0.1", 0)
    try:
        return await story(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await asyncio.gather(*serving)


def test_answers_are_timed_and_refusals_are_counted_apart() -> None:
    async def story(port: int) -> Tally:
        return await in_turn(port, itertools.repeat("问"), connections=2, seconds=0.2)

    tally = asyncio.run(against([BUSY, OK, SILENT, OK], story))
    assert tally.statuses[503] == 2
    assert tally.unexplained == 1
    assert len(tally.taken) == tally.statuses[200] > 0
    assert set(tally.statuses) <= BEARABLE
    assert tally.goodput == pytest.approx(len(tally.taken) / tally.seconds)


def test_a_rate_is_kept_whatever_is_answered() -> None:
    async def story(port: int) -> Tally:
        return await at_rate(port, itertools.repeat("问"), rate=100, seconds=0.3)

    tally = asyncio.run(against([BUSY, OK], story))
    assert sum(tally.statuses.values()) == 30
    assert tally.statuses[503] == 1


def test_slow_clients_are_dropped_or_not() -> None:
    dropping: list[asyncio.Task[None]] = []

    async def drop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        await asyncio.sleep(0.05)
        writer.close()
        await writer.wait_closed()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        dropping.append(asyncio.ensure_future(drop(reader, writer)))

    async def story() -> tuple[int, int]:
        server = await asyncio.start_server(begin, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        slow = await slow_clients(port, itertools.repeat("问"), clients=3, every=0.02, within=0.3)
        server.close()
        await asyncio.gather(*dropping, return_exceptions=True)
        return slow.clients, slow.dropped

    assert asyncio.run(story()) == (3, 3)
