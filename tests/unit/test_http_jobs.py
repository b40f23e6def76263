import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.document import Document
from index.filter import DEFAULT_COLLECTION
from service.http.app import create_app
from service.jobs.board import JobBoard
from service.keys.key import new_key
from service.keys.key_file import KeyFile
from service.keys.mode import KeyMode
from service.keys.scope import KeyScope
from service.library import Intake, Progress
from service.settings import Settings
from tests.fakes import FakeLibrary

ARTICLE = {"id": "tower", "text": "北岸有塔2座。"}
PATIENCE = 20.0


class SlowLibrary(FakeLibrary):
    """Adds nothing before it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go = threading.Event(), threading.Event()

    def add(
        self,
        documents: Sequence[Document],
        *,
        collection: str = DEFAULT_COLLECTION,
        on_progress: Progress | None = None,
    ) -> Intake:
        if on_progress is not None:
            on_progress("index", 0, len(documents))
        self.begun.set()
        assert self.go.wait(PATIENCE)
        return super().add(documents, collection=collection, on_progress=on_progress)


def served(library: FakeLibrary, **settings: object) -> tuple[TestClient, JobBoard]:
    app = create_app(library, Settings(**settings))  # type: ignore[arg-type]  # pydantic checks
    return TestClient(app), app.state.jobs


def ended(client: TestClient, board: JobBoard, path: str) -> dict[str, object]:
    board.wait(path.rpartition("/")[2], seconds=PATIENCE)
    found: dict[str, object] = client.get(path).json()
    return found


def test_documents_are_added_by_a_job_that_can_be_asked_for_after_its_end() -> None:
    library = FakeLibrary()
    client, board = served(library)
    taken = client.post("/v1/jobs", json={"documents": [ARTICLE]})
    assert taken.status_code == 202
    assert taken.headers["location"] == f"/v1/jobs/{taken.json()['id']}"
    job = ended(client, board, taken.headers["location"])
    assert (job["state"], job["stage"], job["error"]) == ("done", "publish", None)
    assert job["result"]["added"] == 1  # type: ignore[index]  # JSON
    assert library.document("tower").text == "北岸有塔2座。"
    assert [one["id"] for one in client.get("/v1/jobs").json()["jobs"]] == [job["id"]]


@pytest.mark.parametrize("prefer", ["respond-async", "wait=10, Respond-Async; x=1"])
def test_documents_are_added_by_a_job_where_the_client_would_rather_not_wait(prefer: str) -> None:
    library = FakeLibrary()
    client, board = served(library)
    files = [("files", ("east.txt", "东岸有井。".encode()))]
    headers = {"Prefer": prefer}
    for path, sent in (
        ("/v1/documents", {"json": ARTICLE}),
        ("/v1/documents", {"files": files}),
        ("/v1/documents/files", {"files": files}),
    ):
        taken = client.post(path, headers=headers, **sent)  # type: ignore[arg-type]  # either
        assert (taken.status_code, taken.headers["preference-applied"]) == (202, "respond-async")
        assert ended(client, board, taken.headers["location"])["state"] == "done"
    assert [one.id for one in library.documents()] == ["harbour.txt", "tower", "east.txt"]


@pytest.mark.parametrize("prefer", ["wait=10", "return=minimal", "no-respond-async", ""])
def test_any_other_preference_changes_nothing(prefer: str) -> None:
    client, board = served(FakeLibrary())
    added = client.post("/v1/documents", json=ARTICLE, headers={"Prefer": prefer})
    assert (added.status_code, added.json()["added"]) == (201, 1)
    assert "preference-applied" not in added.headers
    assert board.jobs() == []


def test_files_are_read_and_added_by_a_job() -> None:
    library = FakeLibrary()
    client, board = served(library)
    files = [("files", ("east.txt", "东岸有井。".encode())), ("files", ("bad.pdf", b"%PDF-1.4"))]
    taken = client.post("/v1/jobs", files=files)
    job = ended(client, board, taken.headers["location"])
    assert job["state"] == "done"
    assert [one["name"] for one in job["result"]["skipped"]] == ["bad.pdf"]  # type: ignore[index]
    assert library.document("east.txt").text == "东岸有井。"


def test_a_job_whose_files_cannot_be_read_fails_with_the_reason() -> None:
    client, board = served(FakeLibrary())
    taken = client.post("/v1/jobs", files=[("files", ("bad.pdf", b"%PDF-1.4"))])
    job = ended(client, board, taken.headers["location"])
    assert job["state"] == "failed"
    assert job["error"]["type"] == "unreadable_source"  # type: ignore[index]


def test_a_job_is_cancelled_whole_and_the_same_content_meanwhile_is_the_same_job() -> None:
    library = SlowLibrary()
    client, board = served(library)
    first = client.post("/v1/jobs", json=ARTICLE).json()
    assert library.begun.wait(PATIENCE)
    assert client.post("/v1/jobs", json=ARTICLE).json()["id"] == first["id"]
    asked = client.post(f"/v1/jobs/{first['id']}/cancel").json()
    assert (asked["state"], asked["cancelling"]) == ("running", True)
    library.go.set()
    assert ended(client, board, f"/v1/jobs/{first['id']}")["state"] == "cancelled"
    assert [one.id for one in library.documents()] == ["harbour.txt"]
    assert client.post(f"/v1/jobs/{first['id']}/cancel").json()["state"] == "cancelled"


def test_events_tell_of_a_job_until_it_is_over() -> None:
    library = SlowLibrary()
    client, _ = served(library)
    job = client.post("/v1/jobs", json=ARTICLE).json()
    assert library.begun.wait(PATIENCE)
    threading.Timer(0.3, library.go.set).start()
    said = client.get(f"/v1/jobs/{job['id']}/events")
    assert said.headers["content-type"].startswith("text/event-stream")
    events = [line.partition("data: ")[2] for line in said.text.split("\n\n") if "data: " in line]
    states = [json.loads(one)["state"] for one in events]
    assert (states[0], states[-1]) == ("running", "done")
    assert "event: job\n" in said.text


def test_too_many_jobs_are_told_to_come_back() -> None:
    library = SlowLibrary()
    client, _ = served(library, jobs=1)
    client.post("/v1/jobs", json={"text": "一"})
    assert library.begun.wait(PATIENCE)
    client.post("/v1/jobs", json={"text": "二"})
    refused = client.post("/v1/jobs", json={"text": "三"})
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "2"
    library.go.set()


def test_an_unknown_job_is_not_found() -> None:
    client, _ = served(FakeLibrary())
    for method, path in (
        ("GET", "/v1/jobs/x"),
        ("POST", "/v1/jobs/x/cancel"),
        ("GET", "/v1/jobs/x/events"),
    ):
        assert client.request(method, path).status_code == 404


def test_a_job_is_seen_by_its_own_key_and_by_an_administrator(tmp_path: Path) -> None:
    client, _ = served(FakeLibrary(), store=tmp_path, keys=KeyMode.REQUIRED)
    tokens = {}
    for name, scope in (("own", "ingest"), ("other", "ingest"), ("admin", "admin")):
        key, tokens[name] = new_key(
            name,
            scopes=frozenset({KeyScope(scope)}),
            collections=(),
            rate=None,
            now=datetime.now(UTC),
        )
        KeyFile(tmp_path).add(key)
    own, other, admin = ({"x-api-key": tokens[name]} for name in ("own", "other", "admin"))
    path = client.post("/v1/jobs", json=ARTICLE, headers=own).headers["location"]
    statuses = [client.get(path, headers=headers).status_code for headers in (own, other, admin)]
    assert statuses == [200, 404, 200]
    assert client.post(f"{path}/cancel", headers=other).status_code == 404
    assert client.get("/v1/jobs", headers=other).json() == {"jobs": []}


def test_uploads_beyond_the_limits_are_refused_by_name() -> None:
    client, _ = served(FakeLibrary(), upload_files=2, upload_bytes=10)
    many = [("files", (f"{number}.txt", b"x")) for number in range(3)]
    large = [("files", ("large.txt", b"x" * 11))]
    for path in ("/v1/jobs", "/v1/documents/files"):
        assert client.post(path, files=many).status_code == 413
        refused = client.post(path, files=large)
        assert refused.status_code == 413
        assert "'large.txt'" in refused.json()["error"]["message"]
