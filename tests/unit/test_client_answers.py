import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.span import Span
from service.answer import (
    AlsoIn,
    Answer,
    Citation,
    Position,
    RefusalDetail,
    RefusalReason,
    Status,
    Subject,
    Support,
)
from service.claims.proof import prove
from service.claims.verdict import Finding, Judgement, Reason, Verdict
from service.client.answers import read_answer, read_proof
from service.client.call import search_call, verify_call
from service.client.errors import UnexpectedReply
from service.client.results import CheckedDocument, Evidence, Proof
from service.render import answer_payload, proof_payload
from tests.fakes import HARBOUR

WORDS = st.text(max_size=4)
MAYBE = st.none() | WORDS
DAYS = st.none() | st.dates()
SHARES = st.sampled_from([0.0, 0.125, 0.9, 1.0])
SPANS = st.tuples(st.integers(0, 999), st.integers(0, 99)).map(lambda two: Span(two[0], sum(two)))


def several(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=2).map(tuple)


FINDINGS = st.builds(Finding, st.sampled_from(Reason), SPANS, st.none() | SPANS)
CLAIMS = st.builds(
    Judgement,
    WORDS,
    SPANS,
    st.sampled_from(Verdict),
    several(FINDINGS),
    MAYBE,
    st.none() | SPANS,
    MAYBE,
)
ALSO_IN = st.builds(AlsoIn, WORDS, MAYBE, MAYBE, MAYBE, DAYS, WORDS, SPANS, WORDS)
CITATIONS = st.builds(
    Citation,
    id=st.integers(1, 9),
    answer_span=SPANS,
    document_id=WORDS,
    document_title=MAYBE,
    url=MAYBE,
    published=DAYS,
    content_sha256=WORDS,
    span=SPANS,
    cited_text=WORDS,
    quote=WORDS,
    highlight=st.none() | SPANS,
    passage_id=WORDS,
    support=st.builds(Support, st.sampled_from(Verdict), SHARES),
    source=MAYBE,
    also_in=several(ALSO_IN),
)
SUBJECTS = st.builds(Subject, several(WORDS), several(WORDS), several(WORDS))
ANSWERS = st.builds(
    Answer,
    text=WORDS,
    status=st.sampled_from(Status),
    refusal_reason=st.none() | st.sampled_from(RefusalReason),
    citations=several(CITATIONS),
    standalone_question=WORDS,
    confidence=SHARES,
    index_generation=st.integers(0, 99),
    generator=WORDS,
    notice=MAYBE,
    timings=st.dictionaries(WORDS, st.sampled_from([0.5, 12.25]), max_size=2),
    claims=several(CLAIMS),
    unsupported=several(CLAIMS),
    conflict=several(st.builds(Position, WORDS, several(st.integers(1, 9)))),
    refusal_detail=st.none() | st.builds(RefusalDetail, several(WORDS), SUBJECTS, SUBJECTS),
)


@settings(max_examples=40)
@given(ANSWERS)
def test_whatever_answer_is_written_as_json_is_read_back_as_it_was(answer: Answer) -> None:
    assert read_answer(json.loads(json.dumps(answer_payload(answer)))) == answer


def test_a_proof_is_read_with_its_claims_and_documents() -> None:
    claims = prove("青石港新建泊位8个。", [HARBOUR])
    payload = json.loads(json.dumps(proof_payload(claims, [HARBOUR])))
    named = CheckedDocument(1, "harbour.txt", "青石港扩建", HARBOUR.sha256)
    assert read_proof(payload) == Proof(Verdict.CONTRADICTED, tuple(claims), (named,))


@pytest.mark.parametrize(
    "payload", [None, [], {}, {"query": "x"}, {"query": "x", "hits": [{}], "index_generation": 1}]
)
def test_an_answer_of_another_shape_is_an_error_that_says_where(payload: object) -> None:
    with pytest.raises(UnexpectedReply, match="POST /v1/search: the answer is not one of a wenju"):
        search_call("x", 1, None).result(payload)


def test_documents_of_the_store_go_by_id_and_texts_with_what_is_stated() -> None:
    call = verify_call("x", ["harbour.txt", Evidence("泊位6个", title="港")], None)
    assert call.body == {
        "answer": "x",
        "documents": [{"id": "harbour.txt"}, {"text": "泊位6个", "title": "港"}],
    }
