"""`POST /mcp`: the tools of the Model Context Protocol, over streamable HTTP."""

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from service.http.dependencies import LibraryOf, SettingsOf
from service.mcp.desk import Desk

PATH = "/mcp"
router = APIRouter(tags=["mcp"])


class McpAnswer(Response):
    """Answers while it is sent, because the SDK writes its own status and headers."""

    def __init__(self, desk: Desk, *, most_bytes: int) -> None:
        super().__init__()
        self._desk = desk
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the protocol answer; the SDK is loaded when it is first asked for."""
        from service.mcp.server import answer_http

        await answer_http(self._desk, scope, receive, send, most_bytes=self._most_bytes)


@router.post(PATH, include_in_schema=False)
async def mcp(library: LibraryOf, settings: SettingsOf) -> Response:
    """Answer one message of the protocol; GET is 405, for nothing is sent unasked."""
    return McpAnswer(Desk(library, settings.question_characters), most_bytes=settings.body_bytes)
