"""What is sent about jobs."""

from datetime import datetime

from pydantic import BaseModel, Field

from service.http.schema import IntakeOut
from service.jobs.job import JobState


class JobFailure(BaseModel):
    """Why a job failed."""

    type: str
    message: str


class JobOut(BaseModel):
    """A job as it stands."""

    id: str
    state: JobState
    stage: str | None = Field(description="`read`, `index` or `publish`; null before")
    done: int = Field(description="How much of the stage is done")
    total: int | None = Field(description="Of how much; null when that is not known")
    cancelling: bool = Field(description="Its end was asked for")
    created: datetime
    ended: datetime | None
    result: IntakeOut | None = Field(description="What came of it, when it is done")
    error: JobFailure | None = Field(description="Why it failed, when it has")


class JobsOut(BaseModel):
    """The caller's jobs."""

    jobs: list[JobOut]
