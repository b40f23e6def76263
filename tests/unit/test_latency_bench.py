from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.bench.latency import EMBEDDING, READING, Spent, Stopwatch, measure, table
from index.embed import Embedder, FloatMatrix
from index.embedders import load_embedder
from service.bootstrap import build_answerer, open_local_library
from service.question import Question
from service.settings import Settings
from tests.fakes import HARBOUR


class Ticking:
    """A clock that moves on by a step, in seconds, each time it is read."""

    def __init__(self, step: float) -> None:
        self.step, self.now = step, 0.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


class Noting:
    """Embeds as another embedder does and notes the questions."""

    def __init__(self, embedder: Embedder) -> None:
        self.model_id, self.dimension = embedder.model_id, embedder.dimension
        self.embed_passages = embedder.embed_passages
        self._embedder, self.asked = embedder, list[str]()

    def embed_queries(self, texts: Sequence[str]) -> FloatMatrix:
        self.asked += texts
        return self._embedder.embed_queries(texts)


def test_a_stopwatch_gives_milliseconds_of_both_clocks() -> None:
    watch = Stopwatch(wall=Ticking(0.25), processor=Ticking(0.125))
    assert watch.time(lambda: "done") == ("done", Spent(250.0, 125.0))


def test_reranking_and_reading_are_added_up_question_by_question() -> None:
    assert Spent(3.0, 2.0) + Spent(4.0, 1.0) == Spent(7.0, 3.0)
    asked = [{READING: Spent(float(wall), 1.0)} for wall in range(101)]
    head, row = table(asked)
    assert head.split() == ["p50", "p95", "p99", "processor", "p50", "p95", "aim"]
    assert row.split() == [*READING.split(), "50.00", "95.00", "99.00", "1.00", "1.00", "80"]


def test_every_step_of_a_question_is_timed(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "store")
    library = open_local_library(settings)
    library.add([HARBOUR])
    embedder = load_embedder()
    answerer = build_answerer(settings, library.corpus, lambda: embedder)
    questions = [Question("青石港去年新建多少泊位")]
    watch = Stopwatch(wall=Ticking(0.001), processor=Ticking(0.001))
    (spent,) = measure(questions, answerer, library.corpus(), embedder, runs=1, watch=watch)
    steps = ("condense", "retrieve", "rerank", "generate", "verify")
    assert tuple(spent) == (EMBEDDING, *steps, READING)
    assert spent[READING].wall == pytest.approx(2.0)


def test_questions_are_asked_in_turn_and_not_one_several_times_running(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "store")
    library = open_local_library(settings)
    library.add([HARBOUR])
    inner = load_embedder()
    embedder = Noting(inner)
    answerer = build_answerer(settings, library.corpus, lambda: inner)
    questions = [Question("青石港去年新建多少泊位"), Question("青石港在哪")]
    measure(questions, answerer, library.corpus(), embedder, runs=2, watch=Stopwatch())
    assert embedder.asked == [question.text for question in questions] * 3
