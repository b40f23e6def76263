import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from index.hit import Hit
from service.answer import Answer
from service.observer import Drafted, Observe, Retrieved
from service.question import Question
from service.settings import Settings
from tests.browser.serving import serving
from tests.browser.visit import PATIENCE, Visit, visiting
from tests.fakes import FakeLibrary


class SteppingLibrary(FakeLibrary):
    """Tells how far an answer has come, and goes on when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = threading.Semaphore(0)

    def ask(self, question: Question, *args: Any, observe: Observe | None = None) -> Answer:
        assert observe is not None
        hits = tuple(Hit(self._passage(one), 1.0, {}) for one in self._documents.values())
        observe(Retrieved(question.text, hits, self.generation))
        self.steps.acquire(timeout=PATIENCE / 1000)
        observe(Drafted(1, "extractive"))
        self.steps.acquire(timeout=PATIENCE / 1000)
        observe(Drafted(1, "extractive"))  # raises when the asker has left
        return super().ask(question)


@pytest.fixture
def stepping(browser: Browser, tmp_path: Any) -> Iterator[tuple[Visit, SteppingLibrary]]:
    library = SteppingLibrary()
    with serving(library, Settings(store=tmp_path)) as base, visiting(browser, base) as visit:
        yield visit, library
        library.steps.release(4)


def test_an_answer_streams_in_step_by_step(stepping: tuple[Visit, SteppingLibrary]) -> None:
    visit, library = stepping
    visit.page.fill("#question", "青石港去年")
    visit.page.keyboard.press("Enter")
    coming = visit.at(".coming")
    coming.get_by_text("找到 1 段相关内容").wait_for()
    expect(visit.at(".answer")).to_have_attribute("aria-busy", "true")
    expect(visit.at("#send")).to_be_hidden()
    library.steps.release()
    coming.get_by_text("正在逐句核对").wait_for()
    library.steps.release()
    visit.at(".said .mark").wait_for()
    expect(visit.at(".said .claim")).to_have_text("青石港去年新建泊位6个，投资4.2亿元")
    expect(coming).to_have_count(0)
    expect(visit.at("#send")).to_be_visible()


def test_an_answer_can_be_stopped_while_it_comes(stepping: tuple[Visit, SteppingLibrary]) -> None:
    visit, library = stepping
    visit.page.fill("#question", "青石港去年")
    visit.page.keyboard.press("Enter")
    visit.at(".coming").get_by_text("找到 1 段").wait_for()
    visit.at("#stop").click()
    expect(visit.at(".answer .problem")).to_have_text("已停止。")
    expect(visit.at("#question")).to_be_focused()
    library.steps.release(2)


def test_a_stream_that_breaks_off_is_said(visit: Visit) -> None:
    visit.page.route(
        "**/v1/ask",
        lambda route: route.fulfill(
            content_type="text/event-stream", body='event: retrieval\ndata: {"hits": []}\n\n'
        ),
        times=1,
    )
    expect(visit.ask("谁").locator(".problem")).to_have_text("回答中断了，请再问一次。")


def test_an_error_in_a_stream_is_said(visit: Visit) -> None:
    body = 'event: error\ndata: {"error": {"type": "store_busy", "message": "it is busy"}}\n\n'
    visit.page.route(
        "**/v1/ask",
        lambda route: route.fulfill(content_type="text/event-stream", body=body),
        times=1,
    )
    expect(visit.ask("谁").locator(".problem")).to_have_text("it is busy")


def test_an_answer_that_comes_whole_is_shown_as_well(visit: Visit) -> None:
    def as_json(route: Any) -> None:
        route.continue_(headers={**route.request.headers, "accept": "application/json"})

    visit.page.route("**/v1/ask", as_json)
    turn = visit.ask("萧山给旺苍投入多少产业园资金")
    expect(turn.locator(".said .claim")).to_have_text("3978万元")
