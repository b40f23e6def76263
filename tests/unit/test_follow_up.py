import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.follow_up import resolve_follow_up
from service.question import Question, Role, Turn
from service.topic import topic

FILES = ("follow_up_cases.jsonl", "follow_up_later_cases.jsonl", "follow_up_wider_cases.jsonl")
CASES = [
    json.loads(line)
    for name in FILES
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
]


def ask(text: str, *history: str, answer: str | None = None) -> str:
    turns = [Turn(Role.USER, earlier) for earlier in history]
    if answer is not None:
        turns.append(Turn(Role.ASSISTANT, answer))
    return resolve_follow_up(Question(text, tuple(turns)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"])
def test_a_follow_up_becomes_the_question_it_stands_for(case: dict) -> None:
    got = ask(case["question"], *case["history"], answer=case.get("assistant"))
    assert got.strip("？? ") in case["accepted"]


def test_a_complete_question_is_returned_letter_for_letter() -> None:
    question = "康定的酒店项目总投资是多少?"
    assert ask(question, "萧山给旺苍投入多少资金？") == question


def test_a_rewritten_question_ends_in_a_question_mark_of_its_script() -> None:
    assert ask("那青田县呢", "缙云县有多少人口？") == "青田县有多少人口？"
    assert ask("What about Bijie", "Who runs Tongren?") == "Who runs Bijie?"


def test_a_chain_of_follow_ups_carries_every_slot() -> None:
    chain = ("缙云县2019年有多少人口？", "那青田县呢？", "2020年呢？")
    assert ask("龙泉市呢？", *chain) == "龙泉市2020年有多少人口？"


def test_a_bare_year_after_a_chinese_question_is_a_year_in_chinese() -> None:
    assert ask("2020?", "缙云县2019年有多少人口？") == "缙云县2020年有多少人口？"


def test_a_place_named_in_english_after_a_chinese_question_is_kept_beside_it() -> None:
    assert ask("What about Kangding?", "旺苍有多少茶农？") == "旺苍有多少茶农 (Kangding)？"


def test_a_figure_is_never_taken_for_the_name_that_a_pronoun_means() -> None:
    got = ask("他们什么时候来的？", "哪家公司在铜仁建厂？", answer="3978万元。")
    assert "3978" not in got


def test_a_history_without_any_question_changes_nothing() -> None:
    turns = (Turn(Role.ASSISTANT, "您好，想问什么？"),)
    assert resolve_follow_up(Question("那康定呢？", turns)) == "那康定呢？"


def test_a_very_long_text_is_left_alone() -> None:
    text = "那" + "康定" * 200 + "呢？"
    assert ask(text, "缙云县有多少人口？") == text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("旺苍的茶园面积是多少", "旺苍的茶园面积"),
        ("萧山给旺苍投入多少资金", "萧山给旺苍投入资金"),
        ("石桥村有多少户", "石桥村"),
    ],
)
def test_the_topic_is_the_question_without_its_asking_words(question: str, expected: str) -> None:
    assert topic(question) == expected


@settings(deadline=None, max_examples=60)
@given(
    text=st.text("那呢它其中的是多少县市年2019萧山What about it?。，", max_size=30),
    earlier=st.text("那呢它其中的是多少县市年2019萧山What about it?。，", max_size=30),
)
def test_any_two_texts_give_a_text_without_failing(text: str, earlier: str) -> None:
    assert isinstance(ask(text, earlier, answer=earlier), str)


@pytest.mark.parametrize(
    ("text", "before", "standalone"),
    [
        ("舞蹈课呢", "足球课是谁教的", "舞蹈课是谁教的？"),
        ("单电机版呢", "新车双电机版续航多少", "新车单电机版续航多少？"),
    ],
)
def test_what_ends_alike_takes_the_place_of_its_sibling(
    text: str, before: str, standalone: str
) -> None:
    assert ask(text, before) == standalone
