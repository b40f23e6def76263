"""How calls travel: addresses, keys, timeouts, and httpx's errors in this client's terms."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import httpx

from service.client.backoff import seconds_of
from service.client.call import Call, failure
from service.client.errors import ClientError, ConnectionFailed, TimedOut, UnexpectedReply

DEFAULT_ADDRESS = "http://127.0.0.1:8000"
DEFAULT_TIMEOUT = 60.0
CONNECT_TIMEOUT = 5.0


@dataclass(frozen=True, slots=True)
class Address:
    """Where a service is, and how it is spoken to.

    Attributes:
        base_url: Its address; a path is kept, as behind a proxy.
        api_key: Sent as `Authorization: Bearer`; None sends none.
        timeout: Seconds to wait for an answer.

    Raises:
        ClientError: The address cannot be one.
    """

    base_url: str = DEFAULT_ADDRESS
    api_key: str | None = None
    timeout: float = DEFAULT_TIMEOUT

    def __post_init__(self) -> None:
        try:
            url = httpx.URL(self.base_url)
        except httpx.InvalidURL as error:
            raise ClientError(f"{self.base_url!r} is no http address: {error}") from error
        if url.scheme not in ("http", "https") or not url.host:
            raise ClientError(f"{self.base_url!r} is no http or https address")

    def options(self) -> dict[str, Any]:
        """Return what an httpx client is made with."""
        headers = {"User-Agent": f"wenju-python/{version('wenju')}"}
        if self.api_key is not None:
            headers["Authorization"] = f"Bearer {self.api_key}"
        return {
            "base_url": self.base_url.rstrip("/"),
            "headers": headers,
            "timeout": httpx.Timeout(self.timeout, connect=min(CONNECT_TIMEOUT, self.timeout)),
            "follow_redirects": False,  # a key goes to the address it was given for, no other
        }


def request_options(call: Call[Any], *, accept: str = "application/json") -> dict[str, Any]:
    """Return a call as arguments of `build_request`."""
    options: dict[str, Any] = {
        "method": call.method,
        "url": call.path,
        "headers": {"Accept": accept},
    }
    if call.query:
        options["params"] = list(call.query)
    if call.body is not None:
        options["json"] = call.body
    if call.files:
        options["files"] = [("files", file) for file in call.files]
        options["data"] = dict(call.form)
    return options


def payload_of(response: httpx.Response) -> object:
    """Return a read response's JSON when it is a success.

    Raises:
        ClientError: It is none; the class tells the status.
    """
    try:
        payload = response.json()
    except ValueError:
        payload = None
    if not response.is_success:
        raise failure(
            response.status_code,
            payload,
            retry_after=seconds_of(response.headers.get("Retry-After")),
            reason=response.reason_phrase,
        )
    if payload is None:
        raise UnexpectedReply(
            f"the answer from {response.url} is no JSON; is a wenju service there?",
            status=response.status_code,
        )
    return payload


def is_stream(response: httpx.Response) -> bool:
    """Say whether an answer is a stream of events."""
    kind: str = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return response.status_code == 200 and kind == "text/event-stream"


def no_stream(response: httpx.Response) -> ClientError:
    """Return the error that a read response amounts to where a stream was asked for."""
    try:
        payload_of(response)
    except ClientError as error:
        return error
    return UnexpectedReply(f"the answer from {response.url} is no stream of events")


@contextmanager
def translated(address: str) -> Iterator[None]:
    """Raise httpx's errors as this client's.

    Raises:
        TimedOut: No answer came in time.
        ConnectionFailed: Nobody answers, or the connection broke.
        UnexpectedReply: The answer cannot be read.
    """
    try:
        yield
    except (httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise ConnectionFailed(f"no connection to {address} in time") from error
    except httpx.TimeoutException as error:
        raise TimedOut(f"{address} did not answer in time", sent=True) from error
    except (httpx.ConnectError, httpx.ProxyError) as error:
        raise ConnectionFailed(f"no connection to {address}: {error}") from error
    except httpx.TransportError as error:
        raise ConnectionFailed(f"the connection to {address} broke: {error}", sent=True) from error
    except (httpx.DecodingError, httpx.InvalidURL) as error:
        raise UnexpectedReply(f"the answer from {address} cannot be read: {error}") from error
