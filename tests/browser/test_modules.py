"""The page's own functions, called in the browser as the page calls them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Error

from service.settings import Settings
from tests.browser.serving import serving
from tests.browser.visit import Visit, visiting
from tests.fakes import FakeLibrary

ASTRAL = "𠮷野家的𪚥溪步道🎋长17公里，👩‍👩‍👧种了320株樟树。\r\n第二行𡃁。"


@pytest.fixture(scope="module")
def visit(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """One visit for all: nothing here changes the page."""
    settings = Settings(store=tmp_path_factory.mktemp("modules"))
    with serving(FakeLibrary(), settings) as base, visiting(browser, base) as one:
        yield one


def called(visit: Visit, module: str, code: str, *arguments: Any) -> Any:
    """Run code with a module's exports as `it` and arguments as `given`."""
    return visit.page.evaluate(
        f"async (given) => {{ const it = await import('/page/{module}'); return {code}; }}",
        list(arguments),
    )


def test_a_slice_by_code_points_is_pythons(visit: Visit) -> None:
    for text in (ASTRAL, "ascii", "", "中文", "🎋🎋"):
        spans = [(a, b) for a in range(len(text) + 1) for b in range(a, len(text) + 1)]
        found = called(
            visit, "text.js", "given[1].map(([a, b]) => it.slice(given[0], a, b))", text, spans
        )
        assert found == [text[a:b] for a, b in spans]
        assert called(visit, "text.js", "it.length(given[0])", text) == len(text)


def test_offsets_in_any_order_give_their_own_indices(visit: Visit) -> None:
    assert called(visit, "text.js", "it.unitIndices(given[0], [3, 0, 99, 1])", "𠮷a🎋b") == [
        5,
        0,
        6,
        2,
    ]


def test_marks_hold_exactly_the_cited_characters_wherever_they_begin_and_end(visit: Visit) -> None:
    code = """given[1].map(([a, b]) => {
      const [from, to] = text.unitIndices(given[0], [a, b]);
      const nodes = it.paragraphs(given[0], from, to, [0, 2]);
      return [
        nodes.flatMap((one) => [...one.querySelectorAll('mark')])
          .map((one) => one.textContent).join(''),
        nodes.flatMap((one) => [...one.childNodes]).filter((one) => one.className !== 'unseen')
          .map((one) => one.textContent).join(''),
      ];
    })"""
    code = f"(async (text) => {code})(await import('/page/text.js'))"
    text = f"\n{ASTRAL}\n\n尾𠮷"
    spans = [(a, b) for a in range(len(text)) for b in range(a + 1, len(text) + 1)]
    found = called(visit, "article.js", f"await {code}", text, spans)
    assert found == [[text[a:b], text] for a, b in spans]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_events_are_read_however_they_are_cut(visit: Visit, size: int) -> None:
    stream = (
        ': hello\n\nevent: retrieval\r\ndata: {"a": 1}\r\n\r\n'
        "data: 一\ndata:二\n\nevent: nothing\n\nid: 3\rdata\rdata: x\r\revent: cut\ndata: off"
    )
    chunks = [stream[at : at + size] for at in range(0, len(stream), size)]
    code = "((read) => given[0].flatMap((one) => [...read(one)]))(it.lineReader())"
    assert called(visit, "event-stream.js", code, chunks) == [
        {"name": "retrieval", "data": '{"a": 1}'},
        {"name": "message", "data": "一\n二"},
        {"name": "message", "data": "\nx"},
    ]


def test_only_plain_web_addresses_can_be_followed(visit: Visit) -> None:
    addresses = [
        "https://example.org/a?b=c#d",
        "http://example.org",
        "javascript:fired.push(1)",
        " JaVaScRiPt:fired.push(1)",
        "java\tscript:fired.push(1)",
        "data:text/html,<b>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org",
        "/v1/documents",
        "https://user:secret@example.org/",
        "",
        None,
    ]
    found = called(
        visit, "element.js", "given[0].map((one) => it.webAddress(one)?.href ?? null)", addresses
    )
    assert found == ["https://example.org/a?b=c#d", "http://example.org/", *[None] * 11]


