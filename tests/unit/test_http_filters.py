from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.filter import Filter
from service.http.app import create_app
from service.keys.key import new_key
from service.keys.key_file import KeyFile
from service.keys.mode import KeyMode
from service.keys.scope import KeyScope
from service.settings import Settings
from tests.answers import PORT, TOWN
from tests.fakes import HARBOUR, FakeLibrary

CHAT = {"messages": [{"role": "user", "content": "投资"}]}
WANTED = {
    "collections": ["news"],
    "sources": ["北港发布"],
    "published_from": "2021-01-01",
    "published_to": "2021-12-31",
}


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary((HARBOUR, PORT, TOWN))


@pytest.fixture
def client(library: FakeLibrary) -> TestClient:
    return TestClient(create_app(library, Settings()))


@pytest.mark.parametrize(
    ("path", "body"),
    [("/v1/ask", {"question": "投资"}), ("/v1/chat/completions", CHAT), ("/v1/messages", CHAT)],
)
def test_a_filter_reaches_the_answerer(
    client: TestClient, library: FakeLibrary, path: str, body: dict[str, Any]
) -> None:
    client.post(path, json={**body, "filter": WANTED})
    client.post(path, json={**body, "filter": {}})
    client.post(path, json=body)
    first, last = date(2021, 1, 1), date(2021, 12, 31)
    wanted = Filter(frozenset({"news"}), frozenset({"北港发布"}), first, last)
    assert library.filters == [wanted, None, None]


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/search", "/v1/chat/completions", "/v1/messages"])
def test_days_in_the_wrong_order_are_refused_on_every_route(client: TestClient, path: str) -> None:
    backwards = {"published_from": "2022-01-01", "published_to": "2021-01-01"}
    body: dict[str, Any] = {"/v1/ask": {"question": "x"}, "/v1/search": {"query": "x"}}.get(
        path, CHAT
    )
    response = client.post(path, json={**body, "filter": backwards})
    assert response.status_code in (400, 422)
    assert "2022-01-01" in response.json()["error"]["message"]


@pytest.mark.parametrize("day", [0, 1546300800, "1546300800", "2021-01-01T00:00", "2021-13-01"])
def test_a_day_is_written_as_a_day(client: TestClient, day: object) -> None:
    body = {"question": "x", "filter": {"published_from": day}}
    response = client.post("/v1/ask", json=body)
    assert response.status_code == 422
    assert response.json()["error"]["field"] == "filter.published_from"


def test_a_search_finds_nothing_that_its_filter_leaves_out(client: TestClient) -> None:
    def found(**wanted: str) -> list[str]:
        hits = client.post("/v1/search", json={"query": "泊位", "filter": wanted}).json()["hits"]
        return [hit["document_id"] for hit in hits]

    assert found() == ["harbour.txt", "港/北.txt"]
    assert found(published_to="2024-02-28") == []
    assert found(published_from="2024-03-01") == ["harbour.txt", "港/北.txt"]


def test_the_list_is_filtered_by_its_address(client: TestClient) -> None:
    client.post(
        "/v1/documents", json={"id": "n", "text": "x", "source": "甲", "collection": "news"}
    )
    for query, ids in (
        ("?collection=news", ["n"]),
        ("?collection=news&collection=default", ["harbour.txt", "港/北.txt", "town.txt", "n"]),
        ("?source=甲", ["n"]),
        ("?published_from=2024-01-01", ["harbour.txt", "港/北.txt"]),
    ):
        listed = client.get(f"/v1/documents{query}").json()["documents"]
        assert [one["id"] for one in listed] == ids
    assert client.get("/v1/documents?colection=news").status_code == 422


def test_documents_are_put_into_the_collection_that_is_named(client: TestClient) -> None:
    one = {"id": "a", "text": "东岸有井。"}
    many = {"documents": [{"id": "b", "text": "西岸有桥。"}], "collection": "新闻-1"}
    client.post("/v1/documents", json=one)
    client.post("/v1/documents", json=many)
    files = [("files", ("c.txt", "南岸有塔。".encode()))]
    client.post("/v1/documents/files", files=files, data={"collection": "files"})
    named = {"a": "default", "b": "新闻-1", "c.txt": "files"}
    read = {one: client.get(f"/v1/documents/{one}").json() for one in named}
    assert {one: document["collection"] for one, document in read.items()} == named


@pytest.mark.parametrize("name", ["", "-a", "a b", "a/b", "x" * 65])
def test_a_name_that_no_collection_can_have_is_refused(client: TestClient, name: str) -> None:
    body = {"text": "东岸有井。", "collection": name}
    assert client.post("/v1/documents", json=body).status_code == 422


def test_the_text_of_a_document_is_served_exactly_and_never_as_a_page(client: TestClient) -> None:
    page = "<script>alert(1)</script>\r\n𠮷野\u2028é"
    client.post("/v1/documents", json={"id": "a/page.html", "text": page})
    whole = client.get("/v1/documents/a/page.html/text")
    assert whole.content.decode() == page
    assert whole.headers["content-type"] == "text/plain; charset=utf-8"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in whole.headers["content-security-policy"]
    part = client.get("/v1/documents/a/page.html/text?start=27&end=29")
    assert part.content.decode() == "𠮷野"
    assert client.get("/v1/documents/a/page.html/text?start=30").content.decode() == page[30:]
    assert client.get("/v1/documents/a/page.html/text?start=3&end=3").content == b""


