"""A Ray cluster gives a store the content that the ordinary engine gives it."""

import json
import os
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest

from index.build import build_index
from index.database import Database
from index.engine import Engine
from index.errors import CorpusError, InvalidSetting
from index.filter import Filter
from index.ray_workers import RayWorkers
from index.static_embedder import StaticEmbedder
from index.store import Store

pytestmark = pytest.mark.skipif(find_spec("ray") is None, reason="ray is not installed")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(63):
        text = f"河口镇通报\n第{number}村去年采茶{number * 7}斤。\n\n盐工有{number}人。"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "bad.txt").write_bytes(b"")
    records = (
        json.dumps({"id": f"r{number}", "text": f"第{number}号蜂场采蜜{number}斤。"})
        for number in range(449)
    )
    (folder / "more.jsonl").write_text("\n".join(records), encoding="utf-8")
    return folder


def contents(store: Path) -> list[object]:
    """Return all that a store holds: documents, alignments, passages and vectors."""
    held = Store.open(store)
    with closing(Database(store / "wenju.db")) as database:
        batches = list(database.vectors(held.dimension))
    found: list[object] = [(keys, vectors.tobytes()) for keys, vectors in batches]
    for summary in held.snapshot.documents(Filter()):
        clean = held.clean_document(summary.id)
        found += [summary, clean.document, clean.text, clean.alignment.to_bytes()]
        found += [clean.paragraphs, held.snapshot.passages_of(summary.id)]
    return found


def test_a_cluster_makes_the_same_store(tmp_path: Path, articles: Path) -> None:
    embedder = StaticEmbedder.load()
    reports = [
        build_index(
            [articles], store=tmp_path / engine, embedder=embedder, processes=1, engine=engine
        )
        for engine in Engine
    ]
    assert [(one.added, one.unchanged) for one in reports] == [(512, 0)] * 2
    assert reports[1].read is not None
    assert reports[0].read is not None
    assert reports[1].read.rows == reports[0].read.rows
    assert contents(tmp_path / "ray") == contents(tmp_path / "processes")


def failing(item: int) -> int:
    if item == 3:
        raise ValueError("the third is bad")
    return item * item


def test_results_come_in_the_order_of_the_tasks_and_failures_are_told() -> None:
    with RayWorkers(1) as workers:
        assert list(workers.map(failing, range(4, 14))) == [one * one for one in range(4, 14)]
        with pytest.raises(CorpusError, match="Ray cluster failed"):
            list(workers.map(failing, range(5)))


GIVING_UP = """
import time
from index.errors import WenjuError
from index.ray_workers import RayWorkers

def endless(item):
    time.sleep(600)

try:
    with RayWorkers(1, patience=5) as workers:
        list(workers.map(endless, range(2)))
except WenjuError as failed:
    print(type(failed).__name__, failed, flush=True)
"""


def given_up(**environment: str) -> str:
    """Return what a process that gives a cluster up says last.

    A process of its own, for Ray ends the process whose cluster has ended a minute later.
    """
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", GIVING_UP],
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    return done.stdout.strip()


def test_a_cluster_on_which_no_task_ends_is_given_up_with_the_way_out() -> None:
    said = given_up()
    assert said.startswith("CorpusError no task on the Ray cluster has ended for 5 seconds; ")
    assert said.endswith("the same ingest goes on from there, also without --engine ray")


def test_a_cluster_that_cannot_be_joined_is_named() -> None:
    said = given_up(RAY_ADDRESS="no such place")
    assert said.startswith("InvalidSetting RAY_ADDRESS=no such place: the cluster cannot be joined")


def test_a_missing_package_is_told_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(InvalidSetting, match=r"pip install 'wenju\[ray\]'"):
        RayWorkers(1)
