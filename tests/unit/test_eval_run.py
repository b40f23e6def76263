from dataclasses import replace

import pytest

from eval.dataset import Dataset
from eval.run import evaluate, evaluate_reading
from index.errors import InvalidRecord
from index.span import Span
from service.answer import Citation
from service.question import Question, Role, Turn
from tests.eval_fakes import (
    ASKED,
    PAGE,
    QUOTE,
    FakeAnswerer,
    FakeStore,
    answer,
    citation,
    hit,
    item,
    refusal,
)


def test_a_right_answer_with_its_proof_scores_one_in_every_measure() -> None:
    given = answer("1200万元", citation(PAGE, QUOTE))
    answerer = FakeAnswerer(FakeStore(PAGE), {ASKED: given}, {ASKED: [hit("a", PAGE.text)]})
    items = (item("1200万元", text=ASKED, documents=("a",), evidence=(QUOTE,)),)
    found = evaluate(answerer, Dataset("set", items))
    assert {name: estimate.value for name, estimate in found.overall.items()} == {
        "accuracy": 1.0,
        "right": 1.0,
        "right_with_citation": 1.0,
        "exact_match": 1.0,
        "character_f1": 1.0,
        "citation_precision": 1.0,
        "citation_recall": 1.0,
        "citation_truth": 1.0,
        "coverage": 1.0,
        "recall@1": 1.0,
        "recall@5": 1.0,
        "recall@10": 1.0,
        "mrr@10": 1.0,
        "ndcg@10": 1.0,
    }
    assert found.failures == ()


def test_results_are_summed_up_by_kind_and_unanswered_questions_score() -> None:
    items = (
        item("1200万元", item_id="1", text=ASKED),
        item("乙地", item_id="2", text="哪里？", kind="name"),
        item(item_id="3", text="丙地呢？"),
    )
    answers = {
        ASKED: answer("1200万元", citation(PAGE, QUOTE)),
        "哪里？": refusal(),
        "丙地呢？": refusal(),
    }
    found = evaluate(FakeAnswerer(FakeStore(PAGE), answers), Dataset("set", items))
    assert list(found.by_kind) == ["figure", "name", "unanswerable"]
    assert found.overall["right"].value == 0.5
    assert found.by_kind["name"]["right"].value == 0.0
    assert found.by_kind["unanswerable"]["refusal_recall"].value == 1.0
    assert found.overall["refusal_precision"].value == 0.5
    assert found.overall["coverage"].value == 0.5
    assert [result.outcome.item.id for result in found.failures] == ["2"]


def test_a_question_that_raises_scores_zero_and_the_rest_go_on() -> None:
    items = (item("x", item_id="1", text="未知"), item("1200万元", item_id="2", text=ASKED))
    answers = {ASKED: answer("1200万元", citation(PAGE, QUOTE))}
    found = evaluate(FakeAnswerer(FakeStore(PAGE), answers), Dataset("set", items))
    assert found.results[0].outcome.error == "InvalidQuestion: no such question"
    assert found.results[0].scores["right"] == 0.0
    assert found.results[0].scores["recall@5"] == 0.0
    assert found.results[1].scores["right"] == 1.0


@pytest.mark.parametrize(
    "wrong",
    [
        replace(citation(PAGE, QUOTE), span=Span(0, 3)),
        replace(citation(PAGE, QUOTE), content_sha256="another"),
        replace(citation(PAGE, QUOTE), document_id="not there"),
    ],
)
def test_a_citation_that_does_not_hold_to_the_character_is_untrue(wrong: Citation) -> None:
    answerer = FakeAnswerer(FakeStore(PAGE), {ASKED: answer("1200万元", wrong)})
    found = evaluate(answerer, Dataset("set", (item("1200万元", text=ASKED),)))
    assert found.overall["citation_truth"].value == 0.0
    assert found.overall["right"].value == 1.0
    assert found.overall["right_with_citation"].value == 0.0


def test_a_follow_up_is_searched_as_it_was_understood() -> None:
    asked = replace(
        item("1200万元"), question=Question("乙地呢？", (Turn(Role.USER, "甲地投入多少？"),))
    )
    given = answer("1200万元", citation(PAGE, QUOTE), standalone=ASKED)
    answerer = FakeAnswerer(FakeStore(PAGE), {"乙地呢？": given}, {ASKED: [hit("a", PAGE.text)]})
    found = evaluate(answerer, Dataset("set", (asked,)))
    assert answerer.searched == [ASKED]
    assert found.overall["recall@1"].value == 1.0


def test_reading_alone_uses_the_items_own_context_and_measures_no_search() -> None:
    answerer = FakeAnswerer(FakeStore(), {ASKED: answer("1200万元")})
    asked = item("1200万元", text=ASKED, context=PAGE.text)
    found = evaluate_reading(answerer, Dataset("set", (asked,)))
    assert found.given_context
    assert found.overall["citation_truth"].value == 1.0
    assert found.overall["exact_match"].value == 1.0
    assert "recall@1" not in found.overall


def test_reading_alone_without_a_context_is_an_error_that_names_the_question() -> None:
    answerer = FakeAnswerer(FakeStore(), {})
    with pytest.raises(InvalidRecord, match="'q1'"):
        evaluate_reading(answerer, Dataset("set", (item("x"),)))


def test_progress_counts_every_question() -> None:
    seen: list[tuple[str, int, int | None]] = []
    answerer = FakeAnswerer(FakeStore(), {ASKED: refusal()})
    items = (item(item_id="1", text=ASKED), item(item_id="2", text=ASKED))
    evaluate(answerer, Dataset("set", items), on_progress=lambda *done: seen.append(done))
    assert seen == [("asking", 1, 2), ("asking", 2, 2)]
