"""Runs the application in a server of its own, until a signal ends it."""

import asyncio
import signal
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from index.errors import InvalidSetting
from service.http.app import create_app
from service.http.guards import open_keyring
from service.http.log import open_log
from service.http.protocol import protocol_of
from service.http.running import Running
from service.keys.keyring import is_loopback
from service.keys.mode import KeyMode
from service.library import Library
from service.settings import Settings

_ARRIVING = 0.25  # seconds in which connections that were made before the end are taken yet
_SPARE_THREADS = 8  # besides those that answer: for what is quick

Application = Callable[[Library, Settings, Running], ASGIApp]


def run_server(
    library: Library, settings: Settings, *, application: Application = create_app
) -> None:
    """Serve until SIGINT or SIGTERM; requests in flight are finished first.

    Args:
        library: What is asked and filled.
        settings: Where to listen, limits, and who may ask.
        application: Makes what is served.

    Raises:
        InvalidSetting: The address cannot be listened at, or nobody could ask there.
        StoreError: There is no store to serve, or it cannot be used.
    """
    open_keyring(settings).require_one(settings.host)
    generation = library.generation  # what cannot be served is said before listening
    running = _running(settings)
    listener = listen(settings.host, settings.port)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    for line in (
        f"wenju serves generation {generation} at http://{shown}:{port}",
        f"docs at http://{shown}:{port}/docs; Ctrl-C ends it",
    ):
        print(line, file=sys.stderr, flush=True)  # noqa: T201  # the operator's terminal
    config = uvicorn.Config(
        application(library, settings, running),
        http=protocol_of(
            receive_seconds=settings.receive_seconds, most_connections=settings.connections
        ),
        ws="none",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=max(1, round(settings.shutdown_seconds)),
        server_header=False,
        backlog=settings.connections,
    )
    for ending in (signal.SIGINT, signal.SIGTERM):  # uvicorn raises them again when it is done
        signal.signal(ending, _ended)
    GracefulServer(config, running, threads=settings.concurrency + _SPARE_THREADS).run([listener])
    if running.trace is not None:
        running.trace.close()


class GracefulServer(uvicorn.Server):
    """Ends without losing a request that was sent before the signal.

    Connections that wait to be accepted are accepted first; then nobody is any more, what
    would stay open is told to end, and answers are finished.

    Args:
        config: uvicorn's.
        running: Told of the end.
        threads: How many answer at a time, and run what is quick.
    """

    def __init__(self, config: uvicorn.Config, running: Running, *, threads: int) -> None:
        super().__init__(config)
        self._running = running
        self._threads = threads

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve, with as many threads as there are places for work."""
        pool = ThreadPoolExecutor(self._threads, thread_name_prefix="wenju")
        asyncio.get_running_loop().set_default_executor(pool)
        await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is in flight."""
        self._running.closing.set()
        await asyncio.sleep(_ARRIVING)
        await super().shutdown(sockets)


def _running(settings: Settings) -> Running:
    trace = None
    if settings.tracing:
        from service.http.tracing import open_trace

        trace = open_trace()
    log = open_log(settings.log_format, settings.log_level, content=settings.log_content)
    here_only = is_loopback(settings.host) and settings.keys is not KeyMode.REQUIRED
    return Running(log=log, trace=trace, here_only=here_only)


def _ended(_signal: int, _frame: FrameType | None) -> None:
    """Let the process end with 0: it was asked to, and has finished."""


def listen(host: str, port: int) -> socket.socket:
    """Listen at an address; connections that are accepted there send at once.

    asyncio turns Nagle's algorithm off only where a socket names its protocol, which those of
    `create_server` do not: the end of every answer would wait some 40 ms for the client to
    acknowledge its head.

    Raises:
        InvalidSetting: The address cannot be listened at.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise InvalidSetting(
            f"cannot listen at {host}:{port}: {error.strerror or error}"
        ) from error
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # accepted ones inherit it
    return listener
