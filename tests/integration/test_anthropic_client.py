"""Anthropic's own client against a real server."""

import asyncio
from collections.abc import Iterator

import pytest
from anthropic import (
    Anthropic,
    AsyncAnthropic,
    AuthenticationError,
    BadRequestError,
    ServiceUnavailableError,
)
from anthropic.types import CitationCharLocation, Message, TextBlock

from index.errors import StoreBusy
from index.filter import Filter
from service.answer import Answer
from service.http.app import create_app
from service.keys.mode import KeyMode
from service.observer import Observe
from service.question import Question
from service.settings import Settings
from tests.answers import PORT, REFUSED, TEXT, TOWN, ScriptedLibrary
from tests.fakes import FakeLibrary
from tests.serving import served

TEXTS = {PORT.id: PORT.text, TOWN.id: TOWN.text}


class BusyStore(FakeLibrary):
    def ask(
        self,
        question: Question,
        filter: Filter | None = None,
        *,
        observe: Observe | None = None,
    ) -> Answer:
        raise StoreBusy("another process is writing")


def opened(address: str) -> Anthropic:
    return Anthropic(base_url=address, api_key="none", max_retries=0)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(create_app(ScriptedLibrary(), Settings())) as at:
        yield at


@pytest.fixture
def client(address: str) -> Iterator[Anthropic]:
    with opened(address) as client:
        yield client


def proven(message: Message) -> list[tuple[str, list[str]]]:
    """Return each block's text with the documents cited, every citation held to its text."""
    assert message.model_extra is not None
    documents = message.model_extra["wenju"]["documents"]
    found = []
    for block in message.content:
        assert isinstance(block, TextBlock)
        cited = []
        for one in block.citations or ():
            assert isinstance(one, CitationCharLocation)
            known = documents[one.document_index]
            assert one.document_title == known["title"]
            assert TEXTS[known["id"]][one.start_char_index : one.end_char_index] == one.cited_text
            cited.append(known["id"])
        found.append((block.text, cited))
    return found


BLOCKS = [
    ("北港新建泊位6个", [PORT.id]),
    ("；", []),
    ("青石镇投入4.2亿元", [TOWN.id, PORT.id]),
    ("。", []),
]


def test_its_client_reads_blocks_whose_citations_index_the_documents(client: Anthropic) -> None:
    message = client.messages.create(
        model="wenju", max_tokens=100, messages=[{"role": "user", "content": "北港"}]
    )
    assert proven(message) == BLOCKS
    assert message.stop_reason == "end_turn"
    assert message.usage.input_tokens > 0
    assert message.usage.output_tokens > 0
    assert message.model_extra is not None
    assert message.model_extra["wenju"]["answer"] == TEXT
    assert [one["id"] for one in message.model_extra["wenju"]["citations"]] == [1, 2, 3]


def test_its_client_puts_a_stream_together_to_the_same_message(client: Anthropic) -> None:
    with client.messages.stream(
        model="wenju", max_tokens=100, messages=[{"role": "user", "content": "北港"}]
    ) as stream:
        said = "".join(stream.text_stream)
        message = stream.get_final_message()
    assert said == TEXT
    assert proven(message) == BLOCKS
    assert message.stop_reason == "end_turn"
    assert message.usage.output_tokens > 0


def test_the_events_of_a_stream_come_in_anthropics_order(client: Anthropic) -> None:
    events = list(
        client.messages.create(
            model="wenju",
            max_tokens=100,
            messages=[{"role": "user", "content": "北港"}],
            stream=True,
        )
    )
    kinds = [event.type for event in events]
    assert kinds[0] == "message_start"
    assert kinds[-2:] == ["message_delta", "message_stop"]
    inner = kinds[1:-2]
    cut = [index for index, kind in enumerate(inner) if kind == "content_block_start"]
    for start, end in zip(cut, [*cut[1:], len(inner)], strict=True):
        assert inner[start + 1 : end - 1] == ["content_block_delta"] * (end - start - 2)
        assert inner[end - 1] == "content_block_stop"
    deltas = [event.delta.type for event in events if event.type == "content_block_delta"]
    assert deltas == [
        "text_delta",
        "citations_delta",
        "text_delta",
        "text_delta",
        "citations_delta",
        "citations_delta",
        "text_delta",
    ]


