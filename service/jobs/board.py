"""The jobs of a running service: one is worked on at a time, a bounded number waits."""

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

from service.jobs.job import Job, JobState
from service.library import Intake, Progress

KEPT = 200  # ended jobs that can still be asked for
_PUBLISHED = "publish"  # the stage at whose end a change stands

Run: TypeAlias = Callable[[Progress], Intake]


class JobsFull(Exception):
    """As many jobs wait as may."""


class _Cancelled(Exception):
    """Raised inside a job when somebody has asked for its end."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a job does.

    Attributes:
        run: Does it, telling how far it is; what the telling raises undoes all of it.
        content: Digest of what goes in.
        held: Freed when the work is over, done or not, such as a folder of uploads.
    """

    run: Run
    content: str
    held: ExitStack = field(default_factory=ExitStack)


class JobBoard:
    """Works on jobs in the order in which they came, in a thread of its own.

    Writing to a store is for one at a time, so more threads would only wait. Jobs and what
    came of them are kept in memory: they end with the process.

    Args:
        most: How many may wait.
        on_failure: Told of exceptions that were not expected.
    """

    def __init__(
        self, *, most: int, on_failure: Callable[[Exception], None] = lambda _: None
    ) -> None:
        self._most = most
        self._on_failure = on_failure
        self._changed = threading.Condition()
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[tuple[str, Work]] = deque()
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(self, work: Work, *, owner: str | None) -> Job:
        """Take a job on; one of the same content and owner that is not over stands for it.

        Raises:
            JobsFull: Too many wait, or the service is about to end.
        """
        with self._changed:
            for job in self._jobs.values():
                if not job.over and (job.owner, job.content) == (owner, work.content):
                    work.held.close()
                    return job
            if self._closed or len(self._waiting) >= self._most:
                work.held.close()
                raise JobsFull
            job = Job(secrets.token_hex(12), owner, work.content, JobState.QUEUED, _now())
            self._jobs[job.id] = job
            self._waiting.append((job.id, work))
            self._forget()
            self._start()
            self._changed.notify_all()
            return job

    def find(self, job_id: str) -> Job | None:
        """Return a job as it stands, or None when there is none of that id."""
        with self._changed:
            return self._jobs.get(job_id)

    def jobs(self) -> list[Job]:
        """Return every job that is known, oldest first."""
        with self._changed:
            return list(self._jobs.values())

    def open_jobs(self) -> list[Job]:
        """Return the jobs that are not over."""
        return [job for job in self.jobs() if not job.over]

    def cancel(self, job_id: str) -> Job | None:
        """Ask for a job's end: at once while it waits, else before its change stands."""
        with self._changed:
            job = self._jobs.get(job_id)
            if job is None or job.over:
                return job
            for entry in list(self._waiting):
                if entry[0] == job_id:
                    self._waiting.remove(entry)
                    entry[1].held.close()
                    return self._end(job_id, JobState.CANCELLED)
            return self._update(job_id, cancelling=True)

    def wait(self, job_id: str, *, seconds: float) -> Job | None:
        """Return a job when it is over, or as it stands after some time."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_over(job_id), timeout=seconds)
            return self._jobs.get(job_id)

    def close(self, *, seconds: float) -> None:
        """Take no more jobs on, drop those that wait, and let the present one finish.

        Args:
            seconds: How long it may take; then it is cancelled and undone.
        """
        until = time.monotonic() + seconds
        with self._changed:
            self._closed = True
            for job_id in [entry[0] for entry in self._waiting]:
                self.cancel(job_id)
            self._changed.wait_for(self._is_idle, timeout=max(0.0, until - time.monotonic()))
            for job in list(self._jobs.values()):
                self.cancel(job.id)
            self._changed.notify_all()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name="wenju-jobs", daemon=True)
            self._thread.start()

    def _loop(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                job_id, work = self._waiting.popleft()
                self._update(job_id, state=JobState.RUNNING)
            with work.held:
                self._work(job_id, work)

    def _work(self, job_id: str, work: Work) -> None:
        def tell(stage: str, done: int, total: int | None) -> None:
            with self._changed:
                job = self._update(job_id, stage=str(stage), done=done, total=total)
            stands = stage == _PUBLISHED and done > 0
            if job.cancelling and not stands:
                raise _Cancelled

        try:
            tell("", 0, None)
            intake = work.run(tell)
        except _Cancelled:
            self._end(job_id, JobState.CANCELLED)
        except Exception as error:  # whatever it is, the thread goes on
            self._on_failure(error)
            self._end(job_id, JobState.FAILED, problem=error)
        else:
            self._end(job_id, JobState.DONE, intake=intake)

    def _end(self, job_id: str, state: JobState, **more: Any) -> Job:
        return self._update(job_id, state=state, ended=_now(), **more)

    def _update(self, job_id: str, **changes: Any) -> Job:
        with self._changed:
            self._jobs[job_id] = job = replace(self._jobs[job_id], **changes)
            self._changed.notify_all()
            return job

    def _is_over(self, job_id: str) -> bool:
        job = self._jobs.get(job_id)
        return job is None or job.over

    def _is_idle(self) -> bool:
        return all(job.over for job in self._jobs.values())

    def _forget(self) -> None:
        ended = [job.id for job in self._jobs.values() if job.over]
        for job_id in ended[: max(0, len(ended) - KEPT)]:
            del self._jobs[job_id]


def _now() -> datetime:
    return datetime.now(UTC)
