"""Every request with an id, a line of the log, a count and a span."""

import asyncio
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.http.access import template_for
from service.http.authentication import CALLER
from service.http.errors import RETRY_SECONDS, error_response
from service.http.log import Log, bind_request
from service.http.metrics import Metrics
from service.http.origins import SAFE
from service.http.route_path import route_path

if TYPE_CHECKING:
    from service.http.tracing import RequestSpan, Trace

ID = "X-Request-Id"
_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_RETRY = {"Retry-After": RETRY_SECONDS}
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})  # asked every few seconds


class Observed:
    """ASGI middleware around all others; no exception leaves it.

    Args:
        app: What is watched.
        metrics: Counts.
        log: Takes down a line a request; None for none.
        trace: Makes spans; None for none.
        clock: Seconds, never going back.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        metrics: Metrics,
        log: Log | None = None,
        trace: "Trace | None" = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._log = log
        self._trace = trace
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what fails unexpectedly is answered with 500 and taken down."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = self._clock()
        request_id = id_of(scope)
        bind_request(request_id)
        status = 0

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[ID] = request_id
            await send(message)

        with self._span(scope) as span:
            try:
                await self._app(scope, receive, marked)
            except asyncio.CancelledError:  # the server ends and waits no longer
                if status:
                    raise
                message = "the service was ended before there was an answer"
                ended = error_response(503, "shutting_down", message, headers=SAFE | _RETRY)
                await ended(scope, receive, marked)
            except Exception as error:
                if self._log is not None:
                    self._log.failure("failed", error, route=_template(scope))
                if status:  # too late for a status: the server breaks the answer off
                    raise
                message = "something went wrong here; the log has it"
                failure = error_response(500, "internal_error", message, headers=SAFE)
                await failure(scope, receive, marked)
            finally:
                self._note(scope, status, self._clock() - began)
                if span is not None:
                    span.answered(_template(scope), status)

    @contextmanager
    def _span(self, scope: Scope) -> "Iterator[RequestSpan | None]":
        if self._trace is None:
            yield None
            return
        with self._trace.request(_method(scope), Headers(scope=scope)) as span:
            yield span

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = _template(scope)
        self._metrics.request(method=_method(scope), route=route, status=status, seconds=seconds)
        if self._log is None or (route in _QUIET and status < 400):
            return
        caller = scope.get(CALLER)
        self._log.info(
            "request",
            method=_method(scope),
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            key=caller.id if caller else None,
        )


def id_of(scope: Scope) -> str:
    """Return the id that a request brings, if it is one, else a new one."""
    brought = Headers(scope=scope).get(ID, "")
    return brought if _SANE.fullmatch(brought) else secrets.token_hex(8)


def _method(scope: Scope) -> str:
    """Return a request's method; what is no method of HTTP's own gets one name for all."""
    method: str = scope["method"]
    return method if method in _METHODS else "OTHER"


def _template(scope: Scope) -> str:
    return template_for(scope["method"], route_path(scope))
