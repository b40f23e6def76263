import threading
import time
from collections.abc import Iterator

import pytest
from langchain_core.language_models import BaseChatModel, FakeListChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult

from index.document import Passage
from index.errors import (
    GenerationError,
    GenerationRefused,
    GenerationTimeout,
    InvalidSetting,
    ModelUnavailable,
)
from index.span import Span
from prompts.packing import pack
from prompts.template import Prompt
from service.generate.llm import LanguageModelGenerator
from service.language_model import LanguageModel, load_language_model, untraced
from tests.fake_openai import (
    FakeOpenAI,
    cuts_off,
    dribbles,
    fails,
    fake_openai,
    floods,
    hangs,
    redirects_to,
    says,
    talks_nonsense,
)

PROMPT = Prompt("Be brief.", "投资多少？")
TEXT = "去年，青石港新建泊位6个，投资4.2亿元。"


def model_of(server: FakeOpenAI, *, timeout: float = 10.0, attempts: int = 2) -> LanguageModel:
    return load_language_model(
        "openai:tiny",
        base_url=server.base_url,
        api_key="key-of-mine",
        timeout=timeout,
        attempts=attempts,
    )


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield
    for thread in threading.enumerate():  # a call that was given up ends with its server
        if thread.daemon and thread is not threading.current_thread():
            thread.join(0.01)


def test_a_reply_comes_back_as_text_and_the_messages_went_out_as_they_were() -> None:
    with fake_openai(says("  4.2亿元。\n")) as server:
        assert model_of(server).complete(PROMPT) == "4.2亿元。"
        (request,) = server.requests
    assert server.paths == ["/v1/chat/completions"]
    assert server.keys == ["Bearer key-of-mine"]
    assert request["model"] == "tiny"
    assert request["temperature"] == 0
    assert request["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "投资多少？"},
    ]


def test_a_server_without_a_key_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with fake_openai(says("好")) as server:
        model = load_language_model("openai:tiny", base_url=server.base_url)
        assert model.complete(PROMPT) == "好"


def test_the_generator_makes_a_cited_draft_of_what_the_server_writes() -> None:
    port = Passage("port#0", "port", 0, Span(0, len(TEXT)), Span(0, len(TEXT)), TEXT)
    reply = "投资4.2亿元。[1] «投资4.2亿元»\n另有贷款9亿元。[8] «贷款9亿元»"
    with fake_openai(says(reply)) as server:
        generator = LanguageModelGenerator(model_of(server))
        draft = generator.generate("投资多少？", "zh-Hans", pack([port], budget=900))
    assert (draft.text, draft.generator) == ("投资4.2亿元。", "openai:tiny")
    (claim,) = draft.claims
    assert claim.quote_span.of(TEXT) == TEXT


def test_a_busy_server_is_asked_once_more() -> None:
    busy = fails(429, headers={"retry-after": "0"})
    with fake_openai(busy, says("好")) as server:
        assert model_of(server).complete(PROMPT) == "好"
        assert len(server.requests) == 2


def test_a_server_that_stays_busy_is_a_refusal() -> None:
    with fake_openai(fails(429, headers={"retry-after": "0"})) as server:
        with pytest.raises(GenerationRefused, match="429"):
            model_of(server).complete(PROMPT)
        assert len(server.requests) == 2


def test_a_wait_that_outlasts_the_deadline_is_not_waited_for() -> None:
    with fake_openai(fails(429, headers={"retry-after": "3600"})) as server:
        with pytest.raises(GenerationRefused, match="429"):
            model_of(server).complete(PROMPT)
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "error", "requests"),
    [
        (400, GenerationRefused, 1),
        (401, GenerationRefused, 1),
        (404, GenerationRefused, 1),
        (500, GenerationError, 2),
        (503, GenerationError, 2),
        (504, GenerationTimeout, 2),
    ],
)
def test_a_failing_server_is_told_apart_by_its_status(
    status: int, error: type[GenerationError], requests: int
) -> None:
    with fake_openai(fails(status, "secret sk-123", headers={"retry-after": "0"})) as server:
        with pytest.raises(
            GenerationError, match=str(status) if status != 504 else "in time"
        ) as caught:
            model_of(server).complete(PROMPT)
        assert type(caught.value) is error
        assert "sk-123" not in str(caught.value)
        assert caught.value.__cause__ is not None
        assert len(server.requests) == requests


