import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from index.errors import StoreMissing
from service.http.app import create_app
from service.question import Question, Role, Turn
from service.settings import Settings
from tests.fakes import HARBOUR, FakeLibrary


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary()


@pytest.fixture
def client(library: FakeLibrary) -> Iterator[TestClient]:
    settings = Settings(question_characters=200, body_bytes=4096)
    with TestClient(create_app(library, settings), raise_server_exceptions=False) as opened:
        yield opened


def test_ask_answers_with_a_citation_that_is_true_in_the_document_read_back(
    client: TestClient,
) -> None:
    answer = client.post("/v1/ask", json={"question": "投资"}).json()
    assert answer["status"] == "answered"
    (citation,) = answer["citations"]
    document = client.get(f"/v1/documents/{citation['document_id']}").json()
    start, end = citation["start_char_index"], citation["end_char_index"]
    assert document["text"][start:end] == citation["cited_text"] == "投资4.2亿元"
    assert document["content_sha256"] == citation["content_sha256"]


def test_a_refusal_is_an_answer_with_status_200(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": "月球"})
    assert response.status_code == 200
    assert response.json()["refusal_reason"] == "not_in_corpus"


def test_history_reaches_the_answerer_oldest_first(
    client: TestClient, library: FakeLibrary
) -> None:
    history = [{"role": "user", "text": "投资"}, {"role": "assistant", "text": "4.2亿元"}]
    client.post("/v1/ask", json={"question": "泊位", "history": history})
    assert library.questions == [
        Question("泊位", (Turn(Role.USER, "投资"), Turn(Role.ASSISTANT, "4.2亿元")))
    ]


def test_search_gives_hits_best_first_with_original_characters(client: TestClient) -> None:
    found = client.post("/v1/search", json={"query": "泊位", "limit": 1}).json()
    (hit,) = found["hits"]
    assert HARBOUR.text[hit["start_char_index"] : hit["end_char_index"]] == hit["cited_text"]
    assert found["offset_unit"] == "unicode_codepoint"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "question"),
        ({"question": 5}, "question"),
        ({"question": "投资", "qestion": "x"}, "qestion"),
        ({"question": "投资", "history": [{"role": "king", "text": "x"}]}, "history.0.role"),
    ],
)
def test_a_request_of_the_wrong_shape_names_the_field(
    client: TestClient, body: dict[str, object], field: str
) -> None:
    response = client.post("/v1/ask", json=body)
    assert response.status_code == 422
    assert response.json()["error"]["type"] == "invalid_request"
    assert response.json()["error"]["field"] == field


