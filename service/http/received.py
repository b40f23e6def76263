"""A request's body, received whole before anybody works on it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import Message, Receive, Scope


class BodyTooLarge(Exception):
    """A body has more bytes than are allowed."""


class MemoryFull(Exception):
    """The bodies of all requests together are more than is held at a time."""


class ClientGone(Exception):
    """The client left before its request was complete."""


class Memory:
    """How many bytes of bodies are held, over all requests.

    Args:
        most: How many may be.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self.held = 0

    @contextmanager
    def room(self) -> "Iterator[Room]":
        """Give room for one body; all of it is free again afterwards."""
        room = Room(self)
        try:
            yield room
        finally:
            self.held -= room.taken

    def take(self, count: int) -> None:
        """Count bytes.

        Raises:
            MemoryFull: There would be too many.
        """
        if self.held + count > self._most:
            raise MemoryFull
        self.held += count


class Room:
    """What one body takes of the memory."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.taken = 0

    def take(self, count: int) -> None:
        """Count bytes of this body."""
        self._memory.take(count)
        self.taken += count


def declared_bytes(scope: Scope) -> int:
    """Return the length that a request states for its body; 0 where it states none."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def receive_body(receive: Receive, *, most: int, room: Room) -> bytes:
    """Return a request's body.

    Raises:
        BodyTooLarge: It has more than `most` bytes.
        MemoryFull: It finds no room.
        ClientGone: The client left.
    """
    parts: list[bytes] = []
    count = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part = message.get("body", b"")
        count += len(part)
        if count > most:
            raise BodyTooLarge
        room.take(len(part))
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives a body, and then whatever the server says."""
    given = False

    async def again() -> Message:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return again


class Listening:
    """A `receive` that can be listened to ahead, so that a client's leaving is noticed.

    Args:
        receive: The server's, from which the body has come.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._next: asyncio.Future[Message] | None = None

    def ahead(self) -> "asyncio.Future[Message]":
        """Return what will come next: after the body, that the client has left."""
        if self._next is None:
            self._next = asyncio.ensure_future(self._receive())
        return self._next

    async def __call__(self) -> Message:
        """Return what comes next."""
        return await asyncio.shield(self.ahead()) if self._next else await self._receive()

    def close(self) -> None:
        """Stop listening."""
        if self._next is not None:
            self._next.cancel()
