"""In whose form an error leaves: wenju's own, OpenAI's or Anthropic's."""

from dataclasses import dataclass
from enum import StrEnum

from starlette.types import Scope

from service.render import Json

_OPENAI = ("/v1/chat/completions", "/v1/models")
_ANTHROPIC = "/v1/messages"
_OPENAI_KINDS = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
_ANTHROPIC_KINDS = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
}


class Dialect(StrEnum):
    """The forms that a route's clients can read."""

    WENJU = "wenju"
    OPENAI = "openai"
    ANTHROPIC = "anthropic"


@dataclass(frozen=True, slots=True)
class Fault:
    """An error, before it is put into a form.

    Attributes:
        status: HTTP status.
        kind: What went wrong, in snake case, such as `invalid_question`.
        message: Fit to show a user.
        field: The part of the request at fault, if one is.
    """

    status: int
    kind: str
    message: str
    field: str | None = None


def dialect_of(scope: Scope) -> Dialect:
    """Return the form that the client of a request reads, by its path.

    Both official clients ask for `/v1/models`; Anthropic's is known by its header.
    """
    path: str = scope.get("path", "").removeprefix(scope.get("root_path", ""))
    if _under(path, _ANTHROPIC):
        return Dialect.ANTHROPIC
    if any(_under(path, one) for one in _OPENAI):
        named = any(name == b"anthropic-version" for name, _ in scope.get("headers", ()))
        return Dialect.ANTHROPIC if named and path.startswith("/v1/models") else Dialect.OPENAI
    return Dialect.WENJU


def _under(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


def status_in(dialect: Dialect, fault: Fault) -> int:
    """Return the status of an error in a dialect; the others say 400 where wenju says 422."""
    return 400 if fault.status == 422 and dialect is not Dialect.WENJU else fault.status


def error_in(dialect: Dialect, fault: Fault) -> Json:
    """Return the body of an error in a dialect; wenju's own kind is never lost."""
    match dialect:
        case Dialect.OPENAI:
            return {"error": _openai(fault)}
        case Dialect.ANTHROPIC:
            return {"type": "error", "error": _anthropic(fault)}
        case Dialect.WENJU:
            field = {} if fault.field is None else {"field": fault.field}
            return {"error": {"type": fault.kind, "message": fault.message} | field}


def _openai(fault: Fault) -> Json:
    kind = "server_error" if fault.status >= 500 else "invalid_request_error"
    kind = _OPENAI_KINDS.get(fault.status, kind)
    return {"message": fault.message, "type": kind, "param": fault.field, "code": fault.kind}


def _anthropic(fault: Fault) -> Json:
    kind = "api_error" if fault.status >= 500 else "invalid_request_error"
    kind = _ANTHROPIC_KINDS.get(fault.status, kind)
    where = "" if fault.field is None else f"{fault.field}: "
    details = {"error_code": fault.kind}
    return {"type": kind, "message": f"{where}{fault.message}", "details": details}