def test_a_link_outside_tells_nothing_of_where_it_is_followed_from(visit: Visit) -> None:
    code = (
        "((link) => [link.rel, link.target, link.referrerPolicy])(it.outsideLink(given[0], 'open'))"
    )
    assert called(visit, "element.js", code, "https://example.org/") == [
        "noopener noreferrer nofollow",
        "_blank",
        "no-referrer",
    ]


@pytest.mark.parametrize("name", ["onclick", "style", "src", "href", "id", "name", "srcdoc"])
def test_an_element_takes_no_attribute_that_could_act(visit: Visit, name: str) -> None:
    with pytest.raises(Error, match=f"no {name} here"):
        called(visit, "element.js", "it.element('p', {[given[0]]: 'x'})", name)


def test_a_label_is_one_line_without_characters_that_turn_it_around(visit: Visit) -> None:
    given = "报告\u202etxt.exe\u2066\n第二行\u200f\x00\ud83c\udf8b  尾"
    assert called(visit, "text.js", "it.label(given[0])", given) == "报告 txt.exe 第二行 🎋 尾"
    assert called(visit, "text.js", "it.label(given[0], 3)", "𠮷𠮷𠮷𠮷") == "𠮷𠮷𠮷…"


def test_a_text_is_set_in_its_own_script(visit: Visit) -> None:
    texts = ["国家和产业", "國家與產業", "plain", "一二三"]
    found = called(visit, "text.js", "given[0].map((one) => it.languageOf(one))", texts)
    assert found == ["zh-Hans", "zh-Hant", "en", "zh-Hans"]


def test_browser_languages_lead_to_the_nearest_of_the_pages(visit: Visit) -> None:
    wanted = [["zh-CN"], ["zh-Hant-HK", "en"], ["zh-tw"], ["fr", "en-GB"], ["de"], ["zh"], []]
    found = called(visit, "language.js", "given[0].map((one) => it.preferred(one))", wanted)
    assert found == ["zh-Hans", "zh-Hant", "zh-Hant", "en", "en", "zh-Hans", "en"]


def test_markdown_shows_every_text_as_it_is(visit: Visit) -> None:
    texts = [
        "# no heading",
        "1. no list",
        "- nor this",
        "**bold** _it_ `code` ~~x~~",
        "[link](javascript:x) ![image](https://x.invalid/a.png)",
        "<img src=x onerror=y> <https://x.invalid>",
        "https://x.invalid www.x.invalid a@x.invalid",
        "| a | b |",
        "&lt;b&gt; \\ $x$ 3978万元（约）",
        "{{x}} ${y} [^1] [a]: b",
    ]
    escaped = called(visit, "markdown.js", "given[0].map((one) => it.escaped(one))", texts)
    parser = MarkdownIt("gfm-like", {"linkify": False})
    for text, written in zip(texts, escaped, strict=True):
        opening, inline, closing = parser.parse(written)
        assert (opening.type, closing.type) == ("paragraph_open", "paragraph_close")
        assert {token.type for token in inline.children or ()} <= {"text", "text_special"}
        assert "".join(token.content for token in inline.children or ()) == text


def test_a_history_is_cut_to_what_the_service_takes(visit: Visit) -> None:
    code = """(() => {
      sessionStorage.setItem('wenju.thread', given[0]);
      const thread = new it.Thread();
      const turn = thread.begin('now');
      sessionStorage.removeItem('wenju.thread');
      return thread.historyBefore(turn);
    })()"""
    turns = [{"question": f"{at}" + "𠮷" * 5000, "answer": {"answer": "甲"}} for at in range(60)]
    history = called(visit, "thread.js", code, json.dumps([*turns, {"question": 3}, None][:60]))
    assert len(history) == 40
    assert [one["role"] for one in history[:2]] == ["user", "assistant"]
    assert history[0]["text"] == "40" + "𠮷" * 3998
