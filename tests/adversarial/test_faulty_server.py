"""Servers that hang, lie about lengths or send floods: every question is answered in time."""

import os
from collections.abc import Iterator
from time import monotonic

import pytest

from index.static_embedder import StaticEmbedder
from service.answer import Answer, Status
from service.answerer import Answerer, Limits
from service.language_model import load_language_model
from service.question import Question
from tests.fake_openai import (
    Behaviour,
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
from tests.shelf import Shelf, article

PAGE = article("harbour", "青石县港口扩建\n2023年，青石县港口扩建投资3978万元，建成泊位6个。\n")
QUESTION = "青石县港口扩建投资多少"
SECONDS = 4.0
GRACE = 20.0  # seconds beyond the deadline that a busy machine may take to say so


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return StaticEmbedder.load()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield
    assert os.environ["NO_PROXY"] == "127.0.0.1"


def ask(embedder: StaticEmbedder, base_url: str) -> Answer:
    shelf = Shelf([PAGE])
    model = load_language_model(
        "openai:tiny", base_url=base_url, api_key="none", timeout=SECONDS, attempts=2
    )
    answerer = Answerer(
        lambda: shelf,
        embedder=lambda: embedder,
        model=model,
        limits=Limits(seconds=SECONDS, threshold=0.2),
    )
    answerer.steps  # noqa: B018 - models are loaded before the clock runs
    began = monotonic()
    answer = answerer.ask(Question(QUESTION))
    assert monotonic() - began < SECONDS + GRACE
    return answer


def long_reply(handler: object) -> None:
    """Send a well-formed answer of many megabytes."""
    says("青石县港口扩建投资9亿元。[1] «投资9亿元»\n" * 400_000)(handler)  # type: ignore[arg-type] # a handler


@pytest.mark.parametrize(
    "behaviour",
    [
        hangs,
        dribbles,
        cuts_off,
        fails(429, headers={"retry-after": "0"}),
        fails(429, headers={"retry-after": "3600"}),
        fails(500, headers={"retry-after": "0"}),
        fails(401),
        talks_nonsense,
        floods,
        long_reply,
        says(""),
        says("NOT_FOUND"),
        says("青石县港口扩建投资9亿元。[1] «投资9亿元»"),
        redirects_to("http://127.0.0.1:9/v1/chat/completions"),
    ],
    ids=[
        "hangs", "dribbles", "cut off", "busy", "busy for an hour", "fails", "wrong key",
        "bad JSON", "a gigabyte", "a long reply", "no text", "nothing found", "a forgery",
        "a redirect",
    ],
)  # fmt: skip
def test_extraction_answers_in_time_and_says_why(
    behaviour: Behaviour, embedder: StaticEmbedder
) -> None:
    with fake_openai(behaviour) as server:
        answer = ask(embedder, server.base_url)
    assert (answer.text, answer.status) == ("3978万元", Status.ANSWERED)
    assert answer.generator == "extractive"
    assert answer.notice is not None
    assert answer.notice.startswith("openai:tiny ")
    assert answer.notice.endswith("; extracted from the articles")


def test_a_server_that_behaves_is_what_answers(embedder: StaticEmbedder) -> None:
    with fake_openai(says("港口扩建投资3,978万元。[1] «扩建投资3978万元»")) as server:
        answer = ask(embedder, server.base_url)
    assert (answer.text, answer.generator) == ("港口扩建投资3,978万元。", "openai:tiny")
    assert answer.notice is None
