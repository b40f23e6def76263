"""Documents that the service puts into its store in the background."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from service.client.errors import JobFailed
from service.client.holdings import read_intake
from service.client.results import Intake

Json = Mapping[str, Any]


class JobState(StrEnum):
    """How far a job has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """Documents on their way into the store.

    Attributes:
        id: What the service calls the job.
        state: How far it has come.
        stage: What is being done, such as `read`; None where nothing is said.
        done: How much of the stage is done.
        total: Of how much; None where that is not known.
        intake: What became of the documents, when it is done.
        kind: The service's name of the error, if it failed.
        problem: Why it failed, if it did.
    """

    id: str
    state: JobState
    stage: str | None = None
    done: int = 0
    total: int | None = None
    intake: Intake | None = None
    kind: str | None = None
    problem: str | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in (JobState.QUEUED, JobState.RUNNING)

    def result(self) -> Intake:
        """Return what became of the documents.

        Raises:
            JobFailed: The job is not done: it failed, or was cancelled.
        """
        if self.intake is None:
            message = self.problem or f"the job {self.id} is {self.state.value}"
            raise JobFailed(message, kind=self.kind)
        return self.intake


def read_job(payload: Json) -> Job:
    """Return a job."""
    result, error = payload["result"], payload["error"]
    return Job(
        id=payload["id"],
        state=JobState(payload["state"]),
        stage=payload["stage"],
        done=payload["done"],
        total=payload["total"],
        intake=None if result is None else read_intake(result),
        kind=None if error is None else error["type"],
        problem=None if error is None else error["message"],
    )
