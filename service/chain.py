"""The steps from question to answer as one LangChain runnable."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, TypeAlias

from service.state import State

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

Step: TypeAlias = Callable[[State], State]


def build_chain(steps: Mapping[str, Step]) -> "Runnable[State, State]":
    """Join steps into a runnable sequence.

    Each step is a runnable of its own name, so that callbacks and traces show it, and
    `stream` and `astream_events` report it as it ends.

    Args:
        steps: By name, in order; at least two.
    """
    from langchain_core.runnables import RunnableLambda, RunnableSequence

    runnables = [RunnableLambda(_timed(name, step), name=name) for name, step in steps.items()]
    return RunnableSequence(*runnables, name="wenju")


def _timed(name: str, step: Step) -> Step:
    def run(state: State) -> State:
        start = perf_counter()
        after = step(state)
        milliseconds = round((perf_counter() - start) * 1000, 2)
        return replace(after, timings={**after.timings, name: milliseconds})

    return run
