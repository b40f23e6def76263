from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.span import Span
from service.answer import AlsoIn, Answer
from service.cli.show import marked, printable, show_answer, wrapped
from service.question import Question
from tests.fakes import FakeLibrary


def test_the_answer_within_a_quote_is_marked_without_colour_too() -> None:
    shown = marked("投资4.2亿元。", Span(2, 7))
    assert shown.startswith("投资")
    assert "【4.2亿元】" in shown


def test_a_quote_without_a_highlight_stays_as_it_is() -> None:
    assert marked("投资。", None) == "投资。"


@given(st.text())
def test_nothing_that_steers_a_terminal_is_printed(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert not set(shown) & set("\x1b\x07\x9b\u202e\u2066\u200b\n\r")


@given(st.text(alphabet="汉a ", max_size=300))
def test_wrapping_loses_no_character(text: str) -> None:
    lines = wrapped(text, "  ").split("\n")
    assert "".join(line.removeprefix("  ") for line in lines) == text


def told(answer: Answer, question: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    show_answer(answer, question)
    return [line.strip() for line in capsys.readouterr().out.splitlines() if line.strip()]


def cited(answer: Answer, **more: object) -> Answer:
    (citation,) = answer.citations
    return replace(answer, citations=(replace(citation, **more),))  # type: ignore[arg-type] # fields by name


def test_a_citation_names_its_outlet_and_the_documents_that_reprint_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    reprint = AlsoIn(
        "r.txt", "港口消息", "转载报", None, date(2024, 3, 2), "0" * 64, Span(3, 9), "…"
    )
    answer = cited(FakeLibrary().ask(Question("投资")), source="青石新闻", also_in=(reprint,))
    lines = told(answer, "投资", capsys)
    assert "[1] 青石港扩建 · 青石新闻 · 2024-03-01" in lines
    assert "又见 港口消息 · 转载报 · 2024-03-02 · r.txt [3, 9)" in lines


def test_a_reprint_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    reprint = AlsoIn("r\x1b[2J", None, "\u202e报", None, None, "0" * 64, Span(3, 9), "…")
    answer = cited(FakeLibrary().ask(Question("投资")), also_in=(reprint,))
    assert not set("".join(told(answer, "invested", capsys))) & set("\x1b\u202e")


def test_a_refusal_is_shown_with_its_sentence_and_the_nearest_evidence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = replace(FakeLibrary().ask(Question("月球")), text="最接近的内容说的是康定，不是旺苍。")
    lines = told(answer, "月球", capsys)
    assert lines[:2] == ["最接近的内容说的是康定，不是旺苍。", "最接近的内容："]
