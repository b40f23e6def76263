"""Places for work, and a bounded queue before them."""

import asyncio
from collections import deque


class QueueFull(Exception):
    """Every place is taken and the queue is as long as it may be."""


class Gate:
    """Lets so many in at a time, in the order in which they came; belongs to one event loop.

    Answering is work of the processor, so more at a time would make each slower and none
    sooner. What cannot start soon is turned away at once instead of after a long wait: the
    time that is spent goes into answers that somebody still waits for.

    Args:
        places: How many may be inside.
        queue: How many may wait.
    """

    def __init__(self, *, places: int, queue: int) -> None:
        self._places = places
        self._queue = queue
        self._inside = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def inside(self) -> int:
        """How many are inside."""
        return self._inside

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def free(self) -> bool:
        """Whether one who comes now need not wait."""
        return self._inside < self._places

    @property
    def full(self) -> bool:
        """Whether one who comes now is turned away."""
        return not self.free and len(self._waiting) >= self._queue

    async def enter(self) -> None:
        """Take a place, when it is one's turn.

        Raises:
            QueueFull: Too many wait already.
        """
        if self.full:
            raise QueueFull
        if self.free:
            self._inside += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the place was handed over already
                self.leave()
            else:
                self._waiting.remove(turn)
            raise

    def leave(self) -> None:
        """Give a place back, to whoever has waited longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._inside -= 1