@pytest.mark.parametrize("behaviour", [hangs, dribbles])
def test_the_deadline_ends_a_call_that_does_not(behaviour: object) -> None:
    with fake_openai(behaviour) as server:  # type: ignore[arg-type] # a behaviour
        started = time.monotonic()
        with pytest.raises(GenerationTimeout, match="in time"):
            model_of(server, timeout=0.4).complete(PROMPT)
        assert time.monotonic() - started < 5


def test_the_caller_s_deadline_counts_when_it_is_shorter() -> None:
    with fake_openai(hangs) as server, pytest.raises(GenerationTimeout):
        model_of(server, timeout=30).complete(PROMPT, timeout=0.3)


def test_nothing_is_sent_when_no_time_is_left() -> None:
    with fake_openai(says("好")) as server:
        with pytest.raises(GenerationTimeout, match="no time was left"):
            model_of(server).complete(PROMPT, timeout=-1)
        assert server.requests == []


def test_an_answer_cut_off_in_the_middle_is_an_error() -> None:
    with fake_openai(cuts_off) as server, pytest.raises(GenerationError) as caught:
        model_of(server, attempts=1).complete(PROMPT)
    assert type(caught.value) is GenerationError


@pytest.mark.parametrize("body", [talks_nonsense, says("")], ids=["bad JSON", "no text"])
def test_a_reply_that_is_none_is_an_error(body: object) -> None:
    with fake_openai(body) as server, pytest.raises(GenerationError):  # type: ignore[arg-type] # a behaviour
        model_of(server).complete(PROMPT)


def test_a_flood_is_cut_off_long_before_its_end() -> None:
    with fake_openai(floods) as server:
        with pytest.raises(GenerationError, match="failed") as caught:
            model_of(server, attempts=3).complete(PROMPT)
        assert len(server.requests) == 1
    assert type(caught.value) is GenerationError


def test_a_compressed_reply_is_refused_unread() -> None:
    packed = fails(200, headers={"content-encoding": "gzip"})
    with fake_openai(packed) as server, pytest.raises(GenerationError):
        model_of(server).complete(PROMPT)


def test_a_redirect_is_not_followed() -> None:
    with fake_openai(says("stolen")) as elsewhere:
        target = f"{elsewhere.base_url}/chat/completions"
        with (
            fake_openai(redirects_to(target)) as server,
            pytest.raises(GenerationRefused, match="307"),
        ):
            model_of(server).complete(PROMPT)
        assert elsewhere.requests == []


def test_a_server_that_is_not_there_is_an_error() -> None:
    with fake_openai(says("好")) as server:
        url = server.base_url
    model = load_language_model("openai:tiny", base_url=url, timeout=5)
    with pytest.raises(GenerationError) as caught:
        model.complete(PROMPT)
    assert type(caught.value) is GenerationError


def test_an_ollama_model_speaks_to_its_own_address_within_the_deadline() -> None:
    with fake_openai(fails(404, "model not found")) as server:
        url = server.base_url.removesuffix("/v1")
        model = load_language_model("ollama:tiny", base_url=url, timeout=10)
        with pytest.raises(GenerationRefused, match="404"):
            model.complete(PROMPT)
        assert server.paths == ["/api/chat"]


def test_any_chat_model_of_langchain_will_do() -> None:
    model = LanguageModel(FakeListChatModel(responses=["一", "二"]), "fake:list")
    assert [model.complete(PROMPT), model.complete(PROMPT)] == ["一", "二"]


class Tracing(BaseChatModel):
    """Says whether LangSmith would record it."""

    @property
    def _llm_type(self) -> str:
        return "tracing"

    def _generate(self, messages: list[BaseMessage], *args: object, **kwargs: object) -> ChatResult:
        from langchain_core.messages import AIMessage
        from langchain_core.outputs import ChatGeneration
        from langsmith.utils import tracing_is_enabled

        text = f"traced: {bool(tracing_is_enabled())}"
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])


def test_nothing_is_traced_even_when_the_environment_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "none")
    assert LanguageModel(Tracing(), "fake").complete(PROMPT) == "traced: False"
    with untraced():
        assert Tracing().invoke("x").text == "traced: False"


@pytest.mark.parametrize("spec", ["", "tiny", "openai:", ":tiny", "OpenAI :x", "nobody_knows:tiny"])
def test_a_setting_that_names_no_model_is_invalid(spec: str) -> None:
    with pytest.raises(InvalidSetting):
        load_language_model(spec)


def test_a_provider_that_is_not_installed_says_how_to_install_it() -> None:
    with pytest.raises(ModelUnavailable, match="pip install langchain-cohere"):
        load_language_model("cohere:command")


def test_a_missing_key_is_told_when_the_model_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelUnavailable, match="openai:tiny"):
        load_language_model("openai:tiny")
