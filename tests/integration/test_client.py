import asyncio
import hashlib
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest
import uvicorn

from service.bootstrap import open_local_library
from service.client import (
    Article,
    AsyncWenju,
    AuthenticationFailed,
    ConnectionFailed,
    Done,
    Draft,
    Evidence,
    Filter,
    InvalidRequest,
    NotFound,
    NotPermitted,
    Retrieval,
    Role,
    Turn,
    Wenju,
)
from service.http.app import create_app
from service.keys.key import new_key
from service.keys.key_file import KeyFile
from service.keys.mode import KeyMode
from service.keys.scope import KeyScope
from service.library import Library
from service.question import Question
from service.settings import Settings
from tests.fakes import HARBOUR, FakeLibrary

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def served(library: Library, settings: Settings | None = None) -> Iterator[str]:
    """Serve a library over loopback and give the address."""
    app = create_app(library, settings or Settings())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary()


@pytest.fixture
def client(library: FakeLibrary) -> Iterator[Wenju]:
    with served(library) as address, Wenju(address) as opened:
        yield opened


def test_an_answer_comes_with_citations_that_are_true_in_the_document_read_back(
    client: Wenju,
) -> None:
    answer = client.ask("投资")
    (citation,) = answer.citations
    document = client.document(citation.document_id)
    assert citation.span.of(document.text) == citation.cited_text == "投资4.2亿元"
    assert citation.content_sha256 == document.sha256
    assert hashlib.sha256(document.text.encode()).hexdigest() == document.sha256


def test_history_and_filter_reach_the_library(client: Wenju, library: FakeLibrary) -> None:
    within = Filter(frozenset({"default"}), frozenset({"港报"}), date(2024, 1, 1), date(2024, 2, 1))
    history = [Turn(Role.USER, "投资"), Turn(Role.ASSISTANT, "4.2亿元")]
    answer = client.ask("泊位", history=history, filter=within)
    assert answer.refusal_reason is not None
    assert library.questions == [Question("泊位", tuple(history))]
    assert library.filters == [within]


def test_a_streamed_answer_is_the_answer_that_is_given_at_once(client: Wenju) -> None:
    events = list(client.ask_stream("投资"))
    assert [type(event) for event in events] == [Retrieval, Draft, Done]
    assert isinstance(events[0], Retrieval)
    assert [hit.document_id for hit in events[0].hits] == ["harbour.txt"]
    assert isinstance(events[-1], Done)
    assert events[-1].answer == client.ask("投资")


def test_what_a_stream_cannot_answer_raises_as_without_one(client: Wenju) -> None:
    with pytest.raises(InvalidRequest, match="2000 are allowed"):
        list(client.ask_stream("长" * 3000))


def test_a_search_gives_hits_with_their_place(client: Wenju) -> None:
    (hit,) = client.search("泊位", limit=1).hits
    assert hit.span.of(HARBOUR.text) == hit.cited_text
    assert client.search("泊位", filter=Filter(published_from=date(2024, 3, 2))).hits == ()


@pytest.mark.parametrize("name", ["a/../b c?#%&.txt", "北岸/1.txt", "x/text", "%2F"])
def test_a_document_of_any_name_is_added_read_listed_and_removed(client: Wenju, name: str) -> None:
    article = Article("北岸有塔2座。", id=name, title="北岸", published=date(2025, 1, 2))
    intake = client.add([article])
    assert (intake.ids, intake.added) == ((name,), 1)
    assert client.document(name).text == article.text
    listed = {entry.id: entry.published for entry in client.documents()}
    assert listed == {"harbour.txt": date(2024, 3, 1), name: date(2025, 1, 2)}
    assert client.remove([name]) == intake.index_generation + 1
    with pytest.raises(NotFound):
        client.document(name)


