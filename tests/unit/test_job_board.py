import threading
from contextlib import ExitStack

import pytest

from index.errors import StoreBusy
from service.jobs.board import JobBoard, JobsFull, Work
from service.jobs.job import JobState
from service.library import Intake, Progress

PATIENCE = 20.0  # seconds, far more than anything here takes


def intake(added: int = 1) -> Intake:
    return Intake(added, 0, 0, (), generation=7)


class Steps:
    """Work that goes on from step to step only when it is let."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.stages: list[str] = []

    def __call__(self, tell: Progress) -> Intake:
        for stage, done in (("read", 1), ("index", 5), ("publish", 0)):
            self.stages.append(stage)
            tell(stage, done, None)
            self.begun.set()
            assert self.go.wait(PATIENCE)
        tell("publish", 1, 1)
        return intake()


def test_a_job_tells_how_far_it_is_and_what_came_of_it() -> None:
    board, steps = JobBoard(most=1), Steps()
    job = board.submit(Work(steps, "a"), owner="me")
    assert steps.begun.wait(PATIENCE)
    now = board.find(job.id)
    assert now is not None
    assert (now.state, now.stage, now.done, now.intake) == (JobState.RUNNING, "read", 1, None)
    steps.go.set()
    over = board.wait(job.id, seconds=PATIENCE)
    assert over is not None
    assert (over.state, over.stage, over.done) == (JobState.DONE, "publish", 1)
    assert over.intake == intake()
    assert board.find(job.id) == over  # asked for after its end


def test_the_same_content_is_one_job_until_it_is_over_and_then_another() -> None:
    board, steps = JobBoard(most=2), Steps()
    first = board.submit(Work(steps, "a"), owner="me")
    assert board.submit(Work(Steps(), "a"), owner="me").id == first.id
    others = board.submit(Work(lambda _: intake(), "a"), owner="somebody else")
    assert others.id != first.id
    steps.go.set()
    board.wait(first.id, seconds=PATIENCE)
    again = board.submit(Work(lambda _: intake(), "a"), owner="me")
    assert again.id != first.id


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_runs_before_its_change_stands() -> None:
    board, steps = JobBoard(most=2), Steps()
    running = board.submit(Work(steps, "a"), owner=None)
    freed: list[str] = []
    held = ExitStack()
    held.callback(freed.append, "folder")
    waiting = board.submit(Work(Steps(), "b", held), owner=None)
    assert steps.begun.wait(PATIENCE)
    cancelled = board.cancel(waiting.id)
    assert cancelled is not None
    assert cancelled.state is JobState.CANCELLED
    assert freed == ["folder"]
    asked = board.cancel(running.id)
    assert asked is not None
    assert (asked.state, asked.cancelling) == (JobState.RUNNING, True)
    steps.go.set()
    over = board.wait(running.id, seconds=PATIENCE)
    assert over is not None
    assert (over.state, over.intake) == (JobState.CANCELLED, None)
    assert steps.stages == ["read", "index"]


def test_a_change_that_stands_is_done_whoever_wanted_it_cancelled() -> None:
    board = JobBoard(most=1)
    begun, late = threading.Event(), threading.Event()

    def run(tell: Progress) -> Intake:
        begun.set()
        assert late.wait(PATIENCE)
        tell("publish", 1, 1)
        return intake(3)

    job = board.submit(Work(run, "a"), owner=None)
    assert begun.wait(PATIENCE)  # before it has begun it may still be cancelled
    board.cancel(job.id)
    late.set()
    over = board.wait(job.id, seconds=PATIENCE)
    assert over is not None
    assert over.state is JobState.DONE
    assert over.intake == intake(3)


def test_more_jobs_than_may_wait_are_not_taken_on() -> None:
    board, steps = JobBoard(most=1), Steps()
    board.submit(Work(steps, "a"), owner=None)
    assert steps.begun.wait(PATIENCE)
    board.submit(Work(Steps(), "b"), owner=None)
    with pytest.raises(JobsFull):
        board.submit(Work(Steps(), "c"), owner=None)
    steps.go.set()


def test_a_job_that_fails_says_why_and_the_next_one_is_worked_on() -> None:
    failures: list[Exception] = []
    board = JobBoard(most=2, on_failure=failures.append)

    def busy(_: Progress) -> Intake:
        raise StoreBusy("another process is writing")

    failed = board.submit(Work(busy, "a"), owner=None)
    fine = board.submit(Work(lambda _: intake(), "b"), owner=None)
    over = board.wait(fine.id, seconds=PATIENCE)
    assert over is not None
    assert over.state is JobState.DONE
    before = board.find(failed.id)
    assert before is not None
    assert (before.state, str(before.problem)) == (JobState.FAILED, "another process is writing")
    assert [str(one) for one in failures] == ["another process is writing"]


def test_at_the_end_the_present_job_finishes_and_those_that_wait_are_dropped() -> None:
    board, steps = JobBoard(most=2), Steps()
    present = board.submit(Work(steps, "a"), owner=None)
    waiting = board.submit(Work(Steps(), "b"), owner=None)
    assert steps.begun.wait(PATIENCE)
    steps.go.set()
    board.close(seconds=PATIENCE)
    states = [job.state for job in board.jobs()]
    assert states == [JobState.DONE, JobState.CANCELLED]
    assert [present.id, waiting.id] == [job.id for job in board.jobs()]
    with pytest.raises(JobsFull):
        board.submit(Work(Steps(), "c"), owner=None)
