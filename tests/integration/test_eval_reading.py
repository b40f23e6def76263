import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.item import context_document
from eval.reading import ChainReader, GivenText, open_reader
from index.document import Document
from index.errors import UnknownDocument
from service.answer import Answer
from service.cli.app import create_app
from service.question import Question
from service.settings import Settings
from service.state import Corpus
from tests.eval_fakes import refusal

TEXT = "青河县去年种了茶树三百亩。\n\n今年又投入资金1200万元修建灌溉渠，工程在五月完工。"


class Recorder:
    """Refuses every question and remembers what it was to be answered from."""

    def __init__(self) -> None:
        self.corpora: list[Corpus] = []

    def answer_from(self, question: Question, corpus: Corpus) -> Answer:
        self.corpora.append(corpus)
        return refusal()


def test_a_given_text_is_all_that_can_be_found() -> None:
    document = context_document(TEXT, None)
    given = GivenText.of(document)
    hits = given.search("什么都行", limit=5)
    assert [hit.passage for hit in hits] == list(given.passages)
    assert {hit.passage.document_id for hit in hits} == {document.id}
    assert given.document(document.id) == document
    with pytest.raises(UnknownDocument):
        given.document("another")


def test_questions_of_one_context_share_its_preparation() -> None:
    recorder = Recorder()
    reader = ChainReader(recorder)
    for text in (TEXT, TEXT, TEXT[:13]):
        reader.answer_given(Question("问？"), context_document(text, None))
    first, second, third = recorder.corpora
    assert first is second
    assert third is not first


def test_the_chain_answers_from_a_given_text_with_true_citations() -> None:
    document: Document = context_document(TEXT, None)
    answer = open_reader(Settings()).answer_given(Question("修建灌溉渠投入了多少资金？"), document)
    assert answer.text == "1200万元"
    for cited in answer.citations:
        assert cited.span.of(document.text) == cited.cited_text


def test_the_command_measures_reading_alone(tmp_path: Path) -> None:
    record = {"id": "1", "question": "种了多少亩茶树？", "answers": ["三百亩"], "context": TEXT}
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    from eval.command import register

    app = create_app(plugins=False)
    register(app)
    result = CliRunner().invoke(app, ["eval", str(path), "--given-context", "--json"])
    payload = json.loads(result.stdout)
    assert payload["given_context"] is True
    assert payload["overall"]["accuracy"]["count"] == 1
    assert "recall@1" not in payload["overall"]
