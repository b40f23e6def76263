"""The same articles and questions give the same citations, whatever database holds them."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from index.filter import Filter
from service.bootstrap import SEEDS, open_local_library
from service.local_library import LocalLibrary
from service.question import Question
from service.render import answer_payload, hit_payload
from service.settings import Settings
from tests.postgresql import missing, running

ROOT = Path(__file__).resolve().parents[2]
ASKED = (
    "萧山给旺苍投入多少产业园资金",
    "風車橋橋長多少米",
    "岚川县头茬茶青每斤多少元",
    "How long is the windmill bridge in Wangyu?",
    "杭州有多少条地铁",
)
SOME = Filter(sources=frozenset({"岚川新闻", "望榆发布"}))

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


@pytest.fixture(scope="module")
def libraries() -> Iterator[list[LocalLibrary]]:
    with (
        tempfile.TemporaryDirectory() as stores,
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as server,
    ):
        url = SecretStr(server.database())
        settings = [
            Settings(store=Path(stores) / "sqlite"),
            Settings(store=Path(stores) / "writes", database=url),
            Settings(store=Path(stores) / "reads", database=url),
        ]
        sqlite, writes, reads = map(open_local_library, settings)
        for library in (sqlite, writes):
            library.ingest([ROOT / SEEDS])
            library.remove([library.documents()[0].id])
            library.ingest([ROOT / SEEDS])  # it stands at the end now
        yield [sqlite, writes, reads]


@pytest.mark.parametrize("filter", [None, SOME])
@pytest.mark.parametrize("question", ASKED)
def test_a_question_is_answered_alike_from_every_store(
    libraries: list[LocalLibrary], question: str, filter: Filter | None
) -> None:
    answers = [answer_payload(library.ask(Question(question), filter)) for library in libraries]
    for answer in answers:
        del answer["timings"]
    assert answers[1:] == answers[:1] * 2


@pytest.mark.parametrize("question", ASKED)
def test_a_search_finds_the_same_with_the_same_scores(
    libraries: list[LocalLibrary], question: str
) -> None:
    """BM25 counts what was removed until it is merged away, so only one who saw it does."""
    found = [
        [
            hit_payload(hit, library.document(hit.passage.document_id))
            for hit in library.search(question, limit=20)
        ]
        for library in libraries
    ]
    assert found[0]
    assert found[1] == found[0]
    orders = [[hit["passage_id"] for hit in hits[:3]] for hits in found]
    assert orders[2] == orders[0]


def test_all_stores_list_the_same_documents(libraries: list[LocalLibrary]) -> None:
    lists = [list(library.documents()) for library in libraries]
    assert lists[0]
    assert lists[1:] == lists[:1] * 2