def test_files_go_up_from_a_path_or_from_memory_into_a_collection(
    client: Wenju, tmp_path: Path
) -> None:
    path = tmp_path / "east.txt"
    path.write_text("东岸有井。", encoding="utf-8")
    broken = ("bad.pdf", b"%PDF-1.4 broken")
    intake = client.add_files([path, ("west.txt", "西岸。".encode()), broken], collection="shore")
    assert intake.added == 2
    assert [skipped.name for skipped in intake.skipped] == ["bad.pdf"]
    found = client.documents(filter=Filter(collections=frozenset({"shore"})))
    assert [(entry.id, entry.collection) for entry in found] == [
        ("east.txt", "shore"),
        ("west.txt", "shore"),
    ]
    assert list(client.documents(filter=Filter(collections=frozenset()))) == []


def test_an_answer_is_held_against_documents_of_the_store_and_own_texts(client: Wenju) -> None:
    proof = client.verify(
        "青石港新建泊位8个[1]。投资4.2亿元[2]。", ["harbour.txt", Evidence("青石港投资4.2亿元。")]
    )
    assert [claim.verdict for claim in proof.claims] == ["contradicted", "supported"]
    assert proof.claims[0].findings[0].reason == "figure_differs"


def test_errors_name_the_field(client: Wenju) -> None:
    with pytest.raises(InvalidRequest) as refused:
        client.search("泊位", limit=1000)
    assert refused.value.field == "limit"
    assert refused.value.status == 422


def test_health_tells_the_generation(client: Wenju) -> None:
    health = client.health()
    assert (health.ready, health.index_generation) == (True, 1)


def test_keys_are_sent_and_missing_wrong_and_narrow_ones_are_told_apart(tmp_path: Path) -> None:
    key, token = new_key(
        "reader",
        scopes=frozenset({KeyScope.ASK}),
        collections=(),
        rate=None,
        now=datetime.now(UTC),
    )
    KeyFile(tmp_path).add(key)
    with served(FakeLibrary(), Settings(store=tmp_path, keys=KeyMode.REQUIRED)) as address:
        for wrong in (None, "wenju-no-such-key"):
            with Wenju(address, api_key=wrong) as client, pytest.raises(AuthenticationFailed):
                client.ask("投资")
        with Wenju(address, api_key=token) as client:
            assert client.ask("投资").text == "投资4.2亿元"
            with pytest.raises(NotPermitted):
                client.remove(["harbour.txt"])


def test_where_nobody_answers_is_an_error_that_names_the_address() -> None:
    with served(FakeLibrary()) as address:
        pass
    with Wenju(address, retries=0) as client, pytest.raises(ConnectionFailed, match=address):
        client.health()


def test_the_client_for_asyncio_does_the_same() -> None:
    async def use() -> list[object]:
        transport = httpx.ASGITransport(create_app(FakeLibrary(), Settings()))
        async with AsyncWenju("http://localhost", transport=transport) as client:
            answers = await asyncio.gather(*(client.ask("投资") for _ in range(3)))
            events = [type(event) async for event in client.ask_stream("投资")]
            added = await client.add([Article("北岸有塔2座。", id="north")])
            listed = [entry.id async for entry in client.documents()]
            return [[one.text for one in answers], events, added.added, listed]

    assert asyncio.run(use()) == [
        ["投资4.2亿元"] * 3,
        [Retrieval, Draft, Done],
        1,
        ["harbour.txt", "north"],
    ]


def test_the_examples_of_the_guide_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_local_library(Settings(store=tmp_path / "store"))
    library.ingest([ROOT / "seeds" / "articles" / "briefs.jsonl"])
    guide = (ROOT / "docs" / "client.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```python\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    assert len(examples) >= 5
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news.txt").write_text("北岸县新建桥梁3座。", encoding="utf-8")
    with served(library) as address:
        for example in examples:
            here = example.replace("http://127.0.0.1:8000", address)
            exec(compile(here, "docs/client.md", "exec"), {})  # noqa: S102  # our own guide
    assert "1.36亿元" in capsys.readouterr().out
