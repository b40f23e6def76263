import json
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from service.http.app import create_app
from service.settings import Settings
from tests.fakes import FakeLibrary

CLIENT = TestClient(create_app(FakeLibrary(), Settings()), raise_server_exceptions=False)
TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.just("投资"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
FIELDS = {
    "/v1/ask": ("question", "history"),
    "/v1/search": ("query", "limit"),
    "/v1/documents": ("documents", "id", "text", "published"),
    "/v1/chat/completions": ("messages", "stream", "stream_options", "model", "n"),
}


@pytest.mark.parametrize("path", FIELDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_json_makes_the_service_fail(path: str, data: st.DataObject) -> None:
    names = st.sampled_from(FIELDS[path]) | TEXT
    body = data.draw(st.dictionaries(names, VALUES, max_size=4) | VALUES)
    response = CLIENT.post(
        path, content=json.dumps(body), headers={"content-type": "application/json"}
    )
    assert response.status_code < 500
    if response.status_code >= 400:
        assert response.json()["error"]["message"]


@pytest.mark.parametrize("path", FIELDS)
@given(body=st.binary(max_size=60))
def test_no_bytes_make_the_service_fail(path: str, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    response = CLIENT.post(path, content=body, headers=headers)
    assert response.status_code in (400, 422)
    assert response.json()["error"]["message"]


@given(name=st.text(min_size=1, max_size=30))
def test_no_document_id_makes_the_service_fail(name: str) -> None:
    path = f"/v1/documents/{quote(name, safe='')}"
    assert CLIENT.get(path).status_code in (200, 404)
