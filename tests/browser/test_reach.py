"""By keyboard only, on a phone, and what a first visit costs."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visiting
from tests.browser.visit import Visit

QUESTION = "萧山给旺苍投入多少产业园资金"
FOCUSED = "document.activeElement"
MOST_BYTES = 200_000


def press(visit: Visit, key: str, until: str, most: int = 60) -> None:
    """Press a key again and again until the focus is on what a selector names."""
    for _ in range(most):
        visit.page.keyboard.press(key)
        if visit.page.evaluate(f"{FOCUSED}.matches({until!r})"):
            return
    raise AssertionError(f"{key} never led to {until}")


def test_everything_is_done_by_keyboard_alone(visit: Visit) -> None:
    keyboard = visit.page.keyboard
    expect(visit.at("#question")).to_be_focused()
    press(visit, "Shift+Tab", ".skip")
    keyboard.press("Enter")
    keyboard.type(QUESTION)
    keyboard.press("Enter")
    visit.at(".said .mark").wait_for()
    press(visit, "Shift+Tab", ".said .mark")
    assert visit.page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle") == "solid"
    keyboard.press("Enter")
    assert "3978万元" in visit.highlighted()
    expect(visit.at("#article-title")).to_be_focused()
    keyboard.press("Escape")
    expect(visit.at(".mark:focus")).to_be_visible()
    press(visit, "Tab", "#documents .remove")
    keyboard.press("Enter")
    expect(visit.at("#confirm-cancel")).to_be_focused()
    keyboard.press("Escape")
    expect(visit.at(".remove:focus")).to_be_visible()
    press(visit, "Shift+Tab", "[data-language=en]")
    keyboard.press("Space")
    expect(visit.at("html")).to_have_attribute("lang", "en")


def test_what_happens_is_said_to_screen_readers(visit: Visit) -> None:
    visit.ask(QUESTION)
    said = visit.at("#said")
    expect(said).to_have_attribute("role", "status")
    visit.until("document.getElementById('said').textContent.includes('3978')")
    expect(said).to_have_text("有据。3978万元 依据 1 处。")
    landmarks = visit.page.evaluate(
        "[...document.querySelectorAll('header#top, main, [role=complementary], h1')]"
        ".map((one) => one.localName)"
    )
    assert landmarks == ["header", "h1", "main", "div"]


@pytest.mark.parametrize("width", [360, 390, 768])
def test_nothing_is_wider_than_a_phone(visits: Visiting, width: int) -> None:
    with visits(viewport={"width": width, "height": 720}) as visit:
        visit.ask("岚川竹产业园投资多少").locator(".said .mark").first.click()
        visit.highlighted()
        for _ in range(2):
            wide = visit.page.evaluate(
                "[...document.querySelectorAll('body *')].filter((one) => {"
                " const box = one.getBoundingClientRect();"
                " return box.width > 1 && box.right > innerWidth + 1;"
                "}).map((one) => one.outerHTML.slice(0, 80))"
            )
            assert wide == []
            visit.page.keyboard.press("Escape")


def test_on_a_phone_an_original_is_a_sheet_over_the_conversation(visits: Visiting) -> None:
    with visits(viewport={"width": 360, "height": 640}, has_touch=True) as visit:
        expect(visit.at("#side")).to_be_hidden()
        mark = visit.ask(QUESTION).locator(".said .mark")
        mark.tap()
        assert "3978万元" in visit.highlighted()
        sheet = visit.at("#side")
        expect(sheet).to_have_attribute("role", "dialog")
        expect(sheet).to_have_attribute("aria-modal", "true")
        assert visit.page.evaluate("document.getElementById('chat').inert") is True
        box = sheet.bounding_box()
        assert box is not None
        assert (box["x"], box["width"]) == (0, 360)
        assert box["y"] > 0
        visit.page.touchscreen.tap(180, 20)
        expect(sheet).to_be_hidden()
        assert visit.page.evaluate("document.getElementById('chat').inert") is False
        expect(visit.at(".mark:focus")).to_be_visible()


def test_on_a_phone_the_library_is_a_sheet_and_leads_to_originals_and_back(
    visits: Visiting,
) -> None:
    with visits(viewport={"width": 360, "height": 640}) as visit:
        visit.at("#library-open").click()
        expect(visit.at("#library-title")).to_be_focused()
        visit.at("#documents .opens").first.click()
        visit.at("#article-body[aria-busy='false']").wait_for()
        visit.page.keyboard.press("Escape")
        expect(visit.at("#library-view")).to_be_visible()
        visit.page.keyboard.press("Escape")
        expect(visit.at("#side")).to_be_hidden()
        expect(visit.at("#library-open")).to_be_focused()


def test_a_first_visit_takes_less_than_200_kilobytes_and_asks_nobody_else(
    visits: Visiting,
) -> None:
    with visits() as visit:
        entries = visit.page.evaluate(
            "[...performance.getEntriesByType('navigation'),"
            " ...performance.getEntriesByType('resource')]"
            ".map((one) => [one.name, one.encodedBodySize])"
        )
        assert len(entries) >= 20
        assert 20_000 < sum(size for _, size in entries) < MOST_BYTES
        assert visit.outside == []
        assert all(url.startswith(f"{visit.base}/") for url in visit.requested)


def test_a_key_is_asked_for_kept_in_the_tab_and_sent(visit: Visit) -> None:
    visit.expected = ("401",)

    def guarded(route: Any) -> None:
        if route.request.headers.get("authorization") == "Bearer right":
            route.fallback()
        else:
            route.fulfill(status=401, json={"error": {"type": "unauthorized", "message": "no"}})

    visit.page.route("**/v1/**", guarded)
    visit.page.reload()
    visit.at("#key-dialog").wait_for()
    visit.page.fill("#key-field", "wrong")
    visit.page.keyboard.press("Enter")
    visit.at("#key-problem").get_by_text("没有被接受").wait_for()
    visit.page.fill("#key-field", "right")
    visit.page.keyboard.press("Enter")
    visit.at("#documents li").first.wait_for()
    expect(visit.ask(QUESTION).locator(".said .claim")).to_have_text("3978万元")
    kept = visit.page.evaluate("[JSON.stringify(localStorage), sessionStorage['wenju.key']]")
    assert "right" not in kept[0]
    assert kept[1] == "right"
    assert "right" not in visit.page.content()


def test_without_a_key_it_says_that_it_cannot_go_on(visit: Visit) -> None:
    visit.expected = ("401",)
    visit.page.route(
        "**/v1/ask",
        lambda route: route.fulfill(status=401, json={"error": {"type": "unauthorized"}}),
    )
    visit.page.fill("#question", QUESTION)
    visit.page.keyboard.press("Enter")
    visit.at("#key-dialog").wait_for()
    visit.at("#key-cancel").click()
    expect(visit.at(".answer .problem")).to_have_text("没有密钥，不能继续。")


def test_on_a_phone_the_way_back_closes_what_lies_over_the_page_and_then_leaves_it(
    visits: Visiting,
) -> None:
    with visits(viewport={"width": 390, "height": 844}) as visit:
        came = visit.page.evaluate("history.length")
        visit.at("#library-open").click()
        visit.at("#documents .opens").first.click()
        visit.at("#article-body[aria-busy='false']").wait_for()
        assert visit.page.evaluate("history.length") == came + 2
        visit.page.go_back()
        visit.at("#library-view").wait_for()
        expect(visit.at("#article-view")).to_be_hidden()
        expect(visit.at(".opens:focus")).to_be_visible()
        visit.page.go_back()
        visit.at("#side").wait_for(state="hidden")
        assert visit.page.evaluate("document.querySelector('#chat').inert") is False
        visit.page.go_forward()  # what was closed stays closed, and the next back leaves
        visit.until("history.state.layers === 0")
        expect(visit.at("#side")).to_be_hidden()
        visit.page.go_back()
        assert visit.page.url == "about:blank"
        visit.page.go_forward()
        visit.at("#library-count:not(:empty)").wait_for(state="attached")


def test_on_a_phone_what_was_closed_by_its_button_takes_no_way_back(visits: Visiting) -> None:
    with visits(viewport={"width": 390, "height": 844}) as visit:
        for _ in range(3):
            visit.at("#library-open").click()
            visit.at("#library-view").wait_for()
            visit.at("#library-close").click()
            visit.at("#side").wait_for(state="hidden")
        visit.until("history.state.layers === 0")
        visit.page.go_back()
        assert visit.page.url == "about:blank"
        visit.page.go_forward()
        visit.at("#library-count:not(:empty)").wait_for(state="attached")


def test_on_a_wide_screen_the_way_back_is_not_touched(visit: Visit) -> None:
    came = visit.page.evaluate("history.length")
    visit.at("#documents .opens").first.click()
    visit.at("#article-body[aria-busy='false']").wait_for()
    assert visit.page.evaluate("history.length") == came
