import asyncio
import inspect
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest

from index.errors import WenjuError
from service.answer import Answer
from service.client import (
    Article,
    AsyncWenju,
    AuthenticationFailed,
    ClientError,
    Conflicted,
    ConnectionFailed,
    Health,
    Intake,
    InvalidRequest,
    Job,
    JobFailed,
    JobState,
    NotFound,
    NotPermitted,
    Overloaded,
    RateLimited,
    ServerFailed,
    TimedOut,
    UnexpectedReply,
    Wenju,
)
from service.question import Question
from service.render import answer_payload
from tests.fakes import FakeLibrary

ADDRESS = "http://wenju.test/below"
ANSWER = FakeLibrary().ask(Question("投资"))
Reply = httpx.Response | Exception
KINDS = ("waiting", "asyncio")


class Service:
    """Gives one reply after another, and keeps what was sent and how long was waited."""

    def __init__(self, *replies: Reply) -> None:
        self._replies = list(replies)
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self._replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)

    async def wait(self, seconds: float) -> None:
        self.waits.append(seconds)


def used(
    kind: str,
    service: Service,
    method: str,
    *arguments: Any,
    call: dict[str, Any] | None = None,
    **options: Any,
) -> Any:
    """Return what a method of either client gives; of an iterator, all of it."""
    transport = httpx.MockTransport(service)
    if kind == "waiting":
        with Wenju(ADDRESS, transport=transport, sleep=service.waits.append, **options) as client:
            result = getattr(client, method)(*arguments, **(call or {}))
            return list(result) if inspect.isgenerator(result) else result

    async def run() -> Any:
        async with AsyncWenju(
            ADDRESS, transport=transport, sleep=service.wait, **options
        ) as client:
            result = getattr(client, method)(*arguments, **(call or {}))
            if inspect.isasyncgen(result):
                return [item async for item in result]
            return await result

    return asyncio.run(run())


def answered() -> httpx.Response:
    return httpx.Response(200, json=answer_payload(ANSWER))


def refused(status: int, **headers: str) -> httpx.Response:
    said = {"error": {"type": "some_kind", "message": "because", "field": "history.0"}}
    return httpx.Response(
        status, json=said, headers={k.replace("_", "-"): headers[k] for k in headers}
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_goes_out_with_the_key_and_comes_back_as_an_answer(kind: str) -> None:
    service = Service(answered())
    answer: Answer = used(kind, service, "ask", "投资", api_key="secret")
    assert answer == ANSWER
    (request,) = service.requests
    assert str(request.url) == f"{ADDRESS}/v1/ask"
    assert request.headers["authorization"] == "Bearer secret"
    assert json.loads(request.content) == {"question": "投资", "history": []}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, InvalidRequest),
        (401, AuthenticationFailed),
        (403, NotPermitted),
        (404, NotFound),
        (409, Conflicted),
        (413, InvalidRequest),
        (422, InvalidRequest),
        (429, RateLimited),
        (500, ServerFailed),
        (502, ServerFailed),
        (503, Overloaded),
        (504, ServerFailed),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_each_status_has_its_error_with_what_the_service_said(
    kind: str, status: int, expected: type[ClientError]
) -> None:
    service = Service(refused(status, Retry_After="3"))
    with pytest.raises(expected, match="because") as failed:
        used(kind, service, "ask", "投资", retries=0)
    error = failed.value
    assert type(error) is expected
    assert isinstance(error, WenjuError)
    assert (error.status, error.kind, error.field) == (status, "some_kind", "history.0")
    assert error.retry_after == 3.0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", [429, 503])
def test_what_is_turned_away_is_sent_again_after_as_long_as_the_service_asks(
    kind: str, status: int
) -> None:
    service = Service(refused(status, Retry_After="4"), answered())
    assert used(kind, service, "ask", "投资") == ANSWER
    assert len(service.requests) == 2
    (wait,) = service.waits
    assert 4.0 <= wait < 4.5


