"""Errors as HTTP answers: `{"error": {"type", "message", "field"?}}`."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from index import errors
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


def error_response(status: int, kind: str, message: str, field: str | None = None) -> JSONResponse:
    """Return an error that is not one of `index.errors` in the same shape."""
    body = {"type": kind, "message": message} | ({"field": field} if field else {})
    return JSONResponse({"error": body}, status_code=status)


def install_error_handlers(app: FastAPI) -> None:
    """Make every error of an application leave in our shape."""
    app.add_exception_handler(errors.WenjuError, _expected)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _unexpected)


def _expected(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.WenjuError)  # noqa: S101  # registered for this class
    status = status_code(error)
    headers = {"Retry-After": RETRY_SECONDS} if status == 503 else None
    return JSONResponse(error_payload(error), status_code=status, headers=headers)


def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # registered for this class
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"] if part != "body")
    return error_response(422, "invalid_request", first["msg"], field or "body")


def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  # registered for this class
    kinds = {
        400: "invalid_request",
        404: "not_found",
        405: "method_not_allowed",
        413: "body_too_large",
    }
    response = error_response(
        error.status_code, kinds.get(error.status_code, "http_error"), str(error.detail)
    )
    response.headers.update(error.headers or {})
    return response


def _unexpected(_: Request, error: Exception) -> JSONResponse:
    return error_response(500, "internal_error", "something went wrong here; the log has it")
