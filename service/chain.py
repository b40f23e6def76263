"""The steps from question to answer, in a row or as one LangChain runnable."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, TypeAlias

from service.answer import Answer
from service.question import Question
from service.state import State, reached

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

Step: TypeAlias = Callable[[State], State]


def run_steps(steps: Mapping[str, Step], state: State) -> State:
    """Take a state through steps, as the runnable does, without importing LangChain.

    The import takes longer than a whole answer by extraction.
    """
    for name, step in steps.items():
        state = _timed(name, step)(state)
    return state


def build_chain(
    begin: Callable[[Question], State], steps: Mapping[str, Step], end: Callable[[State], Answer]
) -> "Runnable[Question, Answer]":
    """Join steps into a runnable sequence from question to answer.

    Each step is a runnable of its own name, so that callbacks and traces show it, and
    `stream` and `astream_events` report it as it ends.

    Args:
        begin: Makes the state that the first step starts from.
        steps: By name, in order.
        end: Takes the answer out of the last state.
    """
    from langchain_core.runnables import RunnableLambda, RunnableSequence

    return RunnableSequence(
        RunnableLambda(begin, name="begin"),
        *(RunnableLambda(_timed(name, step), name=name) for name, step in steps.items()),
        RunnableLambda(end, name="end"),
        name="wenju",
    )


def _timed(name: str, step: Step) -> Step:
    def run(state: State) -> State:
        start = perf_counter()
        after = step(state)
        milliseconds = round((perf_counter() - start) * 1000, 2)
        if after.observe is not None and (event := reached(name, after)) is not None:
            after.observe(event)
        return replace(after, timings={**after.timings, name: milliseconds})

    return run
