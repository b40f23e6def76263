import io
import json
import re
from html.parser import HTMLParser

from rich.console import Console

from eval.dataset import Dataset
from eval.evaluation import Evaluation
from eval.html import report_page
from eval.payload import evaluation_payload
from eval.report import LABELS, show_evaluation
from eval.run import evaluate
from tests.eval_fakes import (
    ASKED,
    PAGE,
    QUOTE,
    FakeAnswerer,
    FakeStore,
    answer,
    citation,
    document,
    item,
    refusal,
)

HOSTILE = "<script>alert('甲')</script> $x^2 \x1b[31m"


def evaluation(*, hostile: str = HOSTILE) -> Evaluation:
    page = document(hostile, hostile)
    answers = {
        ASKED: answer("1200万元", citation(PAGE, QUOTE)),
        hostile: answer(hostile, citation(page, hostile), confidence=0.4),
        "丙地呢？": refusal(),
    }
    items = (
        item("1200万元", item_id="1", text=ASKED),
        item("甲", item_id=hostile, text=hostile, kind=hostile),
        item(item_id="3", text="丙地呢？", kind="没有答案"),
    )
    return evaluate(FakeAnswerer(FakeStore(PAGE, page), answers), Dataset("set", items))


class Tags(HTMLParser):
    """Collects the tags and the values that could make a request."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        wanted = ("src", "href", "xlink:href", "action", "data", "srcset")
        self.addresses += [value or "" for name, value in attrs if name in wanted]


def test_the_page_shows_hostile_text_as_text_and_asks_for_nothing() -> None:
    page = report_page(evaluation())
    read = Tags()
    read.feed(page)
    assert not read.tags & {"script", "img", "link", "iframe", "image", "object"}
    assert all(address.startswith("#") for address in read.addresses)
    assert "&lt;script&gt;alert(&#x27;甲&#x27;)" in page
    assert "default-src 'none'" in page
    assert re.findall(r"url\((?!#)", page) == []


def test_the_page_holds_three_plots_with_labels_as_text() -> None:
    page = report_page(evaluation())
    assert page.count("<svg") == page.count("</svg>") == 3
    assert "没有答案 (1)" in page
    assert "Failures (1)" in page
    assert '<td class="text">expected calibration error</td>' in page


def test_the_page_is_the_same_for_the_same_outcomes() -> None:
    found = evaluation()
    assert report_page(found) == report_page(found)


def test_a_set_where_nothing_was_answered_still_has_a_page() -> None:
    answers = {"丙地呢？": refusal()}
    items = (item(item_id="3", text="丙地呢？"),)
    found = evaluate(FakeAnswerer(FakeStore(), answers), Dataset("set", items))
    assert report_page(found).count("<svg") == 3


def test_the_terminal_shows_values_intervals_and_kinds_without_control_characters() -> None:
    shown = io.StringIO()
    show_evaluation(evaluation(), Console(file=shown, width=120))
    text = shown.getvalue()
    assert re.search(r"right\s*│ 0\.500 │ 0\.000 to 1\.000 │\s+2 ", text)
    assert re.search(r"没有答案\s*│\s+1 │\s+–", text)
    assert "3 questions, 1 failed" in text
    assert re.search(r"area under the risk-coverage curve\s*│ 0\.250", text)
    assert "\x1b" not in text


def test_json_keeps_every_question_with_its_scores_and_places() -> None:
    payload = json.loads(json.dumps(evaluation_payload(evaluation())))
    assert payload["questions"] == 3
    assert payload["answerable"] == 2
    assert payload["overall"]["refusal_recall"] == {
        "value": 1.0,
        "low": 1.0,
        "high": 1.0,
        "count": 1,
    }
    assert list(payload["by_kind"]) == ["figure", HOSTILE, "没有答案"]
    first = payload["items"][0]
    assert (first["id"], first["status"], first["failed"]) == ("1", "answered", False)
    assert first["cited"] == [
        {"document_id": "a", "start_char_index": 11, "end_char_index": 22, "quote": QUOTE}
    ]
    assert payload["items"][1]["scores"]["right"] == 0.0
    assert set(payload["latency_ms"]) == {"mean", "p50", "p95", "p99"}
    assert [point["confidence"] for point in payload["risk_coverage"]] == [0.9, 0.4]
    assert list(payload["selective"]) == list(LABELS)
    assert payload["selective"]["aurc"] == 0.25
