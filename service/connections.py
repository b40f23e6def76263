"""Watching for connections that a piece of code opens."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

EVENTS = frozenset(
    {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}
)


@dataclass(slots=True)
class Watch:
    """What was attempted while it was active; every attempt was refused."""

    active: bool = False
    attempts: list[str] = field(default_factory=list)


_watch = Watch()  # an audit hook cannot be taken back, so there is one for the process
_installed: list[bool] = []


@contextmanager
def refused_connections() -> Iterator[Watch]:
    """Refuse and record every connection and name look-up inside the block.

    Python tells its audit hooks of every socket that Python code connects.
    Code in other languages could pass unseen; none of ours talks to anybody.
    """
    if not _installed:
        sys.addaudithook(_audit)
        _installed.append(True)
    _watch.attempts.clear()
    _watch.active = True
    try:
        yield _watch
    finally:
        _watch.active = False


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if not _watch.active or event not in EVENTS:
        return
    first = arguments[0] if arguments else None
    if isinstance(first, socket.socket) and first.family == getattr(socket, "AF_UNIX", None):
        return
    address = arguments[1] if isinstance(first, socket.socket) else first
    _watch.attempts.append(f"{event} {address!r}")
    raise ConnectionRefusedError("no connection is allowed here")
