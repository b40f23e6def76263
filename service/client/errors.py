"""What can go wrong between this client and a wenju service.

ClientError
├── ConnectionFailed       nobody answers at that address, or the connection broke
│   └── TimedOut             no answer in time
├── UnexpectedReply        an answer that no wenju service gives: another program's, a proxy's
├── InvalidRequest         400, 413, 415, 422: what was sent cannot be served; see `field`
├── AuthenticationFailed   401: no API key, or one that is unknown or revoked
├── NotPermitted           403: the key is not good for this
├── NotFound               404: no document or job of that name, or another address
├── Conflicted             409: the request does not fit the state of things
├── RateLimited            429: too many requests; see `retry_after`
├── Overloaded             503: busy, starting, or without a store; see `retry_after`
├── ServerFailed           any other 5xx: the service or its language model failed
└── JobFailed              documents were taken on, and could not be put into the store
"""

from index.errors import RemoteError


class ClientError(RemoteError):
    """Base of this client's errors; its message is fit to show a user.

    Attributes:
        status: The HTTP status, or None where no answer came.
        kind: The service's own name of the error, such as `unknown_document`, if it gave one.
        field: The part of the request at fault, if one is.
        retry_after: Seconds after which the service asks to be tried again, if it said so.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        kind: str | None = None,
        field: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.field = field
        self.retry_after = retry_after


class ConnectionFailed(ClientError):
    """Nobody answers at that address, or the connection broke.

    Attributes:
        sent: Whether the request may have reached the service.
    """

    def __init__(self, message: str, *, sent: bool = False) -> None:
        super().__init__(message)
        self.sent = sent


class TimedOut(ConnectionFailed):
    """No answer came in time; the service may still be working on one."""


class UnexpectedReply(ClientError):
    """The answer is none that a wenju service of this version gives."""


class InvalidRequest(ClientError):
    """What was sent cannot be served as it is."""


class AuthenticationFailed(ClientError):
    """There was no API key, or it is unknown or revoked."""


class NotPermitted(ClientError):
    """The API key is not good for this."""


class NotFound(ClientError):
    """There is no document or job of that name, or no such address."""


class Conflicted(ClientError):
    """The request does not fit the state of things."""


class RateLimited(ClientError):
    """This key sent too many requests."""


class Overloaded(ClientError):
    """The service is busy, is starting or has no store yet."""


class ServerFailed(ClientError):
    """The service, or the language model behind it, failed."""


class JobFailed(ClientError):
    """Documents were taken on as a job, and could not be put into the store."""


_BY_STATUS: dict[int, type[ClientError]] = {
    401: AuthenticationFailed,
    403: NotPermitted,
    404: NotFound,
    409: Conflicted,
    429: RateLimited,
    503: Overloaded,
}


def error_class(status: int) -> type[ClientError]:
    """Return the class of a status that is no success."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return ServerFailed
    return InvalidRequest if status >= 400 else UnexpectedReply
