"""HTTP on one connection, with patience for a slow client that ends."""

import asyncio
from typing import Any, ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_SLOWEST = 10_000  # bytes a second that a large body must bring
_LINGER = 0.5  # seconds in which a request that is on its way may still arrive at the end
_BODY = b'{"error": {"type": "%s", "message": "%s"}}'
_HEAD = (
    b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
    b"%sConnection: close\r\n\r\n"
)


def _whole(status: bytes, kind: bytes, message: bytes, headers: bytes = b"") -> bytes:
    body = _BODY % (kind, message)
    return _HEAD % (status, len(body), headers) + body


TOO_SLOW = _whole(b"408 Request Timeout", b"request_timeout", b"the request did not arrive in time")
TOO_MANY = _whole(
    b"503 Service Unavailable",
    b"busy",
    b"too many connections are open; try again soon",
    b"Retry-After: 2\r\n",
)


class PatientProtocol(H11Protocol):
    """uvicorn's protocol with deadlines for what the client does.

    A request must have arrived whole within `receive_seconds` of its first byte, or of the
    connection's beginning, and large bodies not slower than 10 KB a second. An answer must
    be taken as fast. uvicorn alone waits for both without end.

    When the server ends, idle connections stay open for half a second: a request may be on
    its way.
    """

    receive_seconds: ClassVar[float] = 20.0
    most_connections: ClassVar[int] = 1000

    def __init__(self, *given: Any, **named: Any) -> None:  # Any: uvicorn's own arguments
        super().__init__(*given, **named)
        self._deadline: asyncio.TimerHandle | None = None
        self._stuck: asyncio.TimerHandle | None = None
        self._began = 0.0
        self._brought = 0
        self._ending = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request; one connection too many is told so."""
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            transport.write(TOO_MANY)
            transport.close()
            return
        self._begin_to_wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadlines."""
        self._end_to_wait()
        self._set_stuck(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what comes; the first byte of a request starts its deadline."""
        if self.transport.is_closing():
            return
        if self._deadline is None:
            self._begin_to_wait()
        self._brought += len(data)
        super().data_received(data)
        if self._ending and self.cycle is not None:
            self.cycle.keep_alive = False
        if self._is_whole():
            self._end_to_wait()

    def pause_writing(self) -> None:
        """Give the client some time to take what it asked for."""
        super().pause_writing()
        self._set_stuck(self.loop.call_later(self.receive_seconds, self.transport.abort))

    def resume_writing(self) -> None:
        """Go on: it has taken some."""
        self._set_stuck(None)
        super().resume_writing()

    def shutdown(self) -> None:
        """End after the answer that is being made, or soon if there is none."""
        self._ending = True
        if self._is_idle():
            self.loop.call_later(_LINGER, self._end_if_idle)
        else:
            self.cycle.keep_alive = False

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _end_if_idle(self) -> None:
        if self._is_idle() and not self.transport.is_closing():
            self.transport.close()

    def _is_whole(self) -> bool:
        """Say whether nothing of a request is still to come."""
        theirs = self.conn.their_state
        if theirs is h11.IDLE:
            return self.cycle is not None and not self.conn.trailing_data[0]
        return theirs is not h11.SEND_BODY

    def _begin_to_wait(self) -> None:
        self._began, self._brought = self.loop.time(), 0
        self._deadline = self.loop.call_later(self.receive_seconds, self._look)

    def _end_to_wait(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _look(self) -> None:
        """Wait on for a body that comes fast enough, or end."""
        allowed = self.receive_seconds + self._brought / _SLOWEST
        left = self._began + allowed - self.loop.time()
        if left > 0 and self.conn.their_state is h11.SEND_BODY:
            self._deadline = self.loop.call_later(left, self._look)
            return
        self._deadline = None
        if not self.transport.is_closing():
            if (
                self.cycle is None
                or self.cycle.response_complete
                or not self.cycle.response_started
            ):
                self.transport.write(TOO_SLOW)
            self.transport.close()

    def _set_stuck(self, timer: asyncio.TimerHandle | None) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
        self._stuck = timer


def protocol_of(*, receive_seconds: float, most_connections: int) -> type[PatientProtocol]:
    """Return the protocol with limits of one's own."""
    limits = {"receive_seconds": receive_seconds, "most_connections": most_connections}
    return type("LimitedProtocol", (PatientProtocol,), limits)
