"""The same articles and questions give the same citations, wherever vectors and terms stand."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from pydantic import SecretStr

from index.document import Document
from index.filter import Filter
from index.milvus.address import MilvusAddress
from service.bootstrap import SEEDS, open_local_library
from service.local_library import LocalLibrary
from service.question import Question
from service.settings import Settings
from tests import postgresql
from tests.conformance.stores import missing

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = 8  # milvus-lite takes milliseconds a passage to write and to search
ASKED = (
    "萧山给旺苍投入多少产业园资金",
    "風車橋橋長多少米",
    "How long is the windmill bridge in Wangyu?",
    "杭州有多少条地铁",
)
SOME = Filter(collections=frozenset({"default"}), published_from=date(2000, 1, 1))

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


@pytest.fixture(scope="module")
def libraries(lite: MilvusAddress) -> Iterator[dict[str, LocalLibrary]]:
    """The folder's own indexes, Milvus, and two servers without state where there can be."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = {
            "folder": Settings(store=folder / "own"),
            "milvus": Settings(store=folder / "milvus", milvus=lite.uri),
        }
        if postgresql.missing() is None:
            place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = stack.enter_context(postgresql.running(place))
            url = SecretStr(server.database())
            for name in ("writes", "reads"):
                settings[name] = Settings(store=folder / name, database=url, milvus=lite.uri)
        made = {name: open_local_library(one) for name, one in settings.items()}
        for name, library in made.items():
            if name != "reads":
                library.ingest(chosen())
                library.add([article("gone", "風車橋橋長九百米。")])
                library.remove(["gone"])
        yield made
        for name in ("writes", "reads"):
            assert not (folder / name).exists()


def chosen() -> list[Path]:
    """Return the articles that some questions ask about, and the first of the others."""
    named = ("旺苍", "风车桥")
    files = sorted(path for path in (ROOT / SEEDS).rglob("*") if path.is_file())
    about = [path for path in files if _names(path, named)]
    others = [path for path in files if path not in about]
    return (about + others)[:ARTICLES]


def article(name: str, text: str) -> Document:
    return Document(name, text, hashlib.sha256(text.encode()).hexdigest())


def _names(path: Path, words: tuple[str, ...]) -> bool:
    return any(word in path.read_text("utf-8", "ignore") for word in words)


@pytest.mark.parametrize("filter", [None, SOME])
@pytest.mark.parametrize("question", ASKED)
def test_a_question_is_answered_alike_from_every_store(
    libraries: dict[str, LocalLibrary], question: str, filter: Filter | None
) -> None:
    answers = {name: library.ask(Question(question), filter) for name, library in libraries.items()}
    told = {
        name: (
            answer.status,
            answer.text,
            [(one.document_id, one.span, one.cited_text) for one in answer.citations],
        )
        for name, answer in answers.items()
    }
    assert told == dict.fromkeys(told, told["folder"])


@pytest.mark.parametrize("question", ASKED[:2])
def test_a_search_finds_the_same_passages_in_the_same_order(
    libraries: dict[str, LocalLibrary], question: str
) -> None:
    found = {
        name: [(hit.passage.id, hit.score) for hit in library.search(question, limit=8)]
        for name, library in libraries.items()
    }
    for hits in found.values():
        assert [id_ for id_, _ in hits] == [id_ for id_, _ in found["folder"]]
        assert [score for _, score in hits] == pytest.approx(
            [score for _, score in found["folder"]], rel=0.02
        )


def test_a_server_without_state_sees_at_once_what_another_removed(
    libraries: dict[str, LocalLibrary],
) -> None:
    if "reads" not in libraries:
        pytest.skip(postgresql.missing() or "")
    writes, reads = libraries["writes"], libraries["reads"]
    writes.add([article("new", "枫桥镇新修的望月桥长七百三十米。")])
    answered = reads.ask(Question("望月桥长多少米"))
    assert [citation.document_id for citation in answered.citations] == ["new"]
    writes.remove(["new"])
    assert all(hit.passage.document_id != "new" for hit in reads.search("望月桥", limit=20))
    again = reads.ask(Question("望月桥长多少米")).citations
    assert [citation.document_id for citation in again if citation.document_id == "new"] == []
