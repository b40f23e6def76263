import json
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Visiting
from tests.browser.visit import Visit, fetched

QUESTION = "萧山给旺苍投入多少产业园资金"


def told(base: str, question: str) -> dict[str, Any]:
    answer: dict[str, Any] = fetched("POST", f"{base}/v1/ask", json={"question": question}).json()
    return answer


def test_an_answer_comes_with_a_mark_behind_the_words_it_stands_for(visit: Visit) -> None:
    turn = visit.ask(QUESTION)
    assert turn.locator("h3").inner_text().endswith(QUESTION)
    expect(turn.locator(".said .claim")).to_have_text(["3978万元"])
    mark = turn.locator(".said .mark")
    expect(mark).to_have_text(["1"])
    assert (mark.get_attribute("aria-label") or "").startswith("出处 1：萧山、旺苍结对一年间")
    expect(turn.locator(".sources blockquote strong")).to_contain_text("3978万元")
    expect(turn.locator(".sources .check")).to_have_text("与原文相符")


def test_pressing_a_mark_shows_the_cited_characters_and_no_others(visit: Visit) -> None:
    expected = told(visit.base, QUESTION)["citations"][0]
    turn = visit.ask(QUESTION)
    turn.locator(".said .mark").click()
    assert visit.highlighted() == expected["cited_text"]
    document = fetched("GET", f"{visit.base}/v1/documents/{expected['document_id']}").json()
    body = visit.page.evaluate(
        "[...document.querySelectorAll('#article-body p')].map((line) =>"
        " [...line.childNodes].filter((node) => node.className !== 'unseen')"
        ".map((node) => node.textContent).join('')).join('')"
    )
    assert body == document["text"]
    expect(visit.at("#article-title")).to_have_text(expected["document_title"])
    about = visit.at("#article-about").inner_text()
    assert expected["source"] in about
    assert expected["published"] in about
    expect(visit.at("#article-check")).to_contain_text("与原文相符")
    start, end = expected["start_char_index"] + 1, expected["end_char_index"]
    expect(visit.at("#article-check")).to_contain_text(f"第 {start}–{end} 字")


def test_the_cited_place_is_scrolled_into_sight(visits: Visiting) -> None:
    with visits(viewport={"width": 1000, "height": 420}) as visit:
        visit.ask("重庆结对区县建成多少个产业园").locator(".mark").first.click()
        visit.highlighted()
        place = visit.at("#article-body mark").first.bounding_box()
        assert place is not None
        assert 0 < place["y"] < 420


def test_hovering_over_a_mark_opens_the_original_and_leaves_the_focus(visit: Visit) -> None:
    expected = told(visit.base, QUESTION)["citations"][0]["cited_text"]
    mark = visit.ask(QUESTION).locator(".said .mark")
    expect(visit.at("#article-view")).to_be_hidden()
    mark.hover()
    visit.at("#article-view").wait_for(state="visible")
    assert visit.highlighted() == expected
    expect(visit.at("#question")).to_be_focused()
    expect(mark).to_have_attribute("aria-expanded", "true")


def test_a_reprint_opens_at_its_own_place(visit: Visit) -> None:
    also = told(visit.base, QUESTION)["citations"][0]["also_in"][0]
    visit.ask(QUESTION).locator(".reprint").click()
    assert visit.highlighted() == also["cited_text"]
    expect(visit.at("#article-title")).to_have_text(also["document_title"])


def test_a_follow_up_sends_what_came_before_and_shows_the_whole_question(visit: Visit) -> None:
    visit.ask("望榆县风车桥有多长")
    with visit.page.expect_request("**/v1/ask") as sent:
        turn = visit.ask("造价是多少")
    history = json.loads(sent.value.post_data or "")["history"]
    assert history == [
        {"role": "user", "text": "望榆县风车桥有多长"},
        {"role": "assistant", "text": "412米"},
    ]
    expect(turn.locator(".said .claim")).to_have_text("1.36亿元")
    assert turn.locator(".alone").inner_text().startswith("按此查找：望榆县")


