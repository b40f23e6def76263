"""A question answered in a thread, for as long as somebody waits for the answer."""

import asyncio
import contextvars
import threading
from collections.abc import AsyncGenerator, Callable
from typing import TypeAlias

from fastapi import Request
from starlette.exceptions import HTTPException

from service.answer import Answer
from service.observer import Abandoned, Event, Observe

Ask: TypeAlias = Callable[[Observe], Answer]
"""Answers a question, telling an observer how far it has come."""

_GONE = 499  # what proxies log for a client that left; nobody reads it


class Answering:
    """One question being answered in a thread of its own.

    Args:
        ask: What is called there. Once the asker is gone, its next word to the observer
            ends it.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._gone = threading.Event()
        self._loop = asyncio.get_running_loop()
        self._told: asyncio.Queue[Event | Answer | Exception] = asyncio.Queue()
        context = contextvars.copy_context()
        self._thread = self._loop.run_in_executor(None, context.run, self._work)

    async def outcome(self, *, within: float | None = None) -> Event | Answer | None:
        """Return what is told next; the answer comes last.

        Args:
            within: Seconds to wait; None to wait for as long as it takes.

        Returns:
            None when nothing was told in time.

        Raises:
            Exception: Whatever the answer failed with.
        """
        try:
            told = await asyncio.wait_for(self._told.get(), within)
        except TimeoutError:
            return None
        if isinstance(told, Exception):
            raise told
        return told

    async def answer(self) -> Answer:
        """Return the answer, whatever is told before."""
        while not isinstance(told := await self.outcome(), Answer):
            pass
        return told

    async def events(self, *, every: float) -> AsyncGenerator[Event | Answer | None, None]:
        """Yield what is told, the answer last, and None when it is silent for long.

        Args:
            every: Seconds of silence.
        """
        try:
            while True:
                told = await self.outcome(within=every)
                yield told
                if isinstance(told, Answer):
                    return
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Let the work end at its next step; nobody waits for it any more."""
        self._gone.set()

    def _work(self) -> None:
        outcome: Answer | Exception
        try:
            outcome = self._ask(self._observe)
        except Abandoned:
            return
        except Exception as error:  # it is raised where it is waited for
            outcome = error
        self._tell(outcome)

    def _observe(self, event: Event) -> None:
        if self._gone.is_set():
            raise Abandoned
        self._tell(event)

    def _tell(self, told: Event | Answer | Exception) -> None:
        if not self._gone.is_set():
            self._loop.call_soon_threadsafe(self._told.put_nowait, told)


async def answered(request: Request, ask: Ask) -> Answer:
    """Return the answer to a question, given up when the client leaves before it is there."""
    answering = Answering(ask)
    answer = asyncio.ensure_future(answering.answer())
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait((answer, leaving), return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        raise HTTPException(_GONE, "the client has left")
    finally:
        answering.abandon()
        answer.cancel()
        leaving.cancel()


async def _left(request: Request) -> None:
    """Return when the client has closed its connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
