import gzip
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from eval.bench.cold_ask import Timing, time_in_turn
from eval.bench.offsets import check_citations, check_passages, read_articles
from eval.bench.retrieval import open_retriever, search
from eval.dataset import Dataset, load_dataset
from index.build import add_documents
from index.embedders import load_embedder
from index.hit import SearchMode
from index.span import Span
from index.store import Store
from tests.eval_fakes import PAGE, QUOTE, FakeLibrary, answer, citation


def appending(path: Path, letter: str) -> list[str]:
    code = f"open({str(path)!r}, 'a').write({letter!r}); print({letter!r} * 2)"
    return [sys.executable, "-c", code]


def test_commands_take_turns_and_the_first_run_is_not_counted(tmp_path: Path) -> None:
    log = tmp_path / "log"
    timings = time_in_turn({"a": appending(log, "A"), "b": appending(log, "B")}, runs=2)
    assert log.read_text() == "ABABAB"
    assert [(timing.name, len(timing.seconds), timing.output) for timing in timings] == [
        ("a", 2, "AA"),
        ("b", 2, "BB"),
    ]
    assert all(used > 0 for timing in timings for used in timing.processor)


def test_a_command_that_fails_ends_the_timing() -> None:
    failing = [sys.executable, "-c", "raise SystemExit(3)"]
    with pytest.raises(SystemExit, match="exited with 3"):
        time_in_turn({"a": failing}, runs=1)


def test_the_middle_run_speaks_for_a_command() -> None:
    assert Timing("a", (3.0, 1.0, 2.0), (), "").median == 2.0


def test_articles_without_text_are_passed_over(tmp_path: Path) -> None:
    rows = [{"id": "1", "text": "河水。", "title": "河"}, {"id": "2", "text": ""}]
    path = tmp_path / "articles.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    (found,) = read_articles(path)
    assert (found.id, found.text, found.metadata.title) == ("1", "河水。", "河")


def test_passages_of_a_store_are_held_against_what_was_handed_in(tmp_path: Path) -> None:
    rows = [{"id": "1", "text": "青河水清。\n\n岸上种茶。"}]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    documents = list(read_articles(path))
    embedder = load_embedder()
    store = Store.create(
        tmp_path / "store", model_id=embedder.model_id, dimension=embedder.dimension
    )
    add_documents(documents, store=store, embedder=embedder)
    counts = check_passages(store, documents)
    assert {name: count.wrong for name, count in counts.items()} == {
        "documents": 0,
        "spans": 0,
        "letters": 0,
    }
    assert counts["spans"].checked >= 1


def test_a_false_citation_and_a_failed_question_are_counted() -> None:
    true = citation(PAGE, QUOTE)
    false = replace(citation(PAGE, "甲地"), span=Span(1, 3))
    library = FakeLibrary(None, {PAGE.text: answer("1200万元", true, false)})
    count = check_citations(library, [PAGE])
    assert (count.checked, count.wrong) == (2, 1)
    count = check_citations(FakeLibrary(None, {}), [PAGE])
    assert (count.checked, count.wrong) == (1, 1)


def test_retrieval_finds_the_context_a_question_is_about(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "question": "青河向哪里流？", "answers": ["东"], "context": "青河一路向东流。"},
        {"id": "2", "question": "茶山多高？", "answers": ["三百米"], "context": "茶山高三百米。"},
    ]
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    dataset: Dataset = load_dataset(path)
    with open_retriever(dataset, None) as retriever:
        found = search(dataset.items, retriever, limit=2, mode=SearchMode.LEXICAL)
    first = [outcome.hits[0].passage.document_id for outcome in found if outcome.hits]
    assert first == [document.id for document in dataset.documents]
