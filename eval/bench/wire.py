"""A small HTTP client for the benches: a connection, and requests on it one by one."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

_LIMIT = 2**20  # bytes of a line


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back.

    Attributes:
        status: HTTP status.
        headers: By name in small letters.
        body: All of it.
    """

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


class Broken(Exception):
    """The connection ended before a reply was complete."""


class Connection:
    """One connection to a server.

    Args:
        reader: What comes.
        writer: What goes.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Self:
        """Connect to a port of this machine."""
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=_LIMIT))

    @property
    def stale(self) -> bool:
        """Whether the server has closed the connection, as it does with those long idle."""
        return self._reader.at_eof()

    def send(self, method: str, path: str, payload: object = None) -> None:
        """Send a request, with JSON where there is a payload."""
        body = b"" if payload is None else json.dumps(payload).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)

    def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._writer.write(data)

    async def reply(self) -> Reply:
        """Return the next reply.

        Raises:
            Broken: The connection ended before it was complete.
        """
        try:
            status, headers = await self._head()
            return Reply(status, headers, await self._body(headers))
        except (asyncio.IncompleteReadError, ConnectionError, ValueError, IndexError) as error:
            raise Broken(str(error)) from error

    async def ask(self, method: str, path: str, payload: object = None) -> Reply:
        """Send a request and return its reply."""
        self.send(method, path, payload)
        return await self.reply()

    async def ended(self) -> bytes:
        """Return what comes until the server closes the connection."""
        try:
            return await self._reader.read(-1)
        except ConnectionError:
            return b""
        finally:
            await self.close()

    async def close(self) -> None:
        """Close the connection."""
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()

    async def _head(self) -> tuple[int, dict[str, str]]:
        first = (await self._reader.readuntil(b"\r\n")).decode("latin-1")
        headers: dict[str, str] = {}
        while line := (await self._reader.readuntil(b"\r\n")).decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return int(first.split()[1]), headers

    async def _body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding") != "chunked":
            return await self._reader.readexactly(int(headers.get("content-length", "0")))
        parts: list[bytes] = []
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            parts.append((await self._reader.readexactly(size + 2))[:-2])
        await self._reader.readuntil(b"\r\n")
        return b"".join(parts)
