"""What stands in articles, names, questions and answers is text: it runs nothing, sends nothing.

`Visit.faults` is empty at the end of each visit: no script has run, nothing was asked of
another host, no window opened, no dialog, no error, and the policy had nothing to stop.
"""

import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Route, expect

from service.bootstrap import open_local_library
from service.settings import Settings
from tests.browser.hostile import HostileLibrary
from tests.browser.payloads import PAYLOADS
from tests.browser.serving import serving
from tests.browser.test_library import DROP
from tests.browser.visit import PATIENCE, Visit, visiting
from tests.fake_openai import fake_openai, says

pytestmark = pytest.mark.timeout(1800)

OURS = {"symbols": 12, "scripts": 2, "links": 4, "forms": 2, "named": 0}
COUNTS = """({
  symbols: document.querySelectorAll("symbol").length,
  scripts: document.scripts.length,
  links: document.querySelectorAll("link").length,
  forms: document.forms.length,
  named: document.querySelectorAll("[name]:not(meta)").length,
  strange: document.querySelectorAll(
    "img, iframe, object, embed, video, audio, math, style, base, template, portal, picture,"
    + " marquee, foreignObject, animate, meta[http-equiv]").length,
  handlers: [...document.querySelectorAll("*")].flatMap((one) => one.getAttributeNames())
    .filter((name) => name.startsWith("on") || name === "style").length,
  links_out: [...document.querySelectorAll("a")].map((one) => one.href)
    .filter((one) => !/^https?:/.test(one)).length,
})"""
ASK_ALL = """async (payloads) => {
  const field = document.getElementById("question");
  const form = document.getElementById("ask");
  const turns = document.getElementById("turns");
  for (const [at, payload] of payloads.entries()) {
    field.value = `${at} ${payload}`;
    form.requestSubmit();
    while (!turns.children[at]?.querySelector(".answer[aria-busy='false']"))
      await new Promise((resolve) => setTimeout(resolve, 5));
  }
}"""
SHOWN = """() => [...document.querySelectorAll(".turn")].map((turn) => ({
  question: turn.querySelector("h3").lastChild.textContent,
  said: [...turn.querySelectorAll(".said > :not(.glue):not(.mark), .said")].at(-1)
    ? [...turn.querySelector(".said").childNodes]
        .filter((one) => !["glue", "mark"].includes(one.className))
        .map((one) => one.textContent).join("")
    : null,
  quote: turn.querySelector(".sources blockquote").textContent,
}))"""
OPEN_ALL = """async (selector) => {
  const found = [];
  for (const opener of [...document.querySelectorAll(selector)]) {
    opener.click();
    const body = document.getElementById("article-body");
    await new Promise((resolve) => setTimeout(resolve));
    while (body.getAttribute("aria-busy") !== "false")
      await new Promise((resolve) => setTimeout(resolve, 5));
    found.push([...body.querySelectorAll("mark")].map((one) => one.textContent).join(""));
    document.getElementById("article-close").click();
  }
  return found;
}"""


