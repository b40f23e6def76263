import json
from pathlib import Path

import pytest

from index.errors import IndexIncompatible, StoreMissing, UnknownDocument
from service.local_library import LocalLibrary
from tests.fakes import FakeEmbedder, make_document


def open_library(path: Path, embedder: FakeEmbedder | None = None) -> LocalLibrary:
    def unused(_: object) -> None:
        raise AssertionError("no question is asked here")

    return LocalLibrary(path / "store", lambda: embedder or FakeEmbedder(), unused)


BRIDGE = make_document("bridge", "河口镇新建大桥3座，今年通车。")
ORCHARD = make_document("orchard", "南坡果园占地80亩，主产蜜橘。")


def test_documents_that_are_added_are_found_and_read_back(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    intake = library.add([BRIDGE, ORCHARD])
    assert (intake.added, intake.replaced, intake.unchanged) == (2, 0, 0)
    assert [summary.id for summary in library.documents()] == ["bridge", "orchard"]
    assert library.document("orchard").text == ORCHARD.text
    (first, *_) = library.search("果园占地多少亩", limit=3)
    assert first.passage.document_id == "orchard"


def test_adding_again_changes_nothing(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    library.add([BRIDGE])
    generation = library.generation
    assert library.add([BRIDGE]).unchanged == 1
    assert library.generation == generation


def test_removal_names_every_unknown_id_and_then_removes_nothing(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    library.add([BRIDGE])
    with pytest.raises(UnknownDocument, match=r"x, y.*nothing was removed"):
        library.remove(["bridge", "x", "y"])
    assert library.document("bridge") is not None
    library.remove(["bridge", "bridge"])
    assert library.documents() == []


def test_what_another_process_writes_is_seen_by_the_next_question(tmp_path: Path) -> None:
    reader, writer = open_library(tmp_path), open_library(tmp_path)
    writer.add([BRIDGE])
    assert len(reader.documents()) == 1
    writer.add([ORCHARD])
    assert reader.search("蜜橘", limit=1)[0].passage.document_id == "orchard"
    assert reader.corpus().generation == writer.generation


def test_a_corpus_that_is_held_stays_as_it_was(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    library.add([BRIDGE])
    held = library.corpus()
    library.remove(["bridge"])
    assert held.document("bridge").text == BRIDGE.text
    assert library.corpus().generation > held.generation


def test_files_are_reported_one_by_one(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("东坝镇有水井12口。", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    lines = [{"id": "n1", "text": "西坝镇有磨坊2座。"}, {"id": "n2", "text": "北坝镇有渡口1处。"}]
    (folder / "news.jsonl").write_text(
        "\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8"
    )
    steps: list[tuple[str, int, int | None]] = []
    intake = open_library(tmp_path).ingest(
        [folder], on_progress=lambda step, done, total: steps.append((step, done, total))
    )
    counts = {Path(source.name).name: source.documents for source in intake.sources}
    assert counts == {"a.txt": 1, "empty.txt": 0, "news.jsonl": 2}
    (skipped,) = intake.skipped
    assert skipped.problem
    assert intake.added == 3
    assert steps


def test_without_a_store_nothing_is_made_by_looking(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    with pytest.raises(StoreMissing):
        library.documents()
    assert not (tmp_path / "store").exists()


def test_another_model_is_refused_before_it_is_loaded(tmp_path: Path) -> None:
    def never() -> FakeEmbedder:
        raise AssertionError("loaded")

    open_library(tmp_path).add([BRIDGE])
    path = tmp_path / "store"
    library = LocalLibrary(path, never, lambda _: None, model_name="some/model")
    with pytest.raises(IndexIncompatible, match="some/model"):
        library.search("大桥", limit=1)


def test_a_store_of_another_model_is_refused_clearly(tmp_path: Path) -> None:
    open_library(tmp_path).add([BRIDGE])
    other = open_library(tmp_path, FakeEmbedder(model_id="another"))
    with pytest.raises(IndexIncompatible, match="WENJU_EMBEDDING_MODEL"):
        other.search("大桥", limit=1)
