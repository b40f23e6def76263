"""The log: one event a line on standard error, for people or for programs."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

from service.settings import LogFormat, LogLevel

Event = MutableMapping[str, Any]


def open_log(
    form: LogFormat, level: LogLevel, *, content: bool, stream: TextIO | None = None
) -> "Log":
    """Return the log, and let what libraries log go there too.

    Args:
        form: For people or as JSON.
        level: From which weight on.
        content: Let questions, answers and the messages of unexpected errors appear.
        stream: Where to; standard error by default.
    """
    target = stream or sys.stderr
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _Tracebacks(with_messages=content),
    ]
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form is LogFormat.JSON
        else structlog.dev.ConsoleRenderer(colors=target.isatty(), pad_event_to=0)
    )
    meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    _redirect(target, level, shared, [meta, last])
    bound = structlog.wrap_logger(
        structlog.WriteLogger(target),
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
    )
    return Log(bound, content=content)


class Log:
    """Writes events; their values are never a document's text or a question, unless asked.

    Args:
        bound: structlog's logger.
        content: Let questions and answers appear.
    """

    def __init__(
        self, bound: Any, *, content: bool
    ) -> None:  # Any: structlog's is made at run time
        self._bound = bound
        self._content = content

    def info(self, event: str, **facts: object) -> None:
        """Write what happened."""
        self._bound.info(event, **facts)

    def warning(self, event: str, **facts: object) -> None:
        """Write what somebody should look at."""
        self._bound.warning(event, **facts)

    def failure(self, event: str, error: BaseException, **facts: object) -> None:
        """Write what went wrong, and where."""
        self._bound.error(event, exc_info=error, **facts)

    def texts(self, **texts: str) -> dict[str, str]:
        """Return texts if they may appear, else nothing."""
        return texts if self._content else {}


def bind_request(request_id: str) -> None:
    """Let every event of this request carry its id."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)


class _Tracebacks:
    """Puts a traceback in place of an exception; its message may hold a document's text."""

    def __init__(self, *, with_messages: bool) -> None:
        self._with_messages = with_messages

    def __call__(self, _logger: object, _name: str, event: Event) -> Event:
        error = event.pop("exc_info", None)
        if error is True:
            error = sys.exc_info()[1]
        if isinstance(error, tuple):
            error = error[1]
        if isinstance(error, BaseException):
            event["exception"] = self._shown(error)
        return event

    def _shown(self, error: BaseException) -> str:
        if self._with_messages:
            return "".join(traceback.format_exception(error)).rstrip()
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return "\n".join([*places, type(error).__name__])


def _redirect(target: TextIO, level: LogLevel, shared: list[Any], last: list[Any]) -> None:
    """Let the standard library's log, which uvicorn writes to, look like ours."""
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last)
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
