import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from eval.bench.serving import served
from service.bootstrap import open_local_library
from service.local_library import LocalLibrary
from service.settings import Settings
from tests.fakes import make_document

QUESTION = "云雾山今年采茶多少斤？"
TEA = "云雾山今年采茶{}斤，茶农四百人。"

# As a full disk does it, and without being root: no file may grow beyond so many bytes.
WRITER_WITHOUT_ROOM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
from service.cli.app import main
main(sys.argv[1:])
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def writer(store: Path) -> LocalLibrary:
    """Return a library that writes to the store, in another process than the server's."""
    library = open_local_library(Settings(store=store))
    library.add([make_document("salt", "青盐湖去年产盐三万吨。")])
    return library


@pytest.fixture
def server(store: Path, writer: LocalLibrary) -> Iterator[httpx.Client]:
    with (
        served(store) as running,
        httpx.Client(base_url=f"http://127.0.0.1:{running.port}", timeout=60) as client,
    ):
        yield client


def answer(server: httpx.Client) -> tuple[str, int]:
    """Return the answer to the question, empty if there is none, and its generation."""
    body = server.post("/v1/ask", json={"question": QUESTION}).raise_for_status().json()
    answered = body["status"] == "answered"
    return body["answer"] if answered else "", body["index_generation"]


def test_a_running_server_answers_from_each_generation_once_it_is_acknowledged(
    server: httpx.Client, writer: LocalLibrary
) -> None:
    assert answer(server) == ("", 1)
    writer.add([make_document("tea", TEA.format(900))])
    assert answer(server) == ("900斤", 2)
    writer.add([make_document("tea", TEA.format(700))])
    assert answer(server) == ("700斤", 3)
    writer.remove(["tea"])
    assert answer(server) == ("", 4)
    assert server.get("/v1/documents/tea").status_code == 404
    found = server.post("/v1/search", json={"query": QUESTION}).raise_for_status().json()
    assert [hit["document_id"] for hit in found["hits"] if hit["document_id"] == "tea"] == []


def test_a_running_server_answers_on_while_a_change_fails_and_after_it(
    server: httpx.Client, writer: LocalLibrary, store: Path, tmp_path: Path
) -> None:
    writer.add([make_document("tea", TEA.format(900))])
    articles = tmp_path / "articles"
    articles.mkdir()
    for number in range(400):
        text = f"第{number}号渡口去年运客{number * 7}人。" * 20
        (articles / f"{number}.txt").write_text(text, encoding="utf-8")
    ingest = ["ingest", str(articles), "--store", str(store)]
    failed = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", WRITER_WITHOUT_ROOM, *ingest],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert failed.returncode == 2, failed.stderr
    assert "Traceback" not in failed.stderr
    assert "wenju: " in failed.stderr
    assert answer(server) == ("900斤", 2)
    assert open_local_library(Settings(store=store)).ingest([articles]).added == 400
    assert answer(server) == ("900斤", 3)
    assert server.get("/v1/documents/399.txt").status_code == 200


def test_a_running_server_outlives_the_files_that_it_holds(
    server: httpx.Client, writer: LocalLibrary, store: Path
) -> None:
    writer.add([make_document("tea", TEA.format(900))])
    assert answer(server) == ("900斤", 2)
    for folder in [*store.glob("lexical.*"), *store.glob("dense.*")]:
        shutil.rmtree(folder)
    assert answer(server) == ("900斤", 2)
    writer.add([make_document("bee", "养蜂户收蜜两吨。")])
    assert answer(server) == ("900斤", 3)


def test_a_running_server_misses_a_store_that_is_moved_away_and_answers_from_its_successor(
    server: httpx.Client, writer: LocalLibrary, store: Path, tmp_path: Path
) -> None:
    writer.add([make_document("tea", TEA.format(900))])
    assert answer(server) == ("900斤", 2)
    store.rename(tmp_path / "away")
    missed = server.post("/v1/ask", json={"question": QUESTION})
    assert (missed.status_code, missed.json()["error"]["type"]) == (503, "store_missing")
    successor = open_local_library(Settings(store=tmp_path / "successor"))
    successor.add([make_document("tea", TEA.format(700))])
    (tmp_path / "successor").rename(store)
    assert answer(server) == ("700斤", 1)
    open_local_library(Settings(store=store)).remove(["tea"])
    assert answer(server) == ("", 2)
