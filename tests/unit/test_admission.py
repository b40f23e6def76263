import asyncio
from collections.abc import Awaitable, Callable

from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from service.http.access import ASK, PUBLIC, Rule
from service.http.admission import Admission, Bounds
from service.http.authentication import RULE
from service.http.gate import Gate
from service.http.received import Memory


class Call:
    """One request to an application, driven by hand."""

    def __init__(
        self,
        app: Callable[[Scope, Receive, Send], Awaitable[None]],
        body: bytes = b"",
        **more: object,
    ) -> None:
        self.incoming: asyncio.Queue[Message] = asyncio.Queue()
        self.sent: list[Message] = []
        headers: list[tuple[bytes, bytes]] = []
        self.scope: Scope = {
            "type": "http",
            "method": "POST",
            "path": "/",
            "headers": headers,
            RULE: ASK,
        }
        self.scope.update(more)
        if not more.get("slow"):
            self.bring(body)
        self.task = asyncio.ensure_future(app(self.scope, self.incoming.get, self._send))

    def bring(self, body: bytes, *, more: bool = False) -> None:
        self.incoming.put_nowait({"type": "http.request", "body": body, "more_body": more})

    def leave(self) -> None:
        self.incoming.put_nowait({"type": "http.disconnect"})

    async def _send(self, message: Message) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int | None:
        return self.sent[0]["status"] if self.sent else None

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.sent[0]["headers"])


class Work:
    """An application that works until it is told to end, and echoes the body."""

    def __init__(self) -> None:
        self.begun = 0
        self.ends = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun += 1
        message = await receive()
        await self.ends.wait()
        await PlainTextResponse(message["body"])(scope, receive, send)


def admitted(
    work: Work, *, places: int = 1, queue: int = 1, seconds: float = 60, room: int = 100
) -> tuple[Admission, Gate]:
    gate = Gate(places=places, queue=queue)
    bounds = Bounds(body=10, seconds=seconds)
    return Admission(work, gate=gate, memory=Memory(room), bounds=bounds), gate


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_what_finds_no_place_in_the_queue_is_sent_away_with_a_time_to_come_back() -> None:
    async def story() -> None:
        work = Work()
        app, gate = admitted(work)
        first, second = Call(app, b"one"), Call(app, b"two")
        await settled()
        third = Call(app, b"three")
        await settled()
        assert third.status == 503
        assert third.headers[b"retry-after"] == b"2"
        assert work.begun == 1
        work.ends.set()
        await asyncio.gather(first.task, second.task)
        assert [call.sent[1]["body"] for call in (first, second)] == [b"one", b"two"]
        assert (gate.inside, gate.waiting) == (0, 0)

    asyncio.run(story())


def test_a_body_that_is_still_coming_takes_no_place() -> None:
    async def story() -> None:
        work = Work()
        app, gate = admitted(work)
        slow = Call(app, slow=True)
        slow.bring(b"a", more=True)
        await settled()
        assert gate.inside == 0
        slow.bring(b"b")
        await settled()
        assert gate.inside == 1
        work.ends.set()
        await slow.task
        assert slow.sent[1]["body"] == b"ab"

    asyncio.run(story())


def test_whoever_leaves_while_waiting_is_not_worked_for() -> None:
    async def story() -> None:
        work = Work()
        app, gate = admitted(work)
        first, second = Call(app), Call(app)
        await settled()
        second.leave()
        await second.task
        assert gate.waiting == 0
        assert second.sent == []
        work.ends.set()
        await first.task
        assert work.begun == 1

    asyncio.run(story())


def test_what_takes_too_long_is_answered_with_504_and_keeps_its_place_until_it_ends() -> None:
    class Stubborn(Work):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            try:
                await self.ends.wait()
            except asyncio.CancelledError:
                await asyncio.sleep(0.02)  # a thread that goes on
            await PlainTextResponse("late")(scope, receive, send)

    async def story() -> None:
        app, gate = admitted(Stubborn(), seconds=0.01)
        call = Call(app)
        await call.task
        assert call.status == 504
        assert gate.inside == 1
        await asyncio.sleep(0.05)
        assert gate.inside == 0
        assert len(call.sent) == 2  # nothing of the late answer

    asyncio.run(story())


def test_a_turn_that_does_not_come_in_time_is_503() -> None:
    async def story() -> None:
        work = Work()
        app, gate = admitted(work, seconds=0.02)
        gate_holder = asyncio.ensure_future(gate.enter())
        await gate_holder
        call = Call(app)
        await call.task
        assert call.status == 503
        assert gate.waiting == 0
        assert work.begun == 0

    asyncio.run(story())


def test_bodies_beyond_the_limit_or_the_memory_are_refused() -> None:
    async def story() -> None:
        work = Work()
        app, _ = admitted(work, places=9, room=15)
        declared = Call(app, headers=[(b"content-length", b"11")])
        streamed = Call(app, b"x" * 11)
        held = Call(app, b"x" * 10)
        await settled()
        beyond = Call(app, b"x" * 6)
        await settled()
        assert [call.status for call in (declared, streamed, beyond)] == [413, 413, 503]
        work.ends.set()
        await held.task
        after = Call(app, b"x" * 10)
        await after.task
        assert after.status == 200

    asyncio.run(story())


def test_a_route_that_does_not_wait_passes_a_full_queue_and_an_unlisted_one_too() -> None:
    async def story() -> None:
        work = Work()
        app, gate = admitted(work, queue=0)
        await gate.enter()
        work.ends.set()
        rules: tuple[Rule | None, ...] = (PUBLIC, None)
        for rule in rules:
            call = Call(app, **{RULE: rule})
            await call.task
            assert call.status == 200

    asyncio.run(story())


def test_an_error_of_the_work_comes_through_and_frees_the_place() -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError

    async def story() -> None:
        gate = Gate(places=1, queue=0)
        app = Admission(failing, gate=gate, memory=Memory(9), bounds=Bounds(9, 9))
        call = Call(app)
        (outcome,) = await asyncio.gather(call.task, return_exceptions=True)
        assert isinstance(outcome, ZeroDivisionError)
        assert gate.inside == 0

    asyncio.run(story())