def test_its_asynchronous_client_reads_the_same(address: str) -> None:
    async def ask() -> Message:
        async with (
            AsyncAnthropic(base_url=address, api_key="none") as client,
            client.messages.stream(
                model="wenju", max_tokens=9, messages=[{"role": "user", "content": "北港"}]
            ) as stream,
        ):
            return await stream.get_final_message()

    assert proven(asyncio.run(ask())) == BLOCKS


def test_an_answer_can_be_sent_back_as_history(client: Anthropic) -> None:
    first = client.messages.create(
        model="wenju", max_tokens=9, messages=[{"role": "user", "content": "北港"}]
    )
    again = client.messages.create(
        model="wenju",
        max_tokens=9,
        messages=[
            {"role": "user", "content": "北港"},
            first.to_param(),
            {"role": "user", "content": [{"type": "text", "text": "青石镇呢"}]},
        ],
    )
    assert proven(again) == BLOCKS


def test_a_refusal_is_a_block_without_citations() -> None:
    with served(create_app(ScriptedLibrary(REFUSED), Settings())) as at, opened(at) as client:
        message = client.messages.create(
            model="wenju", max_tokens=9, messages=[{"role": "user", "content": "月球"}]
        )
    assert proven(message) == [(REFUSED.text, [])]
    assert message.model_extra is not None
    assert message.model_extra["wenju"]["refusal_reason"] == "not_in_corpus"


def test_its_client_raises_its_own_errors(client: Anthropic) -> None:
    with pytest.raises(BadRequestError) as refused:
        client.messages.create(
            model="wenju", max_tokens=9, messages=[{"role": "assistant", "content": "x"}]
        )
    assert refused.value.type == "invalid_request_error"
    assert refused.value.error_code == "invalid_question"
    assert "the last message must be the user's" in refused.value.message


def test_a_busy_store_and_a_wrong_key_are_its_own_errors(tmp_path: object) -> None:
    with (
        served(create_app(BusyStore(), Settings())) as at,
        opened(at) as client,
        pytest.raises(ServiceUnavailableError) as busy,
    ):
        client.messages.create(
            model="wenju", max_tokens=9, messages=[{"role": "user", "content": "x"}]
        )
    assert busy.value.type == "overloaded_error"
    assert busy.value.error_code == "store_busy"
    settings = Settings(store=str(tmp_path), keys=KeyMode.REQUIRED)
    with (
        served(create_app(FakeLibrary(), settings)) as at,
        opened(at) as client,
        pytest.raises(AuthenticationError) as unknown,
    ):
        client.messages.count_tokens(model="wenju", messages=[{"role": "user", "content": "x"}])
    assert unknown.value.type == "authentication_error"


def test_its_client_counts_tokens_and_lists_the_model(client: Anthropic) -> None:
    counted = client.messages.count_tokens(
        model="wenju", messages=[{"role": "user", "content": "萧山给旺苍投入多少产业园资金"}]
    )
    assert counted.input_tokens == 9
    assert [model.id for model in client.models.list()] == ["wenju"]
    assert client.models.retrieve("wenju").display_name == "wenju"


def test_messages_of_a_system_are_counted_in_blocks_too(client: Anthropic) -> None:
    blocks = [{"type": "text", "text": "萧山给旺苍"}, {"type": "text", "text": "投入"}]
    messages = [{"role": "system", "content": blocks}, {"role": "user", "content": "x"}]
    counted = client.messages.count_tokens(model="wenju", messages=messages)  # type: ignore[arg-type]  # newer than its types
    assert counted.input_tokens > 1