@pytest.mark.parametrize("kind", KINDS)
def test_what_never_arrived_is_sent_again_as_often_as_allowed(kind: str) -> None:
    broken: Sequence[Reply] = [httpx.ConnectError("refused")] * 3
    service = Service(*broken)
    with pytest.raises(ConnectionFailed, match=r"no connection to http://wenju.test/below"):
        used(kind, service, "ask", "投资", retries=2)
    assert len(service.requests) == 3
    assert len(service.waits) == 2
    assert service.waits[0] < service.waits[1]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (httpx.ReadTimeout("slow"), TimedOut),
        (refused(422), InvalidRequest),
        (refused(500), ServerFailed),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_else_is_sent_again(kind: str, reply: Reply, expected: type[ClientError]) -> None:
    service = Service(reply)
    with pytest.raises(expected):
        used(kind, service, "ask", "投资")
    assert len(service.requests) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_removal_that_may_have_arrived_is_not_sent_again(kind: str) -> None:
    service = Service(httpx.RemoteProtocolError("closed"))
    with pytest.raises(ConnectionFailed, match="broke: closed"):
        used(kind, service, "remove", ["a"])
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(200, text="<html>a proxy"),
        httpx.Response(200, json={"answer": "x"}),
        httpx.Response(302, headers={"location": "http://elsewhere.test/"}),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_the_answer_of_another_program_is_an_error_of_its_own(kind: str, reply: Reply) -> None:
    service = Service(reply)
    with pytest.raises(UnexpectedReply):
        used(kind, service, "ask", "投资", api_key="secret")
    assert len(service.requests) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_without_a_body_of_ours_still_says_its_status(kind: str) -> None:
    with pytest.raises(ServerFailed, match="502 Bad Gateway"):
        used(kind, Service(httpx.Response(502, text="<html>")), "ask", "投资")


@pytest.mark.parametrize("kind", KINDS)
def test_a_service_that_is_not_ready_is_no_error_of_health(kind: str) -> None:
    service = Service(refused(503))
    assert used(kind, service, "health") == Health(ready=False, problem="history.0: because")


@pytest.mark.parametrize("kind", KINDS)
def test_a_stream_turned_away_is_opened_again(kind: str) -> None:
    done = f"event: done\ndata: {json.dumps(answer_payload(ANSWER))}\n\n"
    stream = httpx.Response(200, text=done, headers={"content-type": "text/event-stream"})
    service = Service(refused(503, Retry_After="0"), stream)
    (event,) = used(kind, service, "ask_stream", "投资")
    assert event.answer == ANSWER
    assert service.requests[1].headers["accept"] == "text/event-stream"


@pytest.mark.parametrize("kind", KINDS)
def test_a_stream_is_refused_with_the_same_errors(kind: str) -> None:
    with pytest.raises(AuthenticationFailed, match="because"):
        used(kind, Service(refused(401)), "ask_stream", "投资")


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_where_a_stream_should_be_is_an_error(kind: str) -> None:
    with pytest.raises(UnexpectedReply, match="no stream"):
        used(kind, Service(answered()), "ask_stream", "投资")


def at_work(state: str, done: int, **more: Any) -> httpx.Response:
    job = {"id": "j1", "state": state, "stage": "index", "done": done, "total": 2}
    return httpx.Response(200, json={**job, "result": None, "error": None, **more})