@pytest.fixture
def hostile(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    settings = Settings(store=tmp_path)
    with serving(HostileLibrary(), settings) as base, visiting(browser, base) as visit:
        visit.page.set_default_timeout(10 * PATIENCE)
        yield visit


def untouched(visit: Visit) -> bool:
    """Say whether the page holds no element but its own, and lives."""
    counted = visit.page.evaluate(COUNTS)
    assert counted == OURS | {"strange": 0, "handlers": 0, "links_out": 0}
    kinds = "['question', 'side', 'documents'].map((id) => document.getElementById(id).localName)"
    assert visit.page.evaluate(kinds) == ["textarea", "div", "ul"]
    assert visit.page.url == f"{visit.base}/"
    return visit.faults() == []


def test_payloads_are_150_and_each_differs() -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 150


def test_questions_answers_and_articles_are_shown_as_text_streamed_and_from_history(
    hostile: Visit,
) -> None:
    hostile.page.evaluate(ASK_ALL, list(PAYLOADS))
    expected = [
        {"question": f"{at} {one}".strip(), "said": one, "quote": one}
        for at, one in enumerate(PAYLOADS)
    ]
    assert hostile.page.evaluate(SHOWN) == expected
    assert untouched(hostile)
    opened = hostile.page.evaluate(OPEN_ALL, ".turn .sources > ol > li > .mark")
    assert opened == list(PAYLOADS)
    assert untouched(hostile)
    hostile.page.reload()  # now from the history that the tab keeps
    hostile.until("document.querySelectorAll('.turn').length === 150")
    assert hostile.page.evaluate(SHOWN) == expected
    hostile.at("[data-language=en]").click()
    assert untouched(hostile)
    exported_safely(hostile)


def exported_safely(visit: Visit) -> None:
    """Check the export: read as Markdown it holds no HTML, no image, and only web links."""
    with visit.page.expect_download() as download:
        visit.at("#export-talk").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert len(re.findall("^## ", text, re.MULTILINE)) == len(PAYLOADS)
    for block in MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(text):
        assert block.type not in ("html_block", "fence", "code_block", "table_open")
        for token in block.children or ():
            assert token.type not in ("html_inline", "image", "code_inline")
            if token.type == "link_open":
                assert str(token.attrs["href"]).startswith(("https://", "http://"))


def test_every_article_of_a_hostile_library_is_listed_and_opened_as_text(hostile: Visit) -> None:
    for last in (119, 149):
        hostile.at("#library-more button").click()
        hostile.at("#documents li").nth(last).wait_for()
    expect(hostile.at("#documents li")).to_have_count(150)
    options = hostile.page.evaluate("document.getElementById('library-source').options.length")
    assert options == 151
    hostile.page.evaluate(OPEN_ALL, "#documents .opens")
    assert untouched(hostile)
    hostile.at("#documents .remove").nth(18).click()
    expect(hostile.at("#confirm-text")).to_contain_text("onerror")
    hostile.at("#confirm-act").click()
    hostile.until("document.querySelectorAll('#documents li').length === 149")
    assert untouched(hostile)


def test_file_names_are_shown_as_text_and_do_nothing(hostile: Visit) -> None:
    hostile.expected = ("422", "400")
    files = [[f"{one}.txt", f"第{at}份文件，长{at}米。"] for at, one in enumerate(PAYLOADS)]
    hostile.page.evaluate(DROP, files)
    hostile.until(
        "document.querySelectorAll('#upload-list .ended, #upload-list .failed').length === 150"
    )
    assert hostile.at("#upload-list .ended").count() > 100
    assert untouched(hostile)


@pytest.mark.parametrize("field", ["text", "citation", "claim"])
def test_what_a_language_model_writes_is_checked_and_shown_as_text(
    browser: Browser, tmp_path: Path, field: str
) -> None:
    seeds = Path(__file__).resolve().parents[2] / "seeds" / "articles"
    written = {
        "text": f"{PAYLOADS[0]} {PAYLOADS[18]} 3978万元[1]",
        "citation": f"3978万元[{PAYLOADS[18]}] ![x](https://away.invalid/a.png)[1]",
        "claim": f"萧山给旺苍投入9999万元{PAYLOADS[18]}[1]。投入3978万元[1]。",
    }[field]
    with fake_openai(says(written)) as model:
        settings = Settings(
            store=tmp_path / "store",
            llm="openai:tiny",
            llm_base_url=model.base_url,
            llm_api_key="none",  # type: ignore[arg-type]  # pydantic makes a secret of it
        )
        library = open_local_library(settings)
        library.ingest([seeds / "xiaoshan-wangcang.txt"])
        with serving(library, settings) as base, visiting(browser, base) as visit:
            turn = visit.ask("萧山给旺苍投入多少产业园资金")
            assert model.requests
            expect(turn.locator(".said")).to_contain_text("3978万元")
            assert untouched(visit)


def streaming(body: str) -> Callable[[Route], None]:
    """Return a handler that answers with a stream."""
    return lambda route: route.fulfill(content_type="text/event-stream", body=body)


def test_events_of_any_shape_break_nothing_and_run_nothing(hostile: Visit) -> None:
    """A stream that is not the service's own, such as a broken proxy's, is survived."""
    shapes = [
        '{"text": "<img src=x onerror=window.fired.push(1)>", "hits": [{}]}',
        "[]",
        '"<script>window.fired.push(1)</script>"',
        "null",
        "not json",
    ]
    names = ("retrieval", "draft", "claim", "done")
    for name, shape in product(names, shapes):
        body = f"event: {name}\ndata: {shape}\n\n"
        hostile.page.route("**/v1/ask", streaming(body), times=1)
        turn = hostile.ask("1 什么")
        expect(turn.locator(".problem")).to_have_text("回答中断了，请再问一次。")
    assert untouched(hostile)
