"""A language model's second try, and the deadline that holds for both."""

from collections.abc import Sequence
from time import monotonic

from index.errors import GenerationTimeout
from index.span import Span
from prompts.packing import pack
from prompts.template import Prompt
from service.draft import Draft
from service.generate.llm import LanguageModelGenerator
from service.question import Language, Question
from service.state import State
from service.writing import write
from tests.shelf import Shelf, article

PAGE = article("harbour", "青石港消息\n青石港去年建成泊位6个，投资4.2亿元。码头由海川公司承建。\n")
RIGHT = "青石港投资4.2亿元。[1] «投资4.2亿元»"
INVENTED = "青石港另有灯塔七座。[1] «灯塔七座»"


class Scripted:
    """Gives the replies in turn; remembers what it was asked and how long it might take."""

    name = "test:model"

    def __init__(self, *replies: str | Exception) -> None:
        self._replies = list(replies)
        self.prompts: list[str] = []
        self.timeouts: list[float | None] = []

    def complete(self, prompt: Prompt, *, timeout: float | None = None) -> str:
        self.prompts.append(prompt.user)
        self.timeouts.append(timeout)
        reply = self._replies.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply


def asked(seconds: float | None = None) -> State:
    shelf = Shelf([PAGE])
    passages = tuple(hit.passage for hit in shelf.search("", limit=9))
    return State(
        Question("青石港投资多少"),
        shelf,
        Language.SIMPLIFIED,
        0.0,
        deadline=None if seconds is None else monotonic() + seconds,
        standalone="青石港投资多少",
        passages=passages,
        context=pack(passages, budget=500),
    )


def written(model: Scripted, state: State | None = None) -> Draft | str:
    return write(state or asked(), LanguageModelGenerator(model))


def texts(draft: Draft | str) -> Sequence[str]:
    assert isinstance(draft, Draft)
    return [claim.answer_span.of(draft.text) for claim in draft.claims]


def test_a_proven_draft_needs_no_second_try() -> None:
    model = Scripted(RIGHT)
    draft = written(model)
    assert texts(draft) == ["青石港投资4.2亿元。"]
    assert isinstance(draft, Draft)
    assert draft.claims[0].highlight == Span(12, 19)
    assert len(model.prompts) == 1


def test_the_second_try_names_the_statements_that_failed() -> None:
    model = Scripted(INVENTED, RIGHT)
    assert texts(written(model)) == ["青石港投资4.2亿元。"]
    first, second = model.prompts
    assert "灯塔" not in first
    assert "- 青石港另有灯塔七座。" in second


def test_it_is_asked_twice_and_not_three_times() -> None:
    model = Scripted(INVENTED, INVENTED, RIGHT)
    assert written(model) == "test:model gave no proven answer"
    assert len(model.prompts) == 2


def test_what_was_proven_at_first_is_kept_when_the_second_try_proves_nothing() -> None:
    model = Scripted(f"{RIGHT}\n{INVENTED}", INVENTED)
    draft = written(model)
    assert texts(draft) == ["青石港投资4.2亿元。"]
    assert isinstance(draft, Draft)
    assert draft.unplaced == ("青石港另有灯塔七座。",)


def test_what_was_proven_at_first_is_kept_when_the_model_then_fails() -> None:
    model = Scripted(f"{RIGHT}\n{INVENTED}", GenerationTimeout("no reply"))
    assert texts(written(model)) == ["青石港投资4.2亿元。"]


def test_a_model_that_finds_nothing_is_not_asked_again() -> None:
    model = Scripted("NOT_FOUND")
    assert written(model) == "test:model gave no proven answer"
    assert len(model.prompts) == 1


def test_a_model_that_fails_is_not_asked_again_and_its_error_is_told() -> None:
    model = Scripted(GenerationTimeout("no reply within 1 s"))
    assert written(model) == "test:model did not answer (no reply within 1 s)"
    assert len(model.prompts) == 1


def test_both_tries_share_one_deadline_and_leave_time_to_extract() -> None:
    model = Scripted(INVENTED, RIGHT)
    written(model, asked(seconds=10))
    first, second = model.timeouts
    assert first is not None
    assert second is not None
    assert 9.0 < second <= first <= 9.5


def test_there_is_no_second_try_when_the_time_is_over() -> None:
    model = Scripted(INVENTED, RIGHT)
    assert written(model, asked(seconds=0.2)) == "test:model gave no proven answer"
    assert len(model.prompts) == 1


def test_without_a_deadline_the_models_own_limit_holds() -> None:
    model = Scripted(RIGHT)
    written(model)
    assert model.timeouts == [None]
