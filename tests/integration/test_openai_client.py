"""OpenAI's own client against a real server."""

import asyncio
from collections.abc import Iterator

import pytest
from openai import (
    AsyncOpenAI,
    AuthenticationError,
    BadRequestError,
    InternalServerError,
    NotFoundError,
    OpenAI,
)

from index.errors import StoreMissing
from index.filter import Filter
from service.answer import Answer
from service.http.app import create_app
from service.keys.mode import KeyMode
from service.observer import Observe
from service.question import Question, Role, Turn
from service.settings import Settings
from tests.answers import FIRST, REFUSED, TEXT, ScriptedLibrary
from tests.fakes import FakeLibrary
from tests.serving import served


class MissingStore(FakeLibrary):
    def ask(
        self,
        question: Question,
        filter: Filter | None = None,
        *,
        observe: Observe | None = None,
    ) -> Answer:
        raise StoreMissing("there is no store here")


def opened(address: str) -> OpenAI:
    return OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)


@pytest.fixture(scope="module")
def library() -> ScriptedLibrary:
    return ScriptedLibrary()


@pytest.fixture(scope="module")
def address(library: ScriptedLibrary) -> Iterator[str]:
    with served(create_app(library, Settings())) as at:
        yield at


@pytest.fixture
def client(address: str) -> Iterator[OpenAI]:
    with opened(address) as client:
        yield client


def test_its_client_reads_an_answer_with_citations_that_index_the_content(client: OpenAI) -> None:
    completion = client.chat.completions.create(
        model="wenju", messages=[{"role": "user", "content": "北港"}], temperature=0.3
    )
    message = completion.choices[0].message
    assert message.content == TEXT
    assert message.refusal is None
    cited = [one.url_citation for one in message.annotations or ()]
    assert [TEXT[one.start_index : one.end_index] for one in cited] == [
        "北港新建泊位6个",
        "青石镇投入4.2亿元",
        "青石镇投入4.2亿元",
    ]
    assert [one.title for one in cited] == ["北港", "青石镇", "北港"]
    assert cited[0].url == "/v1/documents/%E6%B8%AF/%E5%8C%97.txt#char=0,11"
    assert completion.usage is not None
    assert completion.usage.total_tokens == (
        completion.usage.prompt_tokens + completion.usage.completion_tokens
    )
    assert completion.model_extra is not None
    proof = completion.model_extra["wenju"]
    assert [one["id"] for one in proof["citations"]] == [1, 2, 3]


def test_its_client_reads_a_stream_that_says_what_the_whole_answer_says(client: OpenAI) -> None:
    stream = client.chat.completions.create(
        model="wenju",
        messages=[{"role": "user", "content": "北港"}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
    assert "".join(choice.delta.content or "" for choice in choices) == TEXT
    assert choices[0].delta.role == "assistant"
    assert [choice.finish_reason for choice in choices] == [None] * (len(choices) - 1) + ["stop"]
    assert choices[-1].delta.model_extra is not None
    first = choices[-1].delta.model_extra["annotations"][0]["url_citation"]
    assert (first["start_index"], first["end_index"]) == (FIRST.start, FIRST.end)
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens > 0
    assert len({chunk.id for chunk in chunks}) == 1


def test_its_own_helper_puts_a_stream_together(client: OpenAI) -> None:
    with client.chat.completions.stream(
        model="wenju", messages=[{"role": "user", "content": "北港"}]
    ) as stream:
        final = stream.get_final_completion()
    assert final.choices[0].message.content == TEXT
    assert final.choices[0].finish_reason == "stop"
    annotations = final.choices[0].message.annotations or []
    assert len(annotations) == 3


def test_its_asynchronous_client_reads_the_same(address: str) -> None:
    async def ask() -> str:
        async with AsyncOpenAI(base_url=f"{address}/v1", api_key="none") as client:
            stream = await client.chat.completions.create(
                model="wenju", messages=[{"role": "user", "content": "北港"}], stream=True
            )
            pieces = [one.choices[0].delta.content or "" async for one in stream if one.choices]
        return "".join(pieces)

    assert asyncio.run(ask()) == TEXT


def test_history_and_filter_reach_the_answerer(client: OpenAI, library: ScriptedLibrary) -> None:
    client.chat.completions.create(
        model="wenju",
        messages=[
            {"role": "system", "content": "Answer in verse."},
            {"role": "user", "content": "投资"},
            {"role": "assistant", "content": "4.2亿元"},
            {"role": "user", "content": "泊位"},
        ],
        extra_body={"filter": {"sources": ["北港发布"]}},
    )
    history = (Turn(Role.USER, "投资"), Turn(Role.ASSISTANT, "4.2亿元"))
    assert library.questions[-1] == Question("泊位", history)
    assert library.filters[-1] == Filter(sources=frozenset({"北港发布"}))


@pytest.mark.parametrize("stream", [False, True])
def test_a_refusal_stands_in_content_and_refusal(stream: bool) -> None:
    with served(create_app(ScriptedLibrary(REFUSED), Settings())) as at, opened(at) as client:
        messages = [{"role": "user", "content": "月球"}]
        if stream:
            with client.chat.completions.stream(model="wenju", messages=messages) as events:  # type: ignore[arg-type]  # one literal dict
                message = events.get_final_completion().choices[0].message
        else:
            whole = client.chat.completions.create(model="wenju", messages=messages)  # type: ignore[arg-type]  # one literal dict
            message = whole.choices[0].message
    assert message.content == message.refusal == REFUSED.text
    assert not message.annotations


def test_its_client_raises_its_own_errors(client: OpenAI) -> None:
    with pytest.raises(BadRequestError) as refused:
        client.chat.completions.create(model="wenju", messages=[{"role": "system", "content": "x"}])
    assert refused.value.code == "invalid_question"
    assert refused.value.type == "invalid_request_error"
    with pytest.raises(BadRequestError) as several:
        client.chat.completions.create(
            model="wenju", messages=[{"role": "user", "content": "x"}], n=2
        )
    assert several.value.param == "n"
    with pytest.raises(NotFoundError, match="no such model"):
        client.models.retrieve("gpt-9")


def test_without_a_store_a_stream_fails_with_a_status_before_it_begins() -> None:
    with served(create_app(MissingStore(), Settings())) as at, opened(at) as client:
        with pytest.raises(InternalServerError) as failed:
            client.chat.completions.create(
                model="wenju", messages=[{"role": "user", "content": "x"}], stream=True
            )
        assert failed.value.status_code == 503
        assert failed.value.code == "store_missing"
        assert failed.value.response.headers["retry-after"] == "2"


def test_a_wrong_key_raises_its_own_error(tmp_path: object) -> None:
    settings = Settings(store=str(tmp_path), keys=KeyMode.REQUIRED)
    with (
        served(create_app(FakeLibrary(), settings)) as at,
        opened(at) as client,
        pytest.raises(AuthenticationError) as refused,
    ):
        client.models.list()
    assert refused.value.code == "unauthorized"


def test_its_client_lists_and_reads_the_model(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["wenju"]
    assert client.models.retrieve("wenju").owned_by == "wenju"
