"""OpenTelemetry traces, with the extra `tracing`; nothing is loaded without it."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from index.errors import InvalidSetting

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

_NANOSECONDS = 1_000_000  # in a millisecond


class Trace(Protocol):
    """Where spans go."""

    @contextmanager
    def request(self, method: str, headers: Mapping[str, str]) -> "Iterator[RequestSpan]":
        """Give a span of one request, current inside the block."""
        ...

    def steps(self, timings: Mapping[str, float]) -> None:
        """Add a span for each step of an answer that ended just now."""
        ...


class RequestSpan(Protocol):
    """One request's span."""

    def answered(self, route: str, status: int) -> None:
        """Take down by which route it was answered, and how."""
        ...


def open_trace() -> "OpenTelemetryTrace":
    """Return a trace that is sent where OTEL_EXPORTER_OTLP_ENDPOINT says.

    Raises:
        InvalidSetting: The extra is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise InvalidSetting(
            "WENJU_TRACING needs packages that are not installed: pip install 'wenju[tracing]'"
        ) from error
    provider = TracerProvider(resource=Resource.create({"service.name": "wenju"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return OpenTelemetryTrace(provider)


class OpenTelemetryTrace:
    """Makes spans; what was asked and answered stands in none of them.

    Args:
        provider: Where they go.
    """

    def __init__(self, provider: "TracerProvider") -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("wenju")

    @contextmanager
    def request(self, method: str, headers: Mapping[str, str]) -> "Iterator[_Span]":
        """Give a span of one request, below the one that its `traceparent` names."""
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        above = TraceContextTextMapPropagator().extract(dict(headers))
        with self._tracer.start_as_current_span(
            method, context=above, kind=SpanKind.SERVER, record_exception=False
        ) as span:
            yield _Span(span, method)

    def steps(self, timings: Mapping[str, float]) -> None:
        """Add a span for each step of an answer; the last one ended just now."""
        steps = [(name, taken) for name, taken in timings.items() if name != "total"]
        start = time.time_ns() - round(sum(taken for _, taken in steps) * _NANOSECONDS)
        for name, taken in steps:
            end = start + round(taken * _NANOSECONDS)
            self._tracer.start_span(name, start_time=start).end(end)
            start = end

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


class _Span:
    """One request's span, as OpenTelemetry's conventions name its facts."""

    def __init__(self, span: object, method: str) -> None:
        self._span = span
        self._method = method

    def answered(self, route: str, status: int) -> None:
        """Name the span by its route."""
        from opentelemetry.trace import Span, StatusCode

        assert isinstance(self._span, Span)  # noqa: S101  # loaded only where it is used
        self._span.update_name(f"{self._method} {route}")
        self._span.set_attribute("http.request.method", self._method)
        self._span.set_attribute("http.route", route)
        self._span.set_attribute("http.response.status_code", status)
        if status >= 500:
            self._span.set_status(StatusCode.ERROR)
