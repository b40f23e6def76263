"""`/v1/ask` as events, over a real connection."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from index.errors import GenerationTimeout, StoreMissing, WenjuError
from index.filter import Filter
from service.answer import Answer
from service.http.app import create_app
from service.observer import Abandoned, Drafted, Observe, Retrieved
from service.question import Question
from service.settings import Settings
from tests.answers import FIRST, REFUSED, TEXT, TWO_CLAIMS, ScriptedLibrary, claim
from tests.fakes import HARBOUR, FakeLibrary
from tests.serving import served

EVENTS = {"Accept": "text/event-stream"}


class SlowLibrary(FakeLibrary):
    """Waits between what it finds and what it drafts until it is let go."""

    def __init__(self, failure: Exception | None = None) -> None:
        super().__init__()
        self.found, self.go_on, self.ended = (threading.Event() for _ in range(3))
        self.drafted = self.abandoned = False
        self.failure = failure

    def ask(
        self,
        question: Question,
        filter: Filter | None = None,
        *,
        observe: Observe | None = None,
    ) -> Answer:
        assert observe is not None
        try:
            observe(Retrieved(question.text, (), 1))
            self.found.set()
            assert self.go_on.wait(30)
            if self.failure is not None:
                raise self.failure
            observe(Drafted(1, "slow"))
            self.drafted = True
            return REFUSED
        except Abandoned:
            self.abandoned = True
            raise
        finally:
            self.ended.set()


def events(text: str) -> list[tuple[str, Any]]:
    parts = [part.split("\n") for part in text.split("\n\n") if part and not part.startswith(":")]
    return [
        (name.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
        for name, data in parts
    ]


def asked(library: FakeLibrary, question: str = "投资") -> list[tuple[str, Any]]:
    with served(create_app(library, Settings())) as at:
        response = httpx.post(f"{at}/v1/ask", json={"question": question}, headers=EVENTS)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    return events(response.text)


def test_a_stream_tells_what_was_found_drafted_and_proven_and_ends_with_the_whole() -> None:
    told = asked(ScriptedLibrary(), "北港")
    assert [name for name, _ in told] == ["retrieval", "draft", "claim", "claim", "done"]
    found, drafted, first, second, done = (data for _, data in told)
    assert [hit["document_id"] for hit in found["hits"]] == ["港/北.txt"]
    assert found["hits"][0] == {
        "document_id": "港/北.txt",
        "passage_id": "港/北.txt#0",
        "title": "北港",
        "start_char_index": 0,
        "end_char_index": 11,
        "score": 1.0,
    }
    assert drafted == {"claims": 1, "generator": "extractive"}
    assert (first["index"], first["text"]) == (0, "北港新建泊位6个")
    assert [one["id"] for one in first["citations"]] == [1]
    assert [one["id"] for one in second["citations"]] == [2, 3]
    assert done["answer"] == TEXT
    assert done["citations"][0] == first["citations"][0]


def test_the_whole_at_the_end_is_what_comes_without_events() -> None:
    with served(create_app(ScriptedLibrary(), Settings())) as at:
        body = {"question": "北港"}
        plain = httpx.post(f"{at}/v1/ask", json=body).json()
        streamed = events(httpx.post(f"{at}/v1/ask", json=body, headers=EVENTS).text)
    assert streamed[-1] == ("done", plain)


def test_a_refusal_has_no_claim() -> None:
    told = asked(FakeLibrary(), "月球")
    assert [name for name, _ in told] == ["retrieval", "done"]
    assert told[-1][1]["refusal_reason"] == "not_in_corpus"


def test_a_claim_that_was_put_right_is_sent_in_the_words_of_the_answer() -> None:
    wrong = replace(claim(FIRST, corrected="北港新建泊位6个"), text="北港新建泊位9个")
    library = ScriptedLibrary(replace(TWO_CLAIMS, claims=(wrong,)))
    sent = [data for name, data in asked(library, "北港") if name == "claim"]
    assert [(one["text"], one["corrected"]) for one in sent] == [("北港新建泊位6个", True)]


def test_nothing_of_the_answer_is_sent_before_it_is_verified() -> None:
    told = asked(ScriptedLibrary(), "北港")
    before = [json.dumps(data, ensure_ascii=False) for name, data in told[:2]]
    assert not any("6个" in text or "4.2亿元" in text for text in before)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (GenerationTimeout("too slow"), "generation_timeout"),
        (StoreMissing("gone"), "store_missing"),
    ],
)
def test_what_fails_after_the_first_event_is_an_event(error: WenjuError, kind: str) -> None:
    library = SlowLibrary(error)
    library.go_on.set()
    told = asked(library)
    assert [name for name, _ in told] == ["retrieval", "error"]
    assert told[-1][1]["error"]["type"] == kind


class MissingLibrary(FakeLibrary):
    def ask(
        self,
        question: Question,
        filter: Filter | None = None,
        *,
        observe: Observe | None = None,
    ) -> Answer:
        raise StoreMissing("there is no store")


def test_what_fails_before_has_a_status_of_its_own() -> None:
    with served(create_app(MissingLibrary(), Settings())) as at:
        response = httpx.post(f"{at}/v1/ask", json={"question": "x"}, headers=EVENTS)
    assert response.status_code == 503
    assert response.json()["error"]["type"] == "store_missing"


@pytest.fixture
def slow() -> Iterator[tuple[SlowLibrary, str]]:
    library = SlowLibrary()
    with served(create_app(library, Settings())) as at:
        yield library, at
        library.go_on.set()


def left(at: str, path: str, body: dict[str, Any], until: threading.Event, accept: str) -> None:
    """Send a request, and close the connection once its work has begun."""
    sent = json.dumps(body).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
    )
    port = urlsplit(at).port
    with socket.create_connection(("127.0.0.1", port or 0)) as connection:
        connection.sendall(head.encode() + sent)
        assert until.wait(30)


@pytest.mark.parametrize(
    ("path", "body", "accept"),
    [
        ("/v1/ask", {"question": "x"}, "text/event-stream"),
        ("/v1/ask", {"question": "x"}, "application/json"),
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "x"}]}, "*/*"),
        ("/v1/messages", {"messages": [{"role": "user", "content": "x"}], "stream": True}, "*/*"),
    ],
)
def test_nobody_works_on_for_a_client_that_has_left(
    slow: tuple[SlowLibrary, str], path: str, body: dict[str, Any], accept: str
) -> None:
    library, at = slow
    left(at, path, body, library.found, accept)
    while httpx.get(f"{at}/healthz").status_code != 200:  # it still serves
        pass
    noticed = threading.Event()
    for _ in range(200):  # the server has seen the connection end when it works no more
        if noticed.wait(0.01):
            break
    library.go_on.set()
    assert library.ended.wait(30)
    assert library.abandoned
    assert not library.drafted
    answer = httpx.post(f"{at}/v1/documents", json={"id": "x", "text": HARBOUR.text})
    assert answer.status_code == 201
