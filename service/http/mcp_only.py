"""The application with the tools for models alone."""

from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.app import create_app
from service.http.errors import error_response
from service.http.mcp import PATH
from service.http.running import Running
from service.library import Library
from service.settings import Settings

_SERVED = (PATH, "/healthz", "/readyz")


class McpOnly:
    """ASGI middleware that lets through what a model's tools need, and nothing else.

    Args:
        app: The whole application, with its keys and limits.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 404."""
        if scope["type"] == "http" and scope["path"] not in _SERVED:
            response = error_response(404, "not_found", f"models are served at {PATH}")
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def create_mcp_app(library: Library, settings: Settings, running: Running) -> ASGIApp:
    """Return the application that serves a library to models, and to nobody else."""
    return McpOnly(create_app(library, settings, running))
