"""A bound on what a language model's server may send back.

Works on responses of httpx and of its sibling httpx2, whichever a provider's client uses.
"""

import importlib
from collections.abc import Callable, Iterator
from typing import Any

LARGEST_RESPONSE = 4 * 1024 * 1024  # bytes; an answer is a few thousand


class OversizedResponseError(OSError):
    """A server sent more than it may, or compressed what was asked for plain."""


def limit_response(limit: int = LARGEST_RESPONSE) -> Callable[[Any], None]:
    """Return a response hook that cuts a body off after `limit` bytes.

    Args:
        limit: Most bytes of one body.

    Returns:
        A hook for `event_hooks={"response": [hook]}`; reading a longer or a compressed
        body raises `OversizedResponseError`, without holding it in memory.
    """

    def hook(response: Any) -> None:  # Any: a Response of either library
        if response.headers.get("content-encoding", "identity") != "identity":
            raise OversizedResponseError("the server compressed its answer unasked")
        library = importlib.import_module(type(response).__module__.partition(".")[0])
        response.stream = _bounded(library.SyncByteStream, response.stream, limit)

    return hook


def _bounded(base: Any, stream: Any, limit: int) -> Any:
    class BoundedStream(base):  # type: ignore[misc] # the base is found at run time
        def __iter__(self) -> Iterator[bytes]:
            left = limit
            for chunk in stream:
                left -= len(chunk)
                if left < 0:
                    raise OversizedResponseError(f"the server sent more than {limit} bytes")
                yield chunk

        def close(self) -> None:
            stream.close()

    return BoundedStream()
