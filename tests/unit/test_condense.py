from dataclasses import dataclass, field

import pytest

from index.errors import GenerationTimeout
from prompts.template import Prompt
from service.condense import condense, condense_prompt, condense_with
from service.question import Question, Role, Turn

HISTORY = (
    Turn(Role.USER, "2021年缙云县的茶园面积是多少？"),
    Turn(Role.ASSISTANT, "5.2万亩。"),
)
FOLLOW_UP = Question("那青田县呢？", HISTORY)
BY_RULES = "2021年青田县的茶园面积是多少？"


@dataclass
class Writer:
    reply: str | Exception
    name: str = "fake:writer"
    prompts: list[Prompt] = field(default_factory=list)

    def complete(self, prompt: Prompt, *, timeout: float | None = None) -> str:
        self.prompts.append(prompt)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply


def test_rules_make_a_follow_up_standalone() -> None:
    assert condense(FOLLOW_UP) == BY_RULES


def test_a_model_s_rewriting_is_taken() -> None:
    assert (
        condense_with(Writer("青田县2021年茶园有多大？"), FOLLOW_UP) == "青田县2021年茶园有多大？"
    )


@pytest.mark.parametrize(
    "reply",
    [
        GenerationTimeout("late"),
        "青田县2023年茶园有多大？",
        "改写如下：\n青田县茶园有多大？",
        "很" * 400,
        "“”",
    ],
    ids=["error", "new number", "two lines", "too long", "empty"],
)
def test_the_rules_take_over_from_a_model_that_fails(reply: str | Exception) -> None:
    assert condense_with(Writer(reply), FOLLOW_UP) == BY_RULES


def test_a_question_without_history_is_not_sent_to_the_model() -> None:
    writer = Writer("something else")
    assert condense_with(writer, Question("旺苍有多少茶农？")) == "旺苍有多少茶农？"
    assert writer.prompts == []


def test_the_prompt_speaks_the_language_of_the_question_and_fences_the_history() -> None:
    prompt = condense_prompt(FOLLOW_UP)
    assert "Q: 2021年缙云县的茶园面积是多少？\nA: 5.2万亩。" in prompt.user
    assert prompt.user.endswith("追问：那青田县呢？")
    assert "追問" in condense_prompt(Question("那花蓮縣呢？", HISTORY)).user
    assert "Follow-up" in condense_prompt(Question("What about Qingtian?", HISTORY)).user