def test_a_citation_is_read_back_by_its_span(client: TestClient) -> None:
    (citation,) = client.post("/v1/ask", json={"question": "投资"}).json()["citations"]
    span = {"start": citation["start_char_index"], "end": citation["end_char_index"]}
    text = client.get(f"/v1/documents/{citation['document_id']}/text", params=span)
    assert text.content.decode() == citation["cited_text"] == "投资4.2亿元"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("start=-1", "query.start"),
        ("end=999", "query.end"),
        ("start=9&end=3", "query.start"),
        ("start=999", "query.start"),
        ("start=x", "query.start"),
    ],
)
def test_a_span_that_is_not_in_the_text_is_refused_by_name(
    client: TestClient, query: str, field: str
) -> None:
    response = client.get(f"/v1/documents/harbour.txt/text?{query}")
    assert response.status_code == 422
    assert response.json()["error"]["field"] == field


def test_an_id_that_ends_in_text_is_still_found(client: TestClient) -> None:
    client.post("/v1/documents", json={"id": "a/text", "text": "东岸有井。"})
    assert client.get("/v1/documents/a/text").json()["text"] == "东岸有井。"
    assert client.get("/v1/documents/a/text/text").text == "东岸有井。"
    assert client.get("/v1/documents/b/text").status_code == 404


def test_a_key_of_one_collection_sees_and_fills_no_other(tmp_path: Path) -> None:
    key, token = new_key(
        "news desk",
        scopes=frozenset({KeyScope.ASK, KeyScope.INGEST}),
        collections=("news",),
        rate=None,
        now=datetime.now(UTC),
    )
    KeyFile(tmp_path).add(key)
    library = FakeLibrary()
    settings = Settings(store=tmp_path, keys=KeyMode.REQUIRED)
    client = TestClient(create_app(library, settings), headers={"x-api-key": token})
    for answer in (
        client.post("/v1/ask", json={"question": "投资"}),
        client.post("/v1/ask", json={"question": "投资", "filter": {"collections": ["default"]}}),
        client.post("/v1/search", json={"query": "投资"}),
        client.post("/v1/messages", json=CHAT),
        client.post("/v1/chat/completions", json=CHAT),
        client.get("/v1/documents"),
    ):
        assert answer.status_code == 200
        assert "4.2亿元" not in answer.text
        assert HARBOUR.id not in answer.text
    assert library.filters[0] == Filter(collections=frozenset({"news"}))
    assert library.filters[1] == Filter(collections=frozenset())
    verify = {"answer": "投资4.2亿元", "documents": [{"id": HARBOUR.id}]}
    assert client.post("/v1/verify", json=verify).status_code == 404
    for path in (HARBOUR.id, f"{HARBOUR.id}/text"):
        assert client.get(f"/v1/documents/{path}").status_code == 404
    assert client.delete(f"/v1/documents/{HARBOUR.id}").status_code == 404
    foreign = client.post("/v1/documents", json={"text": "x", "collection": "default"})
    assert foreign.status_code == 403
    client.post("/v1/documents", json={"id": "own", "text": "投资9亿元。"})
    assert library.document("own").collection == "news"
    assert client.post("/v1/ask", json={"question": "投资"}).json()["answer"] == "投资9亿元"


def listed(client: TestClient, **asked: Any) -> dict[str, Any]:
    said: dict[str, Any] = client.get("/v1/documents", params=asked).json()
    return said | {"documents": [one["id"] for one in said["documents"]]}


def test_the_list_comes_in_pages_that_say_how_many_there_are_in_all(client: TestClient) -> None:
    first, second = listed(client, limit=2), listed(client, limit=2, offset=2)
    assert first["documents"] + second["documents"] == [HARBOUR.id, PORT.id, TOWN.id]
    assert (first["count"], first["offset"], second["offset"]) == (3, 0, 2)
    assert listed(client, offset=3) == first | {"documents": [], "offset": 3}


@pytest.mark.parametrize("page", [{"limit": 0}, {"limit": 1001}, {"offset": -1}, {"limit": "x"}])
def test_a_page_that_cannot_be_is_refused(client: TestClient, page: dict[str, Any]) -> None:
    refused = client.get("/v1/documents", params=page)
    assert refused.status_code == 422
    assert refused.json()["error"]["field"] == f"query.{next(iter(page))}"


def test_the_list_is_searched_by_words_of_title_source_author_and_id(client: TestClient) -> None:
    assert listed(client, query="扩建")["documents"] == [HARBOUR.id]
    assert listed(client, query="HARBOUR .TXT")["documents"] == [HARBOUR.id]
    named = {"id": "named", "text": "又一篇。", "source": "北港发布", "author": "周启明"}
    client.post("/v1/documents", json=named)
    assert listed(client, query="周启明 北港发布")["documents"] == ["named"]
    assert listed(client, query="北港")["documents"] == [PORT.id, "named"]
    assert listed(client, query="扩建 北港发布")["count"] == 0
    assert listed(client, query=" ")["count"] == 4


def test_a_list_that_was_read_is_not_read_again_until_the_store_changes(
    client: TestClient, library: FakeLibrary
) -> None:
    assert listed(client)["count"] == 3
    client.post("/v1/documents", json={"id": "new", "text": "新。"})
    changed = listed(client)
    assert (changed["count"], changed["index_generation"]) == (4, library.generation)
    library.remove(["new"])
    assert listed(client)["count"] == 3


def test_outlets_are_counted_and_the_most_frequent_comes_first(client: TestClient) -> None:
    for name, source in (("a", "河口日报"), ("b", "北港发布"), ("c", "北港发布")):
        client.post("/v1/documents", json={"id": name, "text": f"{name}。", "source": source})
    said = client.get("/v1/sources").json()
    counted = [{"name": "北港发布", "documents": 2}, {"name": "河口日报", "documents": 1}]
    assert (said["sources"], said["documents"]) == (counted, 6)
