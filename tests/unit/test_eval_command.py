import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from eval.command import register
from eval.corpus import open_corpus
from eval.dataset import Dataset, load_dataset
from index.errors import UnreadableSource
from service.settings import Settings
from tests.eval_fakes import (
    ASKED,
    PAGE,
    QUOTE,
    FakeLibrary,
    answer,
    citation,
    item,
    refusal,
)

RIGHT = {ASKED: answer("1200万元", citation(PAGE, QUOTE)), "丙地呢？": refusal()}
WRONG = {ASKED: refusal(), "丙地呢？": answer("1200万元", citation(PAGE, QUOTE))}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    rows = [
        {"id": "1", "question": ASKED, "answers": ["1200万元"], "evidence": QUOTE},
        {"id": "2", "question": "丙地呢？"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_what_was_refused_is_asked_again_with_every_error_accepted(questions: Path) -> None:
    shown = {ASKED: refusal(), "丙地呢？": refusal()}
    sure = answer("1200万元", citation(PAGE, QUOTE), confidence=0.2)
    unsure = {ASKED: sure, "丙地呢？": refusal()}

    def opener(settings: Settings) -> FakeLibrary:
        everything = getattr(settings, "accepted_error", None) == 1.0
        return FakeLibrary(settings.store, unsure if everything else shown)

    result = invoke(opener, questions, "--json")
    payload = json.loads(result.stdout)
    assert [one["status"] for one in payload["items"]] == ["refused", "refused"]
    assert payload["items"][0]["candidate"] == {
        "text": "1200万元",
        "confidence": 0.2,
        "right": True,
    }
    assert payload["items"][1]["candidate"] is None
    assert payload["risk_coverage"] == [{"confidence": 0.2, "coverage": 0.5, "risk": 0.0}]


def run(*arguments: object, answers: object = None) -> Result:
    def opener(settings: Settings) -> FakeLibrary:
        return FakeLibrary(settings.store, RIGHT if answers is None else answers)  # type: ignore[arg-type]

    return invoke(opener, *arguments)


def invoke(opener: Callable[[Settings], FakeLibrary], *arguments: object) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    register(app)
    app.command("other")(lambda: None)  # with one command alone Typer drops its name
    return CliRunner().invoke(app, ["eval", *map(str, arguments)], obj=opener)


def test_the_command_prints_a_table_and_exits_with_zero(questions: Path) -> None:
    result = run(questions)
    assert result.exit_code == 0
    assert "right_with_citation" in result.stdout
    assert "2 questions, 0 failed" in result.stdout


def test_json_on_standard_output_is_json_alone(questions: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    result = run(questions, "--json", "--html", page)
    assert json.loads(result.stdout)["overall"]["right"]["value"] == 1.0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_gate_exits_with_one_when_a_measure_fell(questions: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    assert run(questions, "--write-baseline", baseline).exit_code == 0
    assert run(questions, "--gate", baseline).exit_code == 0
    worse = run(questions, "--gate", baseline, answers=WRONG)
    assert worse.exit_code == 1
    assert "worse: overall right: 0.000, was 1.000" in worse.stderr


def test_files_and_contexts_are_indexed_in_a_store_that_goes_away(tmp_path: Path) -> None:
    record = {"id": "1", "question": "问？", "answers": ["东"], "context": "河水向东流。"}
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    with open_corpus(load_dataset(path), FakeLibrary, paths=[path]) as corpus:
        library = corpus.library
        assert isinstance(library, FakeLibrary)
        assert corpus.store == library.at
        assert library.ingested == [path]
        assert [document.text for document in library.added] == ["河水向东流。"]
        assert library.at is not None
        folder = library.at.parent
        assert folder.is_dir()
    assert not folder.exists()


def test_a_set_without_texts_of_its_own_asks_the_store_of_the_settings() -> None:
    with open_corpus(Dataset("set", (item("甲"),)), FakeLibrary) as corpus:
        library = corpus.library
        assert isinstance(library, FakeLibrary)
        assert corpus.store is None
        assert library.at is None
        assert (library.ingested, library.added) == ([], [])


def test_a_corpus_of_which_nothing_can_be_read_is_an_error(tmp_path: Path) -> None:
    opened = open_corpus(Dataset("set", (item("甲"),)), FakeLibrary, paths=[tmp_path / "none"])
    with pytest.raises(UnreadableSource, match="not there"), opened:
        pass
