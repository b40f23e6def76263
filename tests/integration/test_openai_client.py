import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from openai import BadRequestError, OpenAI, UnprocessableEntityError

from service.http.app import create_app
from service.settings import Settings
from tests.fakes import FakeLibrary


@pytest.fixture(scope="module")
def client() -> Iterator[OpenAI]:
    app = create_app(FakeLibrary(), Settings())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="none", max_retries=0) as opened:
        yield opened
    server.should_exit = True
    thread.join()


def test_openais_client_reads_an_answer_with_its_citations(client: OpenAI) -> None:
    completion = client.chat.completions.create(
        model="wenju", messages=[{"role": "user", "content": "投资"}]
    )
    message = completion.choices[0].message
    assert message.content == "投资4.2亿元"
    assert message.annotations is not None
    assert message.annotations[0].url_citation.title == "青石港扩建"
    assert completion.usage is not None
    assert completion.usage.completion_tokens > 0
    assert completion.model_extra is not None
    assert completion.model_extra["wenju"]["status"] == "answered"


def test_openais_client_reads_a_stream_to_its_end(client: OpenAI) -> None:
    stream = client.chat.completions.create(
        model="wenju",
        messages=[
            {"role": "system", "content": "Answer in verse."},
            {"role": "user", "content": "投资"},
            {"role": "assistant", "content": "4.2亿元"},
            {"role": "user", "content": "泊位"},
        ],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert "".join(pieces) == "泊位6个，投资4.2亿元"
    assert chunks[-1].usage is not None
    finish = [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices]
    assert finish[-1] == "stop"


def test_openais_client_gets_its_own_error_for_a_bad_request(client: OpenAI) -> None:
    with pytest.raises((BadRequestError, UnprocessableEntityError), match="last message"):
        client.chat.completions.create(model="wenju", messages=[{"role": "system", "content": "x"}])


def test_openais_client_lists_the_model(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["wenju"]