def test_a_refusal_says_why_and_shows_the_nearest_evidence(visit: Visit) -> None:
    turn = visit.ask("宇恒电池今年4月拿了几亩地？")
    expect(turn.locator(".verdict")).to_have_text("原文数字缺失")
    expect(turn.locator(".said .mark")).to_have_count(0)
    expect(turn.locator(".sources h4")).to_have_text("最接近的内容")
    turn.locator(".sources .mark").click()
    assert "摘得亩新地" in visit.highlighted()
    expect(visit.at("#article-check")).to_contain_text("最接近，但不足以作答")


def test_a_refusal_about_another_place_says_what_was_asked_and_what_was_found(
    visit: Visit,
) -> None:
    question = "望榆县2021年收到多少帮扶资金？"
    detail = told(visit.base, question)["refusal_detail"]
    turn = visit.ask(question)
    expect(turn.locator(".verdict")).to_have_text("资料说的是别处或别事")
    shown = turn.locator(".subjects").inner_text()
    assert all(place in shown for side in ("asked", "found") for place in detail[side]["places"])


def test_sources_that_differ_stand_side_by_side_with_outlet_and_date(visit: Visit) -> None:
    turn = visit.ask("岚川竹产业园投资多少")
    expect(turn.locator(".verdict")).to_have_text("部分有据")
    expect(turn.locator(".conflict strong")).to_have_text(["5.2亿元", "4.6亿元"])
    sides = turn.locator(".conflict li").all_inner_texts()
    assert "青汀商讯" in sides[0]
    assert "2023-03-19" in sides[0]
    assert "岚川新闻" in sides[1]
    assert "2023-03-05" in sides[1]
    turn.locator(".conflict li").nth(1).locator(".mark").click()
    assert "4.6亿元" in visit.highlighted()


def test_a_conversation_is_there_after_reloading_and_gone_when_begun_anew(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.page.reload()
    expect(visit.at(".turn .said .claim")).to_have_text(["3978万元"])
    visit.at(".turn .said .mark").click()
    assert "3978万元" in visit.highlighted()
    visit.at("#new-talk").click()
    visit.at("#confirm-act").click()
    expect(visit.at(".turn")).to_have_count(0)
    expect(visit.at("#welcome")).to_be_visible()
    visit.page.reload()
    expect(visit.at(".turn")).to_have_count(0)


def test_a_conversation_is_exported_with_its_citations(visit: Visit) -> None:
    visit.ask(QUESTION)
    citation = told(visit.base, QUESTION)["citations"][0]
    with visit.page.expect_download() as download:
        visit.at("#export-talk").click()
    assert download.value.suggested_filename.startswith("wenju-20")
    text = download.value.path().read_text(encoding="utf-8")
    assert f"## {QUESTION}" in text
    assert "3978万元 \\[1\\]" in text
    assert f"> {citation['quote']}" in text
    assert "川浙速递 · 2022-02-17" in text


def test_what_the_service_refuses_is_said_and_can_be_tried_again(visit: Visit) -> None:
    visit.expected = ("422",)
    visit.page.route("**/v1/ask", lambda route: route.fulfill(status=422, json=REFUSED), times=1)
    turn = visit.ask(QUESTION)
    expect(turn.locator(".problem")).to_have_text("the question is too long")
    turn.locator("button.quiet").click()
    turn.locator(".said .claim").wait_for()
    expect(turn.locator(".said .claim")).to_have_text("3978万元")


REFUSED = {"error": {"type": "invalid_question", "message": "the question is too long"}}


def test_a_busy_service_is_waited_for(visit: Visit) -> None:
    visit.expected = ("503",)
    visit.page.route(
        "**/v1/ask",
        lambda route: route.fulfill(status=503, headers={"Retry-After": "7"}, json=REFUSED),
        times=1,
    )
    expect(visit.ask(QUESTION).locator(".problem")).to_contain_text("7 秒")


def test_enter_of_an_input_method_does_not_ask(visit: Visit) -> None:
    visit.page.fill("#question", "xiaoshan")
    visit.page.evaluate(
        "document.getElementById('question').dispatchEvent(new KeyboardEvent('keydown',"
        "{key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    expect(visit.at(".turn")).to_have_count(0)
    assert visit.at("#question").input_value() == "xiaoshan"
