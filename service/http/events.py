"""Server-sent events."""

import json
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing

from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from service.render import Json

MEDIA_TYPE = "text/event-stream"
SILENCE = 15.0  # seconds after which a stream says that it is still there
STILL_HERE = ": still here\n\n"
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx would hold events back
    "X-Content-Type-Options": "nosniff",
}
# Readers that cut a stream with Python's `splitlines` would cut at these too.
_BREAKS = {ord(one): f"\\u{ord(one):04x}" for one in "\x85\u2028\u2029"}


def event(payload: Json, name: str | None = None) -> str:
    """Return one event; its data is JSON on a single line."""
    data = json.dumps(payload, ensure_ascii=False).translate(_BREAKS)
    return f"data: {data}\n\n" if name is None else f"event: {name}\ndata: {data}\n\n"


class EventStream(StreamingResponse):
    """A response of server-sent events."""

    media_type = MEDIA_TYPE

    def __init__(
        self,
        events: AsyncGenerator[str, None] | Iterable[str],
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._events = events if isinstance(events, AsyncGenerator) else _each(events)
        super().__init__(self._events, headers={**_HEADERS, **(headers or {})})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events; those that a client has left before are given up."""
        async with aclosing(self._events):
            await super().__call__(scope, receive, send)


async def _each(events: Iterable[str]) -> AsyncGenerator[str, None]:
    """Yield what is there already, without a thread for each piece."""
    for one in events:
        yield one


def wants_events(request: Request) -> bool:
    """Say whether a request's `Accept` names server-sent events."""
    accepted = request.headers.get("accept", "").split(",")
    return any(one.partition(";")[0].strip().lower() == MEDIA_TYPE for one in accepted)


def events_beside(description: str) -> Json:
    """Return what OpenAPI says of a 200 that is JSON or, asked for, a stream.

    Args:
        description: What the events are; each is an object of its fields.
    """
    fields = {"event": {"type": "string"}, "data": {"type": "string"}}
    each = {"type": "object", "properties": fields, "required": ["data"]}
    stream = {"schema": each | {"description": description}}
    return {"description": "Successful Response", "content": {MEDIA_TYPE: stream}}


async def started(events: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
    """Return events of which the first is there already.

    What fails before it fails as an HTTP error, with a status of its own.
    """
    first = await anext(events)

    async def all_of_them() -> AsyncGenerator[str, None]:
        async with aclosing(events):
            yield first
            async for one in events:
                yield one

    return all_of_them()
