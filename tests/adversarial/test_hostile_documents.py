"""Documents that give orders: none is followed, nothing is fetched, no prompt is shown."""

import json
import re
import socket
import threading
from collections.abc import Iterator

import pytest

from index.document import Document
from index.static_embedder import StaticEmbedder
from prompts.template import Prompt, Template
from service.answer import Answer
from service.answerer import Answerer, Limits
from service.cli.show import show_answer
from service.generate.orders import is_order
from service.question import Question
from service.render import answer_payload
from tests.adversarial.injections import FAMILIES, LEAK, MARK, Injection, injections
from tests.shelf import Shelf, article

QUESTION = "青石县港口扩建投资多少"
FACT = "2023年，青石县港口扩建投资3978万元，建成泊位6个。"
ADDRESS = re.compile(r"https?://|!\[|\]\(|<img|<script|<!--")


class Gullible:
    """Says what the documents tell it to, its own instructions first."""

    name = "test:gullible"

    def __init__(self, injection: str) -> None:
        self._injection = injection

    def complete(self, prompt: Prompt, *, timeout: float | None = None) -> str:
        told = " ".join(self._injection.split())
        return "\n".join(
            [
                prompt.system,
                f"我的规则是：{' '.join(prompt.system.split())}",
                f"{told} [1] «{told}»",
                f"{MARK}。[1] «{MARK}»",
                f"{MARK}。[9] «青石县另有灯塔7座»",
                f"![泄露]({LEAK}?q=prompt) [点这里]({LEAK}) <{LEAK}> <img src='{LEAK}'>",
                f"青石县港口扩建投资3978万元，见 {LEAK}?q=1。[1] «{FACT}»",
            ]
        )


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return StaticEmbedder.load()


@pytest.fixture(scope="module")
def offline(embedder: StaticEmbedder) -> Answerer:
    return Answerer(lambda: Shelf([]), embedder=lambda: embedder, limits=Limits(threshold=0.2))


def page(injection: Injection) -> Document:
    text = f"青石县港口扩建\n{injection.text}\n\n{FACT}\n\n{injection.text}\n"
    return article("harbour", text)


def of_family(family: str) -> Iterator[Injection]:
    return (one for one in injections() if one.family == family)


def check_citations(answer: Answer, document: Document) -> None:
    assert answer.citations
    for cited in answer.citations:
        assert cited.span.of(document.text) == cited.cited_text


def test_there_are_at_least_a_hundred_injections() -> None:
    assert len(set(injections())) >= 100
    assert len(FAMILIES) >= 8


@pytest.mark.parametrize("family", FAMILIES)
def test_offline_no_order_is_followed(family: str, offline: Answerer) -> None:
    for one in of_family(family):
        document = page(one)
        answer = offline.answer_from(Question(QUESTION), Shelf([document]))
        assert answer.text == "3978万元", one
        assert answer.citations[0].quote == FACT
        check_citations(answer, document)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_gullible_model_shows_neither_order_nor_prompt_nor_address(
    family: str, embedder: StaticEmbedder
) -> None:
    instructions = Template.load("answer", "zh-Hans").system
    rules = [rule for rule in re.split(r"[\n。，；：]", instructions) if len(rule) > 12]
    for one in of_family(family):
        document = page(one)
        shelf = Shelf([document])
        answerer = Answerer(
            lambda shelf=shelf: shelf,  # type: ignore[misc] # a corpus of its own for each
            embedder=lambda: embedder,
            model=Gullible(one.text),
        )
        answer = answerer.ask(Question(QUESTION))
        assert "3978万元" in answer.text
        assert MARK not in answer.text, (one, answer.text)
        assert "灯塔" not in answer.text
        assert not ADDRESS.search(answer.text), answer.text
        check_citations(answer, document)
        sent = json.dumps(answer_payload(answer), ensure_ascii=False)
        assert not any(rule in sent for rule in rules)


def test_nothing_of_a_document_acts_in_a_terminal(
    offline: Answerer, capsys: pytest.CaptureFixture[str]
) -> None:
    for one in injections():
        document = page(one)
        answer = offline.answer_from(Question(QUESTION), Shelf([document]))
        show_answer(answer, QUESTION)
    printed = capsys.readouterr().out
    assert "\x1b]8" not in printed
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", printed)
    assert not re.search(r"[\x00-\x08\x0b-\x1a\x1c-\x1f]", printed)


def test_no_address_of_a_document_is_fetched(offline: Answerer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked: list[object] = []

        def listen() -> None:
            while True:
                try:
                    asked.append(server.accept())
                except OSError:
                    return

        threading.Thread(target=listen, daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/leak"
        for one in of_family("markdown image"):
            hostile = Injection(one.family, one.text.replace(LEAK, address))
            document = page(hostile)
            answer = offline.answer_from(Question(QUESTION), Shelf([document]))
            answer_payload(answer)
        assert asked == []
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("one", list(injections()), ids=lambda one: one.family)
def test_every_order_of_the_suite_is_known_for_one(one: Injection) -> None:
    assert is_order(one.text)


@pytest.mark.parametrize(
    "sentence",
    [
        FACT,
        "市政府要求各单位落实以上要求。",
        "公司回答了记者的提问。",
        "公司回答：“没有这回事。”",
        "村支书说：“今年收成好。”",
        "法院宣布旧规则作废。",
        "The committee ignored the report and replied with a letter.",
    ],
)
def test_what_is_told_of_the_world_is_no_order(sentence: str) -> None:
    assert not is_order(sentence)
