"""Malformed requests on the socket: does the server live, and does it ever answer 5xx?

.venv/bin/python -m eval.bench.malformed STORE --count 10000
"""

import argparse
import random
import socket
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from eval.bench.serving import served

SEED = 20211107
PATHS = (
    "/v1/ask",
    "/v1/search",
    "/v1/chat/completions",
    "/v1/messages",
    "/v1/documents",
    "/v1/documents/files",
    "/v1/documents/x/text",
    "/v1/verify",
    "/healthz",
)
BODY = '{"question": "萧山", "query": "萧山"}'.encode()
_SECONDS = 10.0  # to wait for one reply
_EVERY = 500  # requests between two questions whether it lives

Make = Callable[[random.Random], bytes]


def noise(chance: random.Random) -> bytes:
    """Bytes that are no request."""
    return chance.randbytes(chance.randrange(1, 400))


def request_line(chance: random.Random) -> bytes:
    """A first line that is none: methods, paths and versions that cannot be."""
    method = chance.choice([b"", b"G ET", b"get", b"\x00POST", b"POST" * 300, "问".encode()])
    path = chance.choice([b"", b"v1/ask", b"/%", b"/%zz%00", b"/../../etc", b"/" + b"a" * 70_000])
    version = chance.choice([b"HTTP/9.9", b"HTTP/1.1", b"http/1.1", b"", b"HTTP/1.", b"\xff"])
    return b" ".join((method, path, version)) + b"\r\nHost: localhost\r\n\r\n"


def headers(chance: random.Random) -> bytes:
    """Headers without a colon, with control characters, too long or too many."""
    line = chance.choice(
        [
            b"no colon here",
            b": nameless",
            b"a b: c",
            b"x: a\x00b",
            b"x: a\rb",
            b"x: " + b"y" * 70_000,
            b"\r\n".join(b"h%d: v" % number for number in range(2000)),
            b" folded: x\r\n  more",
            b"Host: two\r\nHost: hosts",
            b"Expect: a miracle",
            b"Connection: upgrade\r\nUpgrade: websocket",
        ]
    )
    return _post(chance, line, BODY)


def lengths(chance: random.Random) -> bytes:
    """Lengths that are wrong, twice there, or beside a transfer encoding."""
    line = chance.choice(
        [
            b"Content-Length: -1",
            b"Content-Length: x",
            b"Content-Length: 1e3",
            b"Content-Length: 99999999999999999999",
            b"Content-Length: 5\r\nContent-Length: 6",
            b"Content-Length: 4\r\nTransfer-Encoding: chunked",
            b"Transfer-Encoding: gzip, chunked",
            b"Transfer-Encoding: nothing",
        ]
    )
    return _head(chance, line) + BODY


def chunks(chance: random.Random) -> bytes:
    """Chunks whose sizes are not those of their bytes."""
    body = chance.choice(
        [
            b"zz\r\nabc\r\n0\r\n\r\n",
            b"-1\r\n\r\n",
            b"5\r\nabc",
            b"ffffffffffffffffff\r\nx",
            b"0\r\n",
        ]
    )
    return _head(chance, b"Transfer-Encoding: chunked") + body


def bodies(chance: random.Random) -> bytes:
    """Bodies that are not the JSON of any request."""
    depth = chance.choice([10, 5_000, 100_000])
    made = chance.choice(
        [
            BODY[: chance.randrange(len(BODY))],
            b"[" * depth,
            b'{"question":' * depth,
            b'{"question": "\xff\xfe"}',
            b'{"question": "\\ud800"}',
            b'{"question": ' + b"9" * 10_000 + b"}",
            b'{"question": NaN, "limit": Infinity}',
            b"null",
            b"",
            chance.randbytes(200),
            b'{"messages": [{"role": "user", "content": [{"type": ["x"]}]}]}',
            b'{"a": 1, "a": {"a": []}}\x00',
        ]
    )
    return _post(chance, b"X: y", made)


def forms(chance: random.Random) -> bytes:
    """Uploads whose boundaries do not hold."""
    kind = chance.choice(
        [
            b"multipart/form-data",
            b"multipart/form-data; boundary=",
            b"multipart/form-data; boundary=x",
            b"application/json; charset=\xff",
            b"text/\x7f",
        ]
    )
    body = chance.choice(
        [b"--x", b"--x\r\n\r\n--x--", b"--x\r\nContent-Disposition: x\r\n\r\n", BODY]
    )
    head = (
        b"POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
        + kind
    )
    return head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def broken_off(chance: random.Random) -> bytes:
    """A good request that ends early."""
    whole = _post(chance, b"X: y", BODY)
    return whole[: chance.randrange(1, len(whole))]


KINDS: tuple[Make, ...] = (
    noise,
    request_line,
    headers,
    lengths,
    chunks,
    bodies,
    forms,
    broken_off,
)
COMPLETE = (headers, bodies, forms)
"""Those that bring as many bytes as they announce; after the others the sender ends."""


def _head(chance: random.Random, line: bytes) -> bytes:
    path = chance.choice(PATHS).encode()
    kind = b"Connection: close\r\nContent-Type: application/json"
    return (
        b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\n" + kind + b"\r\n" + line + b"\r\n\r\n"
    )


def _post(chance: random.Random, line: bytes, body: bytes) -> bytes:
    return _head(chance, line + b"\r\nContent-Length: %d" % len(body)) + body


def send_malformed(port: int, *, count: int, seed: int = SEED) -> "Counter[int]":
    """Send malformed requests, each on a connection of its own.

    Args:
        port: Of this machine.
        count: How many; the kinds take turns.
        seed: Of what is sent.

    Returns:
        How many replies had which status; 0 for a connection closed without one.

    Raises:
        SystemExit: The server lives no more, or answers a good request with an error.
    """
    chance = random.Random(seed)  # noqa: S311  # what is sent must come out the same again
    statuses: Counter[int] = Counter()
    for number in range(count):
        make = KINDS[number % len(KINDS)]
        statuses[sent(port, make(chance), complete=make in COMPLETE)] += 1
        if number % _EVERY == 0:
            require_life(port)
    require_life(port)
    return statuses


def sent(port: int, request: bytes, *, complete: bool = True) -> int:
    """Send bytes and return the status of the reply; 0: none.

    Args:
        port: Of this machine.
        request: What is sent.
        complete: Whether the server has no reason to wait for more; else the sending side
            is ended.

    Raises:
        TimeoutError: The server neither replied nor closed the connection.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=_SECONDS) as connection:
        reply = b""
        with suppress(BrokenPipeError, ConnectionResetError):  # it may close at once
            connection.sendall(request)
            if not complete:
                connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while more := connection.recv(65536):
                reply += more
    parts = reply.split(b" ", 2)
    return int(parts[1]) if reply.startswith(b"HTTP/1.") and parts[1].isdigit() else 0


def require_life(port: int) -> None:
    """End with a message unless a good request is answered."""
    status = sent(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    if status != 200:
        raise SystemExit(f"the server lives no more: /healthz answers {status}")


def main() -> None:
    """Serve a store, send, and print what came back."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    with served(given.store) as server:
        statuses = send_malformed(server.port, count=given.count, seed=given.seed)
        alive = server.process.poll() is None
    for status, number in sorted(statuses.items()):
        print(f"{status or 'closed'}: {number}")  # noqa: T201  # the report
    failed = sum(number for status, number in statuses.items() if status >= 500)
    print(f"{given.count} sent, {failed} answered with 5xx, alive: {alive}")  # noqa: T201
    if failed or not alive:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
