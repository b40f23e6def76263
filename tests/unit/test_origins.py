import pytest
from fastapi.testclient import TestClient

from service.http.app import create_app
from service.http.running import Running
from service.settings import Settings
from tests.fakes import FakeLibrary

FRIEND = "https://chat.example.org"


def client(*, here_only: bool = False, **settings: object) -> TestClient:
    chosen = Settings(**settings)  # type: ignore[arg-type]  # pydantic checks them
    app = create_app(FakeLibrary(), chosen, Running(here_only=here_only))
    return TestClient(app)


def test_pages_of_other_origins_are_turned_away_by_default() -> None:
    library = FakeLibrary()
    app = TestClient(create_app(library, Settings()))
    files = [("files", ("a.txt", "外来。".encode()))]
    refused = app.post(
        "/v1/documents/files", files=files, headers={"Origin": "https://evil.example"}
    )
    assert refused.status_code == 403
    assert refused.json()["error"]["type"] == "foreign_origin"
    assert "access-control-allow-origin" not in refused.headers
    assert len(library.documents()) == 1


def test_a_page_of_the_service_itself_may_call() -> None:
    headers = {"Origin": "http://testserver"}
    assert client().get("/v1/documents", headers=headers).status_code == 200


def test_a_listed_origin_may_ask_and_is_told_so() -> None:
    open_to = client(origins=(FRIEND,))
    asked = open_to.options(
        "/v1/ask", headers={"Origin": FRIEND, "Access-Control-Request-Method": "POST"}
    )
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == FRIEND
    assert "Authorization" in asked.headers["access-control-allow-headers"]
    got = open_to.get("/v1/documents", headers={"Origin": FRIEND})
    assert got.headers["access-control-allow-origin"] == FRIEND
    assert "Origin" in got.headers["vary"]
    assert open_to.get("/v1/documents", headers={"Origin": FRIEND + ".evil"}).status_code == 403


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("evil.example:8000", 403),
        ("localhost.evil.example", 403),
        ("Office.example", 200),
    ],
)
def test_a_service_for_this_machine_is_called_by_names_of_this_machine(
    host: str, status: int
) -> None:
    here = client(here_only=True, hosts="office.example")
    assert here.get("/v1/documents", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("path", ["/v1/documents", "/nowhere", "/healthz", "/v1/ask"])
def test_every_answer_carries_the_headers_that_keep_a_browser_safe(path: str) -> None:
    headers = client().get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