def test_a_question_longer_than_the_setting_is_refused(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": "长" * 201})
    assert response.status_code == 422
    assert response.json()["error"]["type"] == "invalid_question"


def test_half_a_surrogate_pair_is_not_a_question(client: TestClient) -> None:
    body = b'{"question": "\\ud800"}'
    response = client.post("/v1/ask", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 422


def test_a_body_beyond_the_limit_is_refused_whether_declared_or_streamed(
    client: TestClient,
) -> None:
    headers = {"content-type": "application/json"}
    declared = client.post("/v1/ask", content=b"x" * 5000, headers=headers)
    streamed = client.post("/v1/ask", content=iter([b"x" * 3000] * 2), headers=headers)
    assert declared.status_code == streamed.status_code == 413
    assert declared.json()["error"]["type"] == streamed.json()["error"]["type"] == "body_too_large"


def test_unknown_places_and_methods_have_the_same_shape(client: TestClient) -> None:
    assert client.get("/nowhere").json()["error"]["type"] == "not_found"
    assert client.put("/v1/ask").json()["error"]["type"] == "method_not_allowed"
    unknown = client.get("/v1/documents/none")
    assert unknown.status_code == 404
    assert unknown.json()["error"]["type"] == "unknown_document"


def test_documents_are_added_listed_read_and_removed(client: TestClient) -> None:
    article = {"id": "a/北岸 1.txt", "text": "北岸有塔2座。", "published": "2025-01-02"}
    added = client.post("/v1/documents", json={"documents": [article]})
    assert added.status_code == 201
    assert added.json()["ids"] == ["a/北岸 1.txt"]
    listed = client.get("/v1/documents").json()
    assert [entry["id"] for entry in listed["documents"]] == ["harbour.txt", "a/北岸 1.txt"]
    assert listed["documents"][1]["published"] == "2025-01-02"
    path = f"/v1/documents/{quote(article['id'])}"
    assert client.get(path).json()["text"] == "北岸有塔2座。"
    assert client.delete(path).json()["removed"] == ["a/北岸 1.txt"]
    assert client.get(path).status_code == 404


def test_a_document_without_an_id_is_named_by_its_text(client: TestClient) -> None:
    first = client.post("/v1/documents", json={"text": "南岸有桥。"}).json()["ids"]
    again = client.post("/v1/documents", json={"text": "南岸有桥。"}).json()["ids"]
    assert first == again
    assert first[0].startswith("sha256-")


def test_files_are_uploaded_as_a_form_to_the_same_place(client: TestClient) -> None:
    files = [
        ("files", ("../../east.txt", "东岸有井。".encode())),
        ("files", ("bad.pdf", b"%PDF-1.4 broken")),
    ]
    added = client.post("/v1/documents", files=files)
    assert added.status_code == 201
    assert added.json()["added"] == 1
    assert client.get("/v1/documents/east.txt").json()["text"] == "东岸有井。"
    assert [skipped["name"] for skipped in added.json()["skipped"]] == ["bad.pdf"]


def test_uploads_of_which_none_can_be_read_are_an_error(client: TestClient) -> None:
    refused = client.post("/v1/documents/files", files=[("files", ("bad.pdf", b"%PDF-1.4"))])
    assert refused.status_code == 422
    assert refused.json()["error"]["type"] == "unreadable_source"
    assert refused.json()["error"]["message"].startswith("bad.pdf: ")


def test_several_documents_are_removed_all_or_none(client: TestClient) -> None:
    client.post("/v1/documents", json={"id": "b", "text": "西岸。"})
    refused = client.request("DELETE", "/v1/documents", json={"ids": ["b", "none"]})
    assert refused.status_code == 404
    assert client.get("/v1/documents").json()["count"] == 2
    assert client.delete("/v1/documents?id=b&id=harbour.txt").status_code == 200
    assert client.get("/v1/documents").json()["count"] == 0


def test_removing_nothing_by_name_is_refused(client: TestClient) -> None:
    assert client.delete("/v1/documents").status_code == 422


def test_a_completion_carries_the_answer_its_citations_and_counted_tokens(
    client: TestClient,
) -> None:
    body = {"model": "wenju", "messages": [{"role": "user", "content": "投资"}]}
    completion = client.post("/v1/chat/completions", json=body).json()
    message = completion["choices"][0]["message"]
    assert message["content"] == "投资4.2亿元"
    assert message["refusal"] is None
    assert message["annotations"][0]["url_citation"] == {
        "start_index": 0,
        "end_index": 7,
        "url": "/v1/documents/harbour.txt#char=18,25",
        "title": "青石港扩建",
    }
    assert completion["wenju"]["citations"][0]["cited_text"] == "投资4.2亿元"
    usage = completion["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"] > 0


def test_a_stream_says_what_the_whole_answer_says_and_ends(client: TestClient) -> None:
    body = {
        "messages": [{"role": "user", "content": [{"type": "text", "text": "投资"}]}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    response = client.post("/v1/chat/completions", json=body)
    assert response.headers["content-type"].startswith("text/event-stream")
    *events, last = [line.removeprefix("data: ") for line in response.text.split("\n\n") if line]
    assert last == "[DONE]"
    chunks = [json.loads(event) for event in events]
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks if chunk["choices"]]
    assert "".join(delta.get("content", "") for delta in deltas) == "投资4.2亿元"
    assert deltas[-1]["annotations"][0]["type"] == "url_citation"
    assert chunks[-1]["usage"]["completion_tokens"] > 0


def test_a_refused_completion_says_so_in_content_and_refusal(client: TestClient) -> None:
    body = {"messages": [{"role": "user", "content": "月球"}]}
    message = client.post("/v1/chat/completions", json=body).json()["choices"][0]["message"]
    assert message["content"] == message["refusal"] == "语料中没有答案。"
    assert message["annotations"] == []


@pytest.mark.parametrize(
    "messages",
    [
        [{"role": "system", "content": "x"}],
        [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}],
        [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}],
    ],
)
def test_a_conversation_that_does_not_end_in_a_readable_question_is_refused(
    client: TestClient, messages: list[dict[str, object]]
) -> None:
    response = client.post("/v1/chat/completions", json={"messages": messages})
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "invalid_question"


def test_it_is_alive_and_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "index_generation": 1}
    assert [model["id"] for model in client.get("/v1/models").json()["data"]] == ["wenju"]


