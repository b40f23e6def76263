import json
import os
import signal
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from index.build import add_documents, build_index
from index.document import Document
from index.errors import CorpusError
from index.formats.record import document_from_record
from index.pipeline import begin_early
from index.static_embedder import StaticEmbedder
from index.store import Store
from index.workers import Workers
from tests.index_fakes import HashEmbedder

ARTICLES = 640  # more than are worked on without other processes


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("records") / "articles.jsonl"
    rows = [
        {
            "id": f"a{number}",
            "text": f"盐湖镇第{number}号仓库存盐{number * 3}吨。\n工人{number}名。",
        }
        for number in range(ARTICLES)
    ]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def doubled(number: int) -> int:
    return 2 * number


def placed(number: int) -> tuple[int, int]:
    return number, os.getpid()


def fallen(number: int, *, at: int) -> int:
    if number == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def refusing(number: int) -> int:
    raise CorpusError(f"not {number}")


def test_results_come_in_the_order_of_the_items_and_are_not_read_far_ahead() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(40):
            taken.append(number)
            yield number

    with Workers(2) as workers:
        results = workers.map(doubled, items())
        assert next(results) == 0
        assert len(taken) <= 5
        assert list(results) == [2 * number for number in range(1, 40)]


def test_this_process_shares_the_work_and_results_keep_their_order() -> None:
    with Workers(2) as workers:
        results = list(workers.map(placed, range(40), here=placed))
    assert [number for number, _ in results] == list(range(40))
    assert len({process for _, process in results}) == 2
    assert os.getpid() in {process for _, process in results}


def test_an_error_here_is_the_error_of_the_caller() -> None:
    with Workers(2) as workers, pytest.raises(CorpusError, match="not 2"):
        list(workers.map(doubled, range(10), here=refusing))


def test_a_process_is_started_early_for_a_large_file_of_records_alone(tmp_path: Path) -> None:
    large, small, text = (tmp_path / name for name in ("a.jsonl", "b.jsonl", "c.txt"))
    large.write_bytes(b" " * 2**20)
    text.write_bytes(b" " * 2**20)
    small.write_bytes(b" " * 100)
    begun = []
    for paths in ([large, text], [small, text, tmp_path / "none.jsonl"]):
        with Workers(2) as workers:
            begin_early(paths, StaticEmbedder.load(), workers)
            begun.append(workers.begun)
    with Workers(2) as workers:
        begin_early([large], HashEmbedder(), workers)
        begun.append(workers.begun)
    assert begun == [True, False, False]


def test_a_process_that_dies_is_told_and_what_came_before_it_stands() -> None:
    with Workers(2) as workers:
        results = workers.map(partial(fallen, at=8), range(10))
        with pytest.raises(CorpusError, match="died"):
            assert list(results) == []


def test_an_error_of_a_task_is_the_error_of_the_caller() -> None:
    with Workers(2) as workers, pytest.raises(CorpusError, match="not 0"):
        list(workers.map(refusing, range(3)))


def test_two_processes_write_what_one_writes(records: Path, tmp_path: Path) -> None:
    embedder = StaticEmbedder.load()
    contents = []
    for processes in (1, 2):
        place = tmp_path / str(processes)
        report = build_index([records], store=place, embedder=embedder, processes=processes)
        assert (report.added, report.read and report.read.documents) == (ARTICLES, ARTICLES)
        store = Store.open(place)
        passages = store.passages(range(1, store.passage_count + 1))
        vector = embedder.embed_queries(["盐湖镇 仓库 存盐"])[0]
        contents.append((store.documents(), passages, store.snapshot.dense.search(vector, 20)))
    assert contents[0] == contents[1]


def test_a_model_of_this_process_alone_embeds_what_the_others_split(
    records: Path, tmp_path: Path
) -> None:
    embedder = HashEmbedder()
    report = build_index([records], store=tmp_path / "store", embedder=embedder, processes=2)
    assert embedder.passages_embedded == report.passages == ARTICLES


def test_an_ingest_that_is_stopped_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    store = Store.create(tmp_path / "store", model_id="hash", dimension=embedder.dimension)

    def articles() -> Iterator[Document]:
        for number in range(ARTICLES):
            yield document_from_record({"id": str(number), "text": "盐工四百人。"})
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_documents(articles(), store=store, embedder=embedder, processes=2)
    assert Store.open(tmp_path / "store").document_count == 0


def test_many_files_are_read_by_other_processes_each_with_its_own_report(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(80):
        (folder / f"{number:02}.txt").write_text(f"第{number}座盐湖产盐。", "utf-8")
    (folder / "41.txt").write_bytes(b"")
    (folder / "50.pdf").write_bytes(b"%PDF-1.4 nothing")
    place = tmp_path / "store"
    report = build_index([folder], store=place, embedder=HashEmbedder(), processes=2)
    assert report.read is not None
    names = [Path(row.path).name for row in report.read.rows]
    assert names == sorted(names)
    skipped = {Path(row.path).name: row.reason for row in report.read.rows if not row.documents}
    assert skipped.keys() == {"41.txt", "50.pdf"}
    assert skipped["41.txt"] == "empty"
    assert [summary.id for summary in Store.open(place).documents()][:2] == ["00.txt", "01.txt"]


def test_threads_take_turns_as_before_once_the_processes_are_gone() -> None:
    before = sys.getswitchinterval()
    with Workers(2) as workers:
        assert list(workers.map(doubled, range(3))) == [0, 2, 4]
        assert sys.getswitchinterval() < before
    assert sys.getswitchinterval() == before
