"""Which requests are worked on, and for how long: their size, their turn, their time."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.access import Rule
from service.http.authentication import RULE
from service.http.errors import RETRY_SECONDS, error_response
from service.http.gate import Gate, QueueFull
from service.http.received import (
    BodyTooLarge,
    ClientGone,
    Listening,
    Memory,
    MemoryFull,
    declared_bytes,
    receive_body,
    replayed,
)

BUSY = "busy"
_RETRY = {"Retry-After": RETRY_SECONDS}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one request may bring and take.

    Attributes:
        body: Bytes of its body.
        seconds: From its last byte to the last byte of the answer, waiting included.
    """

    body: int
    seconds: float


class Admission:
    """ASGI middleware that receives a request whole, and works on it when it is its turn.

    A slow sender holds no place, and a request whose client has left or whose time is up
    leaves the queue. Where a route's rule does not wait, only the size counts.

    Args:
        app: What works.
        gate: The places and the queue.
        memory: The room for bodies.
        bounds: How much one request may bring and take.
        clock: Seconds, never going back.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        gate: Gate,
        memory: Memory,
        bounds: Bounds,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._gate = gate
        self._memory = memory
        self._bounds = bounds
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 413, 503 or 504."""
        rule: Rule | None = scope.get(RULE)
        if scope["type"] != "http" or rule is None:
            await self._app(scope, receive, send)
            return
        try:
            await self._received(rule, scope, receive, send)
        except ClientGone:
            return
        except BodyTooLarge:
            message = f"the body is larger than the {self._bounds.body} bytes allowed"
            await error_response(413, "body_too_large", message)(scope, receive, send)
        except (QueueFull, MemoryFull):
            message = "too many requests are being answered; try again soon"
            refusal = error_response(503, BUSY, message, headers=_RETRY)
            await refusal(scope, receive, send)

    async def _received(self, rule: Rule, scope: Scope, receive: Receive, send: Send) -> None:
        if rule.waits and self._gate.full:
            raise QueueFull  # before a byte of the body is read
        if declared_bytes(scope) > self._bounds.body:
            raise BodyTooLarge
        with self._memory.room() as room:
            body = await receive_body(receive, most=self._bounds.body, room=room)
            if not rule.waits:
                await self._app(scope, replayed(body, receive), send)
                return
            until = self._clock() + self._bounds.seconds
            listening = Listening(receive)
            try:
                await self._in_turn(listening)
                left = until - self._clock()
                await self._worked(scope, replayed(body, listening), send, left=left)
            finally:
                listening.close()

    async def _in_turn(self, listening: Listening) -> None:
        """Take a place when it is one's turn.

        Raises:
            QueueFull: The queue is full, or the turn did not come in time.
            ClientGone: The client left meanwhile.
        """
        if self._gate.free:
            await self._gate.enter()
            return
        turn = asyncio.ensure_future(self._gate.enter())
        gone = listening.ahead()
        try:
            await asyncio.wait(
                (turn, gone),
                timeout=self._bounds.seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
        except asyncio.CancelledError:
            await self._step_out(turn)
            raise
        if turn.done():
            turn.result()
            return
        await self._step_out(turn)
        raise ClientGone if gone.done() else QueueFull

    async def _step_out(self, turn: "asyncio.Future[None]") -> None:
        """Leave the queue, or the place where the turn came just now."""
        if turn.done() and not turn.cancelled() and turn.exception() is None:
            self._gate.leave()
        turn.cancel()

    async def _worked(self, scope: Scope, receive: Receive, send: Send, *, left: float) -> None:
        """Answer in the time that is left; the place is free when the work has ended."""
        sending = Sending(send)
        work = asyncio.ensure_future(self._app(scope, receive, sending))
        work.add_done_callback(self._ended)
        try:
            await asyncio.wait((work,), timeout=left)
        except asyncio.CancelledError:
            work.cancel()
            raise
        if work.done():
            work.result()
            return
        work.cancel()
        sending.cut = True
        if not sending.started:
            message = f"there was no answer within {self._bounds.seconds:g} seconds"
            refusal = error_response(504, "deadline_exceeded", message, headers=_RETRY)
            await refusal(scope, receive, send)

    def _ended(self, work: "asyncio.Future[None]") -> None:
        self._gate.leave()
        if not work.cancelled():
            work.exception()  # whoever waited has seen it


class Sending:
    """Passes an answer on until it is cut off.

    Attributes:
        started: Its status was sent.
        cut: Nothing more is passed on.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False
        self.cut = False

    async def __call__(self, message: Message) -> None:
        """Send a message, or drop it."""
        if not self.cut:
            self.started = True
            await self._send(message)
