import io
import json
import logging
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from index.document import Document
from index.filter import Filter
from service.http.app import create_app
from service.http.log import open_log
from service.http.running import Running
from service.settings import LogFormat, LogLevel, Settings
from tests.fakes import FakeLibrary

QUESTION, ANSWER = "投资", "投资4.2亿元"


class BrokenLibrary(FakeLibrary):
    def document(self, document_id: str, filter: Filter | None = None) -> Document:
        raise ZeroDivisionError(f"the text is {QUESTION}")


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:] = before[0]
    root.setLevel(before[1])


def watched(
    library: FakeLibrary | None = None, *, content: bool = False, form: LogFormat = LogFormat.JSON
) -> tuple[TestClient, io.StringIO]:
    stream = io.StringIO()
    log = open_log(form, LogLevel.INFO, content=content, stream=stream)
    app = create_app(library or FakeLibrary(), Settings(), Running(log=log))
    return TestClient(app), stream


def events(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_line_with_its_route_status_and_id() -> None:
    client, stream = watched()
    client.get("/v1/documents/harbour.txt", headers={"X-Request-Id": "a-1"})
    (line,) = events(stream)
    assert line["event"] == "request"
    assert line["route"] == "/v1/documents/{document_id:path}"
    assert (line["method"], line["status"], line["request_id"]) == ("GET", 200, "a-1")
    assert "harbour" not in stream.getvalue()


def test_an_answer_is_noted_with_its_outcome_and_without_a_word_of_it() -> None:
    client, stream = watched()
    client.post("/v1/ask", json={"question": QUESTION})
    client.post("/v1/ask", json={"question": "月球"})
    answered, _, refused, _ = events(stream)
    assert (answered["event"], answered["status"], answered["citations"]) == (
        "answered",
        "answered",
        1,
    )
    assert refused["reason"] == "not_in_corpus"
    assert QUESTION not in stream.getvalue()
    assert "月球" not in stream.getvalue()


def test_words_are_noted_when_it_is_asked_for() -> None:
    client, stream = watched(content=True)
    client.post("/v1/ask", json={"question": QUESTION})
    assert (events(stream)[0]["question"], events(stream)[0]["answer"]) == (QUESTION, ANSWER)


@pytest.mark.parametrize("content", [False, True])
def test_a_failure_is_a_500_in_our_form_and_a_traceback_without_its_message(content: bool) -> None:
    client, stream = watched(BrokenLibrary(), content=content)
    failed = client.get("/v1/documents/x")
    assert failed.status_code == 500
    assert failed.json()["error"]["type"] == "internal_error"
    assert failed.headers["x-content-type-options"] == "nosniff"
    failure, request = events(stream)
    assert failure["request_id"] == request["request_id"] == failed.headers["x-request-id"]
    assert "ZeroDivisionError" in str(failure["exception"])
    assert (QUESTION in stream.getvalue()) is content


def test_lines_for_people_are_possible() -> None:
    client, stream = watched(form=LogFormat.CONSOLE)
    client.get("/v1/documents")
    assert "request" in stream.getvalue()
    assert "route=/v1/documents" in stream.getvalue()


def test_what_libraries_log_looks_the_same() -> None:
    _, stream = watched()
    for name in ("uvicorn", "uvicorn.error"):  # a server of another test may have set them up
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.NOTSET)
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    (line,) = events(stream)
    assert line["event"] == "Invalid HTTP request received."
    assert line["level"] == "warning"


@pytest.mark.parametrize("sent", ["a b", "x" * 65, "evil\tid", "é", ""])
def test_an_id_that_is_none_is_replaced(sent: str) -> None:
    client, _ = watched()
    given = client.get("/healthz", headers={"X-Request-Id": sent.encode("latin-1")})
    assert given.headers["x-request-id"] != sent
    assert len(given.headers["x-request-id"]) == 16


def test_measurements_count_requests_refusals_stages_and_the_index() -> None:
    client, _ = watched()
    client.post("/v1/ask", json={"question": QUESTION})
    client.post("/v1/ask", json={"question": "月球"})
    client.get("/v1/documents/secret-name")
    shown = client.get("/metrics")
    assert shown.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = set(shown.text.splitlines())
    assert 'wenju_requests_total{method="POST",route="/v1/ask",status="200"} 2.0' in lines
    assert 'wenju_answers_total{reason="not_in_corpus",status="refused"} 1.0' in lines
    assert 'wenju_answers_total{reason="",status="answered"} 1.0' in lines
    assert 'wenju_stage_seconds_count{stage="total"} 2.0' in lines
    assert "wenju_unverified_claims_total 0.0" in lines
    assert "wenju_queue 0.0" in lines
    assert "wenju_index_generation 1.0" in lines
    assert "wenju_index_documents 1.0" in lines
    assert "secret-name" not in shown.text


def test_a_span_of_each_request_holds_a_span_of_each_step() -> None:
    trace = pytest.importorskip("service.http.tracing")
    exported = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    sdk = pytest.importorskip("opentelemetry.sdk.trace")
    processors = pytest.importorskip("opentelemetry.sdk.trace.export")
    spans = exported.InMemorySpanExporter()
    provider = sdk.TracerProvider()
    provider.add_span_processor(processors.SimpleSpanProcessor(spans))
    library = FakeLibrary()
    running = Running(trace=trace.OpenTelemetryTrace(provider))
    client = TestClient(create_app(library, Settings(), running))
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    client.post("/v1/ask", json={"question": QUESTION}, headers={"traceparent": parent})
    *steps, request = spans.get_finished_spans()
    assert request.name == "POST /v1/ask"
    assert request.attributes["http.response.status_code"] == 200
    assert format(request.context.trace_id, "032x") == "0af7651916cd43dd8448eb211c80319c"
    assert all(step.parent.span_id == request.context.span_id for step in steps)
    assert QUESTION not in str([span.to_json() for span in spans.get_finished_spans()])
