"""A limit on how many bytes a request may bring."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.errors import error_response


class BodyLimit:
    """ASGI middleware that answers 413 when a body is larger than allowed.

    A declared length is judged before anything is read; an undeclared one
    while it arrives.
    """

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting what it brings."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self._most:
            response = error_response(413, "body_too_large", self._complaint())
            await response(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._most:
                raise HTTPException(413, self._complaint())
            return message

        await self._app(scope, counted, send)

    def _complaint(self) -> str:
        return f"the body is larger than the {self._most} bytes allowed"