class MissingLibrary(FakeLibrary):
    @property
    def generation(self) -> int:
        raise StoreMissing("no store here")

    @generation.setter
    def generation(self, _: int) -> None: ...


def test_without_a_store_it_is_alive_but_not_ready() -> None:
    client = TestClient(create_app(MissingLibrary(), Settings()))
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["retry-after"] == "2"
    assert response.json()["error"]["type"] == "store_missing"


def test_the_docs_page_shows_every_route_and_loads_nothing(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "http" not in page.text.replace("HTTP", "")
    assert "<script" not in page.text
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page.text
    assert "萧山给旺苍投入多少产业园资金" in page.text


def test_an_answer_is_verified_against_texts_of_the_callers_own(client: TestClient) -> None:
    text = "青石港去年新建泊位6個(gè)，投資4.2億元。"
    body = {"answer": "青石港新建泊位8个[1]。", "documents": [{"text": text}]}
    proof = client.post("/v1/verify", json=body).json()
    assert proof["verdict"] == "contradicted"
    (claim,) = proof["claims"]
    (reason,) = claim["reasons"]
    assert reason["reason"] == "figure_differs"
    start, end = reason["answer"]["start_index"], reason["answer"]["end_index"]
    assert body["answer"][start:end] == "8个"  # type: ignore[index]  # it is the text above
    place = reason["source"]
    assert text[place["start_char_index"] : place["end_char_index"]] == "6個"
    assert [one["id"] for one in proof["documents"]] == ["document-1"]


def test_an_answer_is_verified_against_a_document_of_the_store(client: TestClient) -> None:
    body = {"answer": "水深9米。投资四亿两千万元。", "documents": [{"id": HARBOUR.id}]}
    proof = client.post("/v1/verify", json=body).json()
    assert proof["claims"][1]["verdict"] == "supported"
    assert proof["documents"][0]["content_sha256"] == HARBOUR.sha256


def test_the_subject_of_a_question_is_verified_too(client: TestClient) -> None:
    body = {
        "answer": "4.2亿元",
        "documents": [{"id": HARBOUR.id}],
        "question": "康定投资多少",
    }
    (claim,) = client.post("/v1/verify", json=body).json()["claims"]
    assert [one["reason"] for one in claim["reasons"]] == ["place_missing"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"documents": [{"text": "a"}]}, "answer"),
        ({"answer": "", "documents": [{"text": "a"}]}, "answer"),
        ({"answer": "a", "documents": []}, "documents"),
        ({"answer": "a", "documents": [{"text": "a"}, {"title": "b"}]}, "documents.1"),
        ({"answer": "a", "documents": [{"text": ""}]}, "documents.0.text"),
        ({"answer": "a", "documents": [{"text": "a", "published": "x"}]}, "documents.0.published"),
    ],
)
def test_what_is_wrong_with_a_request_to_verify_is_named(
    client: TestClient, body: dict[str, object], field: str
) -> None:
    response = client.post("/v1/verify", json=body)
    assert response.status_code == 422
    assert response.json()["error"]["field"] == field


def test_a_document_that_is_not_in_the_store_verifies_nothing(client: TestClient) -> None:
    response = client.post("/v1/verify", json={"answer": "a", "documents": [{"id": "none"}]})
    assert response.status_code == 404
    assert response.json()["error"]["type"] == "unknown_document"


def test_json_that_is_not_said_to_be_json_is_refused_with_the_way_out(tmp_path: Path) -> None:
    client = TestClient(create_app(FakeLibrary(), Settings(store=tmp_path)))
    form = {"content-type": "application/x-www-form-urlencoded"}
    refused = client.post("/v1/ask", content=b'{"question": "x"}', headers=form)
    assert refused.status_code == 422
    assert refused.json()["error"]["message"] == (
        "send JSON and say so: Content-Type is 'application/x-www-form-urlencoded', "
        "not 'application/json'"
    )
