import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.span import Span
from service.http.address import citation_address, document_address
from service.http.events import event
from service.http.pieces import PIECE, pieces
from tests.answers import FIRST, citation


@given(st.text())
def test_an_event_is_one_line_of_data_for_every_reader_of_lines(text: str) -> None:
    sent = event({"text": text}, "claim")
    name, data, *rest = sent.splitlines()
    assert (name, rest) == ("event: claim", [""])
    assert json.loads(data.removeprefix("data: ")) == {"text": text}
    assert sent.endswith("\n\n")


def test_an_event_without_a_name_is_data_alone() -> None:
    assert event({"a": "港"}) == 'data: {"a": "港"}\n\n'


@given(st.text())
def test_pieces_joined_are_the_text(text: str) -> None:
    cut = list(pieces(text))
    assert "".join(cut) == text
    assert all(1 <= len(piece) <= PIECE for piece in cut)


def test_an_address_names_the_place_in_the_original_text() -> None:
    assert (
        document_address("a/北 1.txt", Span(3, 9)) == "/v1/documents/a/%E5%8C%97%201.txt#char=3,9"
    )
    assert document_address("x?y#z") == "/v1/documents/x%3Fy%23z"


@pytest.mark.parametrize("url", ["https://news.example/1", "HTTP://news.example/?a=1#b"])
def test_a_citation_of_a_web_page_leads_there(url: str) -> None:
    assert citation_address(citation(1, FIRST, url=url)) == url


@pytest.mark.parametrize(
    "url", [None, "", "javascript:alert(1)", " javascript:x", "data:text/html,x", "http://[x", "x"]
)
def test_any_other_citation_leads_to_the_place_here(url: str | None) -> None:
    assert citation_address(citation(1, FIRST, url=url)) == (
        "/v1/documents/%E6%B8%AF/%E5%8C%97.txt#char=0,11"
    )
