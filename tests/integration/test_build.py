import json
from itertools import count
from pathlib import Path

import pytest

from index.build import Progress, Stage, add_documents, build_index, remove_documents
from index.document import Metadata
from index.errors import IndexIncompatible, UnknownDocument
from index.hit import SearchMode
from index.ingest_steps import Steps
from index.retrieve import Retriever
from index.store import Store
from tests.index_fakes import HashEmbedder, document


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    (folder / "lake").mkdir(parents=True)
    (folder / "lake" / "salt.txt").write_text(
        "青盐湖去年产盐三万吨，盐工四百人。", encoding="utf-8"
    )
    (folder / "tea.txt").write_text("雲霧山今年採茶九百斤。", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    records = [{"id": "bee-1", "text": "养蜂户收蜜两吨。", "title": "蜂蜜丰收"}]
    lines = "\n".join(json.dumps(record) for record in records)
    (folder / "news.jsonl").write_text(lines, encoding="utf-8")
    return folder


def test_a_folder_becomes_a_store_that_is_searched(articles: Path, tmp_path: Path) -> None:
    embedder = HashEmbedder()
    report = build_index([articles], store=tmp_path / "store", embedder=embedder)
    assert (report.added, report.replaced, report.unchanged) == (3, 0, 0)
    assert (report.generation, report.passages) == (1, 3)
    assert report.read is not None
    assert {Path(row.path).name for row in report.read.rows if not row.documents} == {"broken.pdf"}
    retriever = Retriever(Store.open(tmp_path / "store"), embedder)
    hit, *_ = retriever.search("云雾山采茶多少", limit=3, mode=SearchMode.LEXICAL)
    assert hit.passage.document_id == "tea.txt"
    original = retriever.store.document("tea.txt")
    assert hit.passage.span.of(original.text) == "雲霧山今年採茶九百斤。"
    assert retriever.store.document("bee-1").metadata.title == "蜂蜜丰收"


def test_what_stands_already_is_neither_embedded_nor_written_again(
    articles: Path, tmp_path: Path
) -> None:
    embedder = HashEmbedder()
    build_index([articles], store=tmp_path / "store", embedder=embedder)
    embedded = embedder.passages_embedded
    (articles / "tea.txt").write_text("云雾山明年不采茶。", encoding="utf-8")
    report = build_index([articles], store=tmp_path / "store", embedder=embedder)
    assert (report.added, report.replaced, report.unchanged) == (0, 1, 2)
    assert embedder.passages_embedded == embedded + 1
    assert build_index([articles], store=tmp_path / "store", embedder=embedder).generation == 2


def test_a_file_is_the_same_document_from_whichever_folder_it_was_ingested(
    articles: Path, tmp_path: Path
) -> None:
    embedder = HashEmbedder()
    build_index([articles / "lake"], store=tmp_path / "store", embedder=embedder)
    build_index([articles], store=tmp_path / "store", embedder=embedder)
    listed = [summary.id for summary in Store.open(tmp_path / "store").documents()]
    assert sorted(listed) == ["bee-1", "lake/salt.txt", "tea.txt"]


def stopping(at: int) -> Progress:
    """Return a listener that raises once so many documents are written."""

    def told(stage: Stage, done: int, _: int | None) -> None:
        if stage is Stage.INDEX and done >= at:
            raise KeyboardInterrupt

    return told


def test_a_large_ingest_that_is_broken_off_goes_on_from_its_last_step(tmp_path: Path) -> None:
    folder, store, embedder = tmp_path / "articles", tmp_path / "store", HashEmbedder()
    folder.mkdir()
    for number in range(200):
        (folder / f"{number:03d}.txt").write_text(f"第{number}座桥长{number}米。", "utf-8")
    with pytest.raises(KeyboardInterrupt):
        build_index(
            [folder],
            store=store,
            embedder=embedder,
            steps=Steps(documents=64),
            on_progress=stopping(at=192),
        )
    kept = Store.open(store)
    assert (kept.generation, kept.document_count, kept.passage_count) == (2, 128, 128)
    assert len(kept.snapshot.lexical) == len(kept.snapshot.dense) == 128
    embedded = embedder.passages_embedded
    report = build_index([folder], store=store, embedder=embedder, steps=Steps(documents=64))
    assert (report.added, report.unchanged, report.generation) == (72, 128, 4)
    assert embedder.passages_embedded == embedded + 72
    hit, *_ = Retriever(Store.open(store), embedder).search("第150座桥", limit=1)
    assert hit.passage.document_id == "150.txt"


def test_a_slow_ingest_keeps_what_it_has_after_a_while(tmp_path: Path) -> None:
    folder, store = tmp_path / "articles", tmp_path / "store"
    folder.mkdir()
    for number in range(130):
        (folder / f"{number:03d}.txt").write_text(f"第{number}座桥长{number}米。", "utf-8")
    ticks = count(step=40.0)
    steps = Steps(seconds=60.0, clock=lambda: next(ticks))
    report = build_index([folder], store=store, embedder=HashEmbedder(), steps=steps)
    assert (report.added, report.generation) == (130, 2)


def test_progress_is_told_of_every_stage(articles: Path, tmp_path: Path) -> None:
    told: list[tuple[Stage, int, int | None]] = []
    build_index(
        [articles],
        store=tmp_path / "store",
        embedder=HashEmbedder(),
        on_progress=lambda stage, done, total: told.append((stage, done, total)),
    )
    assert told[0] == (Stage.READ, 0, 4)
    assert (Stage.READ, 4, 4) in told
    assert (Stage.INDEX, 3, 3) in told
    assert told[-1] == (Stage.PUBLISH, 1, 1)


def test_a_store_of_another_model_is_not_written(articles: Path, tmp_path: Path) -> None:
    build_index([articles], store=tmp_path / "store", embedder=HashEmbedder())
    with pytest.raises(IndexIncompatible, match="'hash', not 'other'"):
        build_index([articles], store=tmp_path / "store", embedder=HashEmbedder("other"))


def test_documents_in_memory_are_added_replaced_and_removed(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    store = Store.create(tmp_path / "store", model_id="hash", dimension=embedder.dimension)
    first = [document("a", "青盐湖产盐。"), document("b", "云雾山采茶。")]
    report = add_documents(first, store=store, embedder=embedder)
    assert (report.added, report.generation, report.read) == (2, 1, None)
    report = add_documents([document("a", "青盐湖停产。")], store=store, embedder=embedder)
    assert (report.added, report.replaced, report.generation) == (0, 1, 2)
    assert remove_documents(["a"], store=store) == 3
    assert [summary.id for summary in store.documents()] == ["b"]
    with pytest.raises(UnknownDocument):
        remove_documents(["b", "a"], store=store)


def test_a_new_title_alone_makes_a_document_new(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    store = Store.create(tmp_path / "store", model_id="hash", dimension=embedder.dimension)
    for title in ("旧题", "新题", "新题"):
        titled = document("a", "青盐湖产盐。", metadata=Metadata(title=title))
        report = add_documents([titled], store=store, embedder=embedder)
    assert (report.replaced, report.unchanged, report.generation) == (0, 1, 2)
    assert store.document("a").metadata.title == "新题"


def test_of_two_documents_with_one_id_the_later_stays(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    store = Store.create(tmp_path / "store", model_id="hash", dimension=embedder.dimension)
    twice = [document("a", "第一稿。"), document("a", "第二稿。")]
    report = add_documents(twice, store=store, embedder=embedder)
    assert (report.added, report.replaced) == (1, 1)
    assert store.document("a").text == "第二稿。"
