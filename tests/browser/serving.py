"""The application on a loopback port, in a thread of the test's own process."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import uvicorn

from service.http.app import create_app
from service.library import Library
from service.settings import Settings


@contextlib.contextmanager
def serving(library: Library, settings: Settings) -> Iterator[str]:
    """Serve a library; yields its address, such as `http://127.0.0.1:40123`."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(library, settings), log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server has ended"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(10)
        listener.close()
