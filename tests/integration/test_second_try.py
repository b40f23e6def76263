"""A language model that forges: a second try, then extraction, all within one deadline."""

from time import monotonic, sleep

import pytest

from index.errors import GenerationTimeout
from index.static_embedder import StaticEmbedder
from prompts.template import Prompt
from service.answer import Answer, RefusalReason, Status
from service.answerer import Answerer, Limits
from service.question import Question
from tests.shelf import Shelf, article

PAGE = article("harbour", "青石县港口扩建\n2023年，青石县港口扩建投资3978万元，建成泊位6个。\n")
RIGHT = "青石县港口扩建投资3978万元。[1] «扩建投资3978万元»"
FORGED = "青石县港口另有灯塔7座。[1] «灯塔7座»"


class Scripted:
    """Gives its replies in turn, the last again and again."""

    name = "test:model"

    def __init__(self, *replies: str) -> None:
        self._replies = list(replies)
        self.asked = 0

    def complete(self, prompt: Prompt, *, timeout: float | None = None) -> str:
        self.asked += 1
        return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]


class Hanging:
    """Never replies: gives up when its time is over."""

    name = "test:model"

    def complete(self, prompt: Prompt, *, timeout: float | None = None) -> str:
        assert timeout is not None
        sleep(timeout)
        raise GenerationTimeout("no reply")


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return StaticEmbedder.load()


def ask(
    embedder: StaticEmbedder, model: Scripted | Hanging, question: str, seconds: float = 30.0
) -> Answer:
    shelf = Shelf([PAGE])
    answerer = Answerer(
        lambda: shelf, embedder=lambda: embedder, model=model, limits=Limits(seconds=seconds)
    )
    answerer.steps  # noqa: B018 - models are loaded before the clock runs
    return answerer.ask(Question(question))


def test_what_the_second_try_proves_is_shown_as_the_models(embedder: StaticEmbedder) -> None:
    answer = ask(embedder, Scripted(FORGED, RIGHT), "青石县港口扩建投资多少")
    assert (answer.text, answer.status) == ("青石县港口扩建投资3978万元。", Status.ANSWERED)
    assert (answer.generator, answer.notice) == ("test:model", None)


def test_after_two_forgeries_extraction_answers_and_says_so(embedder: StaticEmbedder) -> None:
    model = Scripted(FORGED)
    answer = ask(embedder, model, "青石县港口扩建投资多少")
    assert model.asked == 2
    assert (answer.text, answer.generator) == ("3978万元", "extractive")
    assert answer.notice == "test:model gave no proven answer; extracted from the articles"
    assert "灯塔" not in answer.text


def test_after_two_forgeries_of_what_nobody_says_there_is_a_refusal(
    embedder: StaticEmbedder,
) -> None:
    answer = ask(embedder, Scripted(FORGED), "旺苍县港口扩建投资多少")
    assert answer.refusal_reason is RefusalReason.SUBJECT_MISMATCH
    assert answer.text == "资料中没有所问的答案；最接近的内容说的是青石县，不是旺苍县。"
    assert answer.notice == "test:model gave no proven answer; extracted from the articles"


def test_a_model_that_hangs_leaves_time_to_extract(embedder: StaticEmbedder) -> None:
    ask(embedder, Scripted(RIGHT), "青石县港口扩建投资多少")  # warm
    began = monotonic()
    answer = ask(embedder, Hanging(), "青石县港口扩建投资多少", seconds=4.0)
    assert monotonic() - began < 4.0
    assert (answer.text, answer.generator) == ("3978万元", "extractive")
    assert answer.notice == "test:model did not answer (no reply); extracted from the articles"
