import gzip
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from eval.bench.cold_ask import Timing, time_in_turn
from eval.bench.english import new_store, parallel
from eval.bench.news import add_news
from eval.bench.offsets import check_citations, check_passages, read_articles
from eval.bench.retrieval import AS_ASKED, finds_document, open_retriever, rewritten, search
from eval.dataset import Dataset, load_dataset
from index.build import add_documents
from index.embedders import load_embedder
from index.hit import SearchMode
from index.span import Span
from index.store import Store
from index.training.corpus import is_held_out
from tests.eval_fakes import PAGE, QUOTE, FakeLibrary, answer, citation, hit, item, outcome


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


def test_news_is_added_until_there_are_passages_enough(tmp_path: Path) -> None:
    rows = [{"id": str(n), "text": f"第{n}条消息说了一件事。"} for n in range(9)]
    path = tmp_path / "news.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    embedder = load_embedder()
    with new_store(embedder) as store:
        assert add_news(store, embedder, path, passages=3) == 3
        assert store.snapshot.document_count == 3


def test_held_out_english_asks_for_its_own_chinese(tmp_path: Path) -> None:
    pairs = [{"query": f"river number {n}", "positive": f"第{n}条河"} for n in range(200)]
    path = tmp_path / "pairs.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, pairs)).encode()))
    documents, items = parallel(tmp_path, "pairs")
    texts = {document.id: document.text for document in documents}
    assert 0 < len(items) == len(documents) < 40
    assert all(is_held_out(text) for text in texts.values())
    assert all((texts[one.documents[0]],) == one.answers for one in items)


def test_a_question_is_put_into_the_other_script() -> None:
    asked = item("东", text="青河向哪里流？")
    assert rewritten(asked, "zh-Hant").question.text == "青河向哪裡流？"
    assert rewritten(asked, AS_ASKED) == asked


def test_the_first_hit_counts_whichever_part_of_the_document_it_is() -> None:
    asked = item("东", documents=("a",))
    assert finds_document(outcome(asked, None, hits=[hit("a", "x")])) == 1.0
    assert finds_document(outcome(asked, None, hits=[hit("b", "x"), hit("a", "x")])) == 0.0
    assert finds_document(outcome(asked, None, hits=[])) == 0.0


def test_english_questions_are_those_of_the_dev_half_put_into_english() -> None:
    home = Path(__file__).parents[2]
    rows = map(json.loads, (home / "seeds/questions.jsonl").read_text("utf-8").splitlines())
    sources = {row["id"].removeprefix("seed-"): row for row in rows if row["split"] == "dev"}
    english = load_dataset(home / "eval/sets/english.jsonl").items
    assert len(english) >= 60
    for one in english:
        source = sources[one.id.removeprefix("english-")]
        assert one.question.text.isascii()
        assert list(one.answers) == source["answers"]
        assert (one.split, one.kind) == ("dev", source["kind"])


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
