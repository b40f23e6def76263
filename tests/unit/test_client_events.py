import json

import pytest

from index.span import Span
from service.client.errors import ConnectionFailed, ServerFailed, UnexpectedReply
from service.client.events import Done, Draft, Event, EventReader, FoundPassage, Retrieval
from service.question import Question
from service.render import answer_payload
from tests.fakes import FakeLibrary

ANSWER = FakeLibrary().ask(Question("投资"))
FOUND = {
    "standalone_question": "投资？",
    "hits": [
        {
            "document_id": "harbour.txt",
            "passage_id": "harbour.txt#0",
            "title": None,
            "start_char_index": 3,
            "end_char_index": 9,
            "score": 0.5,
        }
    ],
    "index_generation": 4,
}


def read(text: str) -> list[Event]:
    reader = EventReader()
    events = [event for line in text.split("\n") if (event := reader.read(line)) is not None]
    reader.check_end()
    return events


def sent(name: str, payload: object) -> str:
    return f"event: {name}\ndata: {json.dumps(payload)}\n\n"


DONE = sent("done", answer_payload(ANSWER))


def test_events_are_read_in_order_to_the_whole_answer() -> None:
    stream = (
        sent("retrieval", FOUND) + sent("draft", {"claims": 1, "generator": "extractive"}) + DONE
    )
    passage = FoundPassage("harbour.txt", "harbour.txt#0", None, Span(3, 9), 0.5)
    assert read(stream) == [
        Retrieval("投资？", (passage,), 4),
        Draft(1, "extractive"),
        Done(ANSWER),
    ]


def test_comments_other_fields_and_unknown_events_are_passed_over() -> None:
    stream = ": still here\n\nretry: 5\nid: 1\n\n" + sent("news", {"x": 1}) + DONE
    assert read(stream) == [Done(ANSWER)]


def test_data_may_come_in_several_lines() -> None:
    assert read('event:draft\ndata: {"claims": 2,\ndata: "generator": "x"}\n\n' + DONE) == [
        Draft(2, "x"),
        Done(ANSWER),
    ]


def test_an_error_event_ends_the_stream_with_its_message() -> None:
    said = {"error": {"type": "generation_timeout", "message": "no answer came in time"}}
    with pytest.raises(ServerFailed, match="no answer came in time") as failed:
        read(sent("error", said))
    assert failed.value.kind == "generation_timeout"


def test_a_stream_that_breaks_off_is_no_answer() -> None:
    with pytest.raises(ConnectionFailed, match="before the answer was whole"):
        read(sent("retrieval", FOUND))


@pytest.mark.parametrize("data", ["", "no json", "[]", "{}"])
def test_an_event_that_cannot_be_read_is_named(data: str) -> None:
    with pytest.raises(UnexpectedReply, match="'draft' cannot be read"):
        read(f"event: draft\ndata: {data}\n\n")
