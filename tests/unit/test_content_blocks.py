from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from index.span import Span
from service.http.blocks import cited_documents, content_blocks
from tests.answers import FIRST, PORT, REFUSED, SECOND, TEXT, TOWN, TWO_CLAIMS, citation


def test_each_cited_stretch_is_a_block_of_its_own_and_what_lies_between_has_no_proof() -> None:
    blocks = content_blocks(TWO_CLAIMS)
    assert [block["text"] for block in blocks] == [
        "北港新建泊位6个",
        "；",
        "青石镇投入4.2亿元",
        "。",
    ]
    cited = [[one["document_index"] for one in block["citations"] or ()] for block in blocks]
    assert cited == [[0], [], [1, 0], []]
    assert blocks[1]["citations"] is None


def test_a_char_location_holds_the_original_characters_and_their_place() -> None:
    (place,) = content_blocks(TWO_CLAIMS)[0]["citations"]
    assert place == {
        "type": "char_location",
        "cited_text": PORT.text,
        "document_index": 0,
        "document_title": "北港",
        "start_char_index": 0,
        "end_char_index": len(PORT.text),
        "file_id": None,
    }


def test_cited_documents_stand_in_the_order_in_which_they_are_first_cited() -> None:
    documents = cited_documents(TWO_CLAIMS)
    assert [one["id"] for one in documents] == [PORT.id, TOWN.id]
    assert documents[0]["url"] == "/v1/documents/%E6%B8%AF/%E5%8C%97.txt"
    assert documents[0]["content_sha256"] == PORT.sha256


def test_the_nearest_evidence_of_a_refusal_proves_no_block() -> None:
    assert content_blocks(REFUSED) == [
        {"type": "text", "text": "资料中没有所问的答案。", "citations": None}
    ]
    assert [one["id"] for one in cited_documents(REFUSED)] == [PORT.id]


@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))), max_size=5))
def test_blocks_joined_are_the_answer_and_carry_what_covers_them(
    pairs: list[tuple[int, int]],
) -> None:
    spans = [Span(min(pair), max(pair)) for pair in pairs]
    citations = tuple(citation(key, span) for key, span in enumerate(spans, start=1))
    blocks = content_blocks(replace(TWO_CLAIMS, citations=citations))
    assert "".join(block["text"] for block in blocks) == TEXT
    start = 0
    for block in blocks:
        place = Span(start, start + len(block["text"]))
        covering = [span for span in spans if span.covers(place)]
        assert len(block["citations"] or ()) == len(covering)
        start = place.end


def test_claims_lie_where_the_texts_say() -> None:
    assert FIRST.of(TEXT) == "北港新建泊位6个"
    assert SECOND.of(TEXT) == "青石镇投入4.2亿元"
