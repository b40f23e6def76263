"""The questions of a message."""

import pytest

from service.parts import parts


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("专卖店什么时候开张，面积多大？", ["专卖店什么时候开张", "面积多大"]),
        ("桥由谁承建？总长多少？", ["桥由谁承建", "总长多少"]),
        ("水库哪年建成以及库容多少", ["水库哪年建成", "库容多少"]),
        ("青石县投入多少，海川县呢？", ["青石县投入多少", "海川县呢"]),
        (
            "When did the port open and how many berths does it have?",
            ["When did the port open", "how many berths does it have"],
        ),
    ],
)
def test_each_question_of_a_message_is_one_part(message: str, asked: list[str]) -> None:
    assert parts(message) == asked


def test_what_asks_nothing_belongs_to_the_question_behind_it() -> None:
    message = "2023年，青石县投入多少？当年的港口，由谁承建？"
    assert parts(message) == ["2023年，青石县投入多少", "当年的港口，由谁承建"]


@pytest.mark.parametrize(
    "message",
    [
        "2023年，青石县投入多少港口扩建资金？",
        "几千年来，人们住在哪里",
        "无论花多少钱，谁都想修的桥叫什么",
        "他说“你要什么，我给”，后来给了谁",
        "青石港",
        "",
    ],
)
def test_a_message_with_one_question_stays_whole(message: str) -> None:
    assert parts(message) == [message]


def test_more_questions_than_are_answered_at_once_stay_whole() -> None:
    message = "谁建的？哪年建的？花了多少？多长？多宽？"
    assert parts(message) == [message]
