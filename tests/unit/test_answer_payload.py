"""What programs read of conflicts, reprints and refusals."""

from dataclasses import replace
from datetime import date

from index.span import Span
from service.answer import AlsoIn, Position, RefusalDetail, Subject
from service.http.schema import AnswerOut
from service.question import Question
from service.render import answer_payload
from tests.fakes import FakeLibrary

REPRINT = AlsoIn(
    "r.txt", "港口消息", "转载报", None, date(2024, 3, 2), "0" * 64, Span(3, 9), "投资"
)


def test_a_reprint_is_given_with_its_place_in_its_own_text() -> None:
    answer = FakeLibrary().ask(Question("投资"))
    (citation,) = answer.citations
    shown = replace(answer, citations=(replace(citation, source="青石新闻", also_in=(REPRINT,)),))
    (payload,) = answer_payload(shown)["citations"]
    assert payload["source"] == "青石新闻"
    assert payload["also_in"] == [
        {
            "document_id": "r.txt",
            "document_title": "港口消息",
            "source": "转载报",
            "url": None,
            "published": "2024-03-02",
            "content_sha256": "0" * 64,
            "start_char_index": 3,
            "end_char_index": 9,
            "cited_text": "投资",
        }
    ]


def test_a_conflict_is_given_in_its_order_with_the_keys_of_its_citations() -> None:
    answer = FakeLibrary().ask(Question("投资"))
    positions = (Position("5.2亿元", (1, 3)), Position("4.6亿元", (2,)))
    payload = answer_payload(replace(answer, conflict=positions))
    assert payload["conflict"] == [
        {"answer": "5.2亿元", "citations": [1, 3]},
        {"answer": "4.6亿元", "citations": [2]},
    ]
    assert answer_payload(answer)["conflict"] == []


def test_a_refusal_gives_what_was_asked_and_what_was_found() -> None:
    refused = FakeLibrary().ask(Question("月球"))
    detail = RefusalDetail(("place",), Subject(("旺苍",), ("2021",)), Subject(("康定",), ("2021",)))
    payload = answer_payload(replace(refused, refusal_detail=detail))
    assert payload["refusal_detail"] == {
        "differs": ["place"],
        "asked": {"places": ["旺苍"], "times": ["2021"], "names": []},
        "found": {"places": ["康定"], "times": ["2021"], "names": []},
    }
    assert answer_payload(refused)["refusal_detail"] is None


def test_what_is_rendered_is_what_the_http_schema_declares() -> None:
    answer = FakeLibrary().ask(Question("投资"))
    (citation,) = answer.citations
    detail = RefusalDetail(("time",), Subject(), Subject())
    shown = replace(
        answer,
        citations=(replace(citation, also_in=(REPRINT,)),),
        conflict=(Position("5.2亿元", (1,)),),
        refusal_detail=detail,
    )
    payload = answer_payload(shown)
    assert AnswerOut.model_validate(payload).model_dump(mode="json") == payload
