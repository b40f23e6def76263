"""Runs the application in a server of its own, until a signal ends it."""

import signal
import socket
import sys
from types import FrameType

import uvicorn

from index.errors import InvalidSetting
from service.http.app import create_app
from service.library import Library
from service.settings import Settings

GRACE_SECONDS = 10


def run_server(library: Library, settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; requests in flight are finished first.

    Raises:
        InvalidSetting: The address cannot be listened at.
        StoreError: There is no store to serve, or it cannot be used.
    """
    generation = library.generation  # what cannot be served is said before listening
    listener = _listen(settings.host, settings.port)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    for line in (
        f"wenju serves generation {generation} at http://{shown}:{port}",
        f"docs at http://{shown}:{port}/docs; Ctrl-C ends it",
    ):
        print(line, file=sys.stderr, flush=True)  # noqa: T201  # the operator's terminal
    config = uvicorn.Config(
        create_app(library, settings),
        log_level="warning",
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
    )
    for ending in (signal.SIGINT, signal.SIGTERM):  # uvicorn raises them again when it is done
        signal.signal(ending, _ended)
    uvicorn.Server(config).run(sockets=[listener])


def _ended(_signal: int, _frame: FrameType | None) -> None:
    """Let the process end with 0: it was asked to, and has finished."""


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise InvalidSetting(
            f"cannot listen at {host}:{port}: {error.strerror or error}"
        ) from error
