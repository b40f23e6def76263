from hypothesis import given
from hypothesis import strategies as st

from index.span import Span
from service.cli.show import marked, printable, wrapped


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