INTAKE = {"added": 2, "replaced": 0, "unchanged": 0, "skipped": [], "warnings": []}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("method", "given"), [("add", [Article("一。")]), ("add_files", [("a.txt", b"1")])]
)
def test_with_somebody_to_tell_documents_go_in_as_a_job(
    kind: str, method: str, given: list[Any]
) -> None:
    done = at_work("done", 2, result={**INTAKE, "index_generation": 5})
    service = Service(at_work("queued", 0), at_work("running", 1), done)
    told: list[Job] = []
    intake: Intake = used(kind, service, method, given, call={"on_progress": told.append})
    assert (intake.added, intake.index_generation) == (2, 5)
    assert [(job.state, job.done, job.total) for job in told] == [
        (JobState.QUEUED, 0, 2),
        (JobState.RUNNING, 1, 2),
        (JobState.DONE, 2, 2),
    ]
    assert [request.url.path for request in service.requests] == [
        "/below/v1/jobs",
        "/below/v1/jobs/j1",
        "/below/v1/jobs/j1",
    ]
    assert service.waits == [0.5, 0.5]


@pytest.mark.parametrize("kind", KINDS)
def test_a_job_that_fails_raises_with_the_reason_of_the_service(kind: str) -> None:
    said = {"type": "unreadable_source", "message": "bad.pdf: broken"}
    service = Service(at_work("queued", 0), at_work("failed", 0, error=said))
    with pytest.raises(JobFailed, match=r"bad\.pdf: broken") as failed:
        used(kind, service, "add", [], call={"on_progress": lambda job: None})
    assert failed.value.kind == "unreadable_source"


@pytest.mark.parametrize("kind", KINDS)
def test_jobs_are_listed_looked_at_and_cancelled(kind: str) -> None:
    one = at_work("running", 1)
    listed = httpx.Response(200, json={"jobs": [one.json()]})
    service = Service(listed, one, at_work("cancelled", 1))
    (job,) = used(kind, service, "jobs")
    assert used(kind, service, "job", "j/1") == job
    assert used(kind, service, "cancel", "j/1").state is JobState.CANCELLED
    asked = [(one.method, one.url.raw_path.decode()) for one in service.requests]
    assert asked == [
        ("GET", "/below/v1/jobs"),
        ("GET", "/below/v1/jobs/j%2F1"),
        ("POST", "/below/v1/jobs/j%2F1/cancel"),
    ]


def page_of(names: Sequence[str], count: int) -> httpx.Response:
    known = dict.fromkeys(("title", "source", "author", "published", "url"))
    sizes = {"characters": 1, "passages": 1, "content_sha256": "0"}
    documents = [{"id": name, **known, **sizes} for name in names]
    return httpx.Response(200, json={"documents": documents, "count": count})


@pytest.mark.parametrize("kind", KINDS)
def test_the_list_of_documents_is_read_to_its_last_page(kind: str) -> None:
    service = Service(page_of("abc", 5), page_of("de", 5))
    entries = used(kind, service, "documents", call={"query": "井 塔"})
    assert [entry.id for entry in entries] == list("abcde")
    asked = [dict(one.url.params) for one in service.requests]
    assert asked == [
        {"query": "井 塔", "offset": "0", "limit": "1000"},
        {"query": "井 塔", "offset": "3", "limit": "1000"},
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_that_shrinks_meanwhile_ends_with_an_empty_page(kind: str) -> None:
    service = Service(page_of("ab", 9), page_of("", 9))
    assert [entry.id for entry in used(kind, service, "documents")] == ["a", "b"]


@pytest.mark.parametrize("make", [Wenju, AsyncWenju])
@pytest.mark.parametrize("address", ["", "wenju.test", "ftp://wenju.test", "http://[::1"])
def test_an_address_that_is_none_is_refused_at_once(
    make: Callable[[str], object], address: str
) -> None:
    with pytest.raises(ClientError, match="http"):
        make(address)


def test_importing_the_client_loads_no_engine_and_no_server() -> None:
    program = (
        "import sys, service.client\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}"
        " & {'torch', 'numpy', 'fastapi', 'starlette', 'uvicorn', 'pydantic', 'faiss',"
        " 'tantivy', 'langchain_core', 'sqlalchemy', 'mcp', 'transformers', 'typer'}))"
    )
    done = subprocess.run(  # noqa: S603  # our own interpreter and program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
