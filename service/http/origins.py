"""Which pages may call from a browser, and what every answer tells a browser."""

import ipaddress

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.errors import error_response

METHODS = "GET, POST, DELETE, OPTIONS"
HEADERS = "Authorization, Content-Type, Last-Event-ID, Prefer, X-Api-Key, X-Request-Id"
EXPOSED = "Location, Retry-After, X-Request-Id"
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
"""Headers of every answer that does not set its own."""


class Origins:
    """ASGI middleware that turns pages of other origins away, but those that are listed.

    A browser lets any page send forms and simple requests to this machine, so requests
    with a foreign `Origin` are refused, whatever they ask. A service for this machine alone
    must moreover be called by a name of this machine, or by one that is listed: else a page
    could reach it through a name of its own that it lets point here (DNS rebinding).

    Args:
        app: What is guarded.
        origins: Origins of pages that may call, such as `https://chat.example.org`.
        hosts: Names that are good besides those of this machine; None for any.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        origins: frozenset[str] = frozenset(),
        hosts: frozenset[str] | None = None,
    ) -> None:
        self._app = app
        self._origins = origins
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with the headers of its answer, or answer 403."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin, host = headers.get("origin"), headers.get("host", "")
        listed = origin is not None and origin in self._origins

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _dress(MutableHeaders(scope=message), origin if listed else None)
            await send(message)

        if self._hosts is not None and not _known(host, self._hosts):
            message = f"this service is not called {_name(host)!r} here: see WENJU_HOSTS"
            await error_response(403, "unknown_host", message)(scope, receive, dressed)
        elif origin is not None and not listed and not _same(origin, host):
            message = f"pages of {origin} may not call this service: see WENJU_ORIGINS"
            await error_response(403, "foreign_origin", message)(scope, receive, dressed)
        elif listed and scope["method"] == "OPTIONS":
            await _preflight(origin or "", send)
        else:
            await self._app(scope, receive, dressed)


async def _preflight(origin: str, send: Send) -> None:
    headers = MutableHeaders(
        {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": HEADERS,
            "Access-Control-Max-Age": "600",
        }
    )
    _dress(headers, origin)
    await send({"type": "http.response.start", "status": 204, "headers": headers.raw})
    await send({"type": "http.response.body", "body": b""})


def _dress(headers: MutableHeaders, origin: str | None) -> None:
    for name, value in SAFE.items():
        headers.setdefault(name, value)
    headers.add_vary_header("Origin")
    if origin is not None:
        headers["Access-Control-Allow-Origin"] = origin
        headers["Access-Control-Expose-Headers"] = EXPOSED
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"


def _same(origin: str, host: str) -> bool:
    """Say whether an origin is the place that was called; the scheme is a proxy's business."""
    return bool(host) and origin.partition("://")[2].lower() == host.lower()


def _name(host: str) -> str:
    """Return the name within a `Host` header, without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _known(host: str, listed: frozenset[str]) -> bool:
    """Say whether a name is listed or cannot be another's: localhost, or an address itself."""
    name = _name(host)
    if name in listed or name in ("localhost", "") or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
