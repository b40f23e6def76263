"""Errors as HTTP answers: `{"error": {"type", "message", "field"?}}`.

On the routes that speak OpenAI's or Anthropic's form, errors leave in that form.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from index import errors
from service.http.access import methods_of
from service.http.dialect import Dialect, Fault, dialect_of, error_in, status_in
from service.http.schema import ErrorOut
from service.render import error_payload

STATUS_CODES: dict[type[errors.WenjuError], int] = {
    errors.CorpusError: 422,
    errors.UnreadableSource: 422,
    errors.InvalidRecord: 422,
    errors.StoreError: 500,
    errors.StoreMissing: 503,
    errors.StoreDamaged: 500,
    errors.StoreBusy: 503,
    errors.UnknownDocument: 404,
    errors.IndexIncompatible: 503,
    errors.ModelError: 500,
    errors.ModelUnavailable: 503,
    errors.ModelDamaged: 500,
    errors.GenerationError: 502,
    errors.GenerationTimeout: 504,
    errors.GenerationRefused: 502,
    errors.RemoteError: 502,
    errors.RequestError: 422,
    errors.InvalidQuestion: 422,
    errors.InvalidFilter: 422,
    errors.InvalidSetting: 422,
}
"""One line for each class of `index.errors`; a test fails when one is missing."""

RETRY_SECONDS = "2"
KINDS = {
    400: "invalid_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timeout",
    409: "conflict",
    413: "body_too_large",
    415: "unsupported_media_type",
    422: "invalid_request",
    429: "too_many_requests",
    499: "client_gone",
    503: "unavailable",
    504: "timeout",
}
"""What an error is called that no exception of `index.errors` stands for."""
ERROR_RESPONSES: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorOut, "description": "The request cannot be read"},
    401: {"model": ErrorOut, "description": "A key is needed, and none that is good came"},
    403: {"model": ErrorOut, "description": "The key is not good for this"},
    404: {"model": ErrorOut, "description": "There is nothing by that name"},
    413: {"model": ErrorOut, "description": "The body is too large"},
    422: {"model": ErrorOut, "description": "The request cannot be served as it is"},
    429: {"model": ErrorOut, "description": "The key may ask again after `Retry-After` seconds"},
    500: {"model": ErrorOut, "description": "The store is damaged, or something went wrong here"},
    502: {"model": ErrorOut, "description": "The language model failed"},
    503: {"model": ErrorOut, "description": "The service is busy, or its store cannot serve now"},
    504: {"model": ErrorOut, "description": "The language model took too long"},
}


def status_code(error: errors.WenjuError) -> int:
    """Return the HTTP status of an error by its nearest mapped class."""
    return next(STATUS_CODES[kind] for kind in type(error).__mro__ if kind in STATUS_CODES)


class ErrorResponse(JSONResponse):
    """An error that takes its form when it is sent, from the route that it answers."""

    def __init__(self, fault: Fault, headers: Mapping[str, str] | None = None) -> None:
        self.fault = fault
        super().__init__(error_in(Dialect.WENJU, fault), fault.status, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the error in the form that the client of this route reads."""
        dialect = dialect_of(scope)
        self.status_code = status_in(dialect, self.fault)
        self.body = self.render(error_in(dialect, self.fault))
        self.headers["content-length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


def error_response(
    status: int,
    kind: str,
    message: str,
    field: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> ErrorResponse:
    """Return an error that is not one of `index.errors` in the same shape."""
    readable = message.encode(errors="replace").decode()  # what is repeated may be no text
    named = None if field is None else field.encode(errors="replace").decode()
    return ErrorResponse(Fault(status, kind, readable, named), headers)


def fault_of(error: Exception) -> Fault:
    """Return any exception as what is said of it; what was not expected is not repeated."""
    if isinstance(error, errors.WenjuError):
        return Fault(status_code(error), error_payload(error)["error"]["type"], str(error))
    return Fault(500, "internal_error", "something went wrong here; the log has it")


def install_error_handlers(app: FastAPI) -> None:
    """Make every error of an application leave in our shape."""
    app.add_exception_handler(errors.WenjuError, _expected)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _unexpected)


def _expected(_: Request, error: Exception) -> ErrorResponse:
    fault = fault_of(error)
    headers = {"Retry-After": RETRY_SECONDS} if fault.status == 503 else None
    return error_response(fault.status, fault.kind, fault.message, headers=headers)


def _invalid(request: Request, error: Exception) -> ErrorResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # registered for this class
    first = error.errors()[0]
    if isinstance(first.get("input"), bytes):  # it was not even tried to read as JSON
        kind = request.headers.get("content-type", "")[:80] or "nothing"
        message = f"send JSON and say so: Content-Type is {kind!r}, not 'application/json'"
        return error_response(422, "invalid_request", message, "body")
    if first["type"] == "json_invalid":
        return error_response(422, "invalid_request", f"the body is not JSON: {first['msg']}")
    field = ".".join(str(part) for part in first["loc"] if part != "body")
    return error_response(422, "invalid_request", first["msg"], field or "body")


def _refused(request: Request, error: Exception) -> ErrorResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  # registered for this class
    kind = KINDS.get(error.status_code, "http_error")
    headers = error.headers
    if error.status_code == 405:  # the router names the methods of one of the routes only
        headers = {"Allow": ", ".join(methods_of(request.url.path))}
    return error_response(error.status_code, kind, str(error.detail), headers=headers)


def _unexpected(_: Request, error: Exception) -> ErrorResponse:
    fault = fault_of(error)
    return error_response(fault.status, fault.kind, fault.message)
