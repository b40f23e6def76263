"""A small OpenAI-compatible server on a loopback socket, well-behaved or faulty on demand."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behaviour = Callable[["FakeHandler"], None]


class FakeHandler(BaseHTTPRequestHandler):
    """Answers `POST /v1/chat/completions` by the server's next behaviour."""

    protocol_version = "HTTP/1.1"
    server: "FakeOpenAI"

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        self.server.requests.append(json.loads(self.rfile.read(length)))
        self.server.paths.append(self.path)
        self.server.keys.append(self.headers.get("authorization"))
        behaviours = self.server.behaviours
        behaviour = behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]
        with contextlib.suppress(OSError):  # the client may have gone
            behaviour(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the base class's name
        pass

    def reply(
        self, body: bytes, *, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        sent = {"content-type": "application/json", "content-length": str(len(body))}
        for name, value in (sent | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class FakeOpenAI(ThreadingHTTPServer):
    """The server; `requests`, `paths` and `keys` record what it was sent."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *behaviours: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), FakeHandler)
        self.behaviours = list(behaviours)
        self.requests: list[dict[str, object]] = []
        self.paths: list[str] = []
        self.keys: list[str | None] = []
        self.closing = threading.Event()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that hangs up is part of the tests."""


@contextlib.contextmanager
def fake_openai(*behaviours: Behaviour) -> Iterator[FakeOpenAI]:
    """Run a server; each request takes the next behaviour, the last one again and again."""
    server = FakeOpenAI(*behaviours)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def completion(content: str) -> bytes:
    """Return the body of a chat completion."""
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "tiny",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": content},
                }
            ],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
    ).encode()


def says(content: str) -> Behaviour:
    return lambda handler: handler.reply(completion(content))


def fails(status: int, message: str = "no", *, headers: dict[str, str] | None = None) -> Behaviour:
    body = json.dumps({"error": {"message": message, "type": "error"}}).encode()
    return lambda handler: handler.reply(body, status=status, headers=headers)


def hangs(handler: FakeHandler) -> None:
    """Send nothing until the server closes."""
    handler.server.closing.wait(20)


def dribbles(handler: FakeHandler) -> None:
    """Send a byte now and then, so that no read ever times out."""
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", "1000000")
    handler.end_headers()
    while not handler.server.closing.is_set():
        handler.wfile.write(b" ")
        time.sleep(0.02)


def cuts_off(handler: FakeHandler) -> None:
    """Close the connection in the middle of the body."""
    body = completion("half an answer")
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[: len(body) // 2])
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def talks_nonsense(handler: FakeHandler) -> None:
    handler.reply(b'{"choices": [{"message": ')


def floods(handler: FakeHandler) -> None:
    """Promise and send a gigabyte, until the client hangs up."""
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(1 << 30))
    handler.end_headers()
    chunk = b" " * (1 << 16)
    for _ in range(1 << 14):
        handler.wfile.write(chunk)


def redirects_to(url: str) -> Behaviour:
    return lambda handler: handler.reply(b"{}", status=307, headers={"location": url})
