"""One job: what is known of it from outside."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.library import Intake


class JobState(StrEnum):
    """How far a job has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands.

    Attributes:
        id: Its name; cannot be guessed.
        owner: The id of the key that asked for it; None where keys are not asked for.
        content: Digest of what it does; the same content is not worked on twice at a time.
        state: How far it has come.
        created: When it was asked for.
        stage: What it is doing: `read`, `index`, `publish`, or empty.
        done: How much of the stage is done.
        total: Of how much; None when that is not known.
        cancelling: Somebody has asked for its end.
        ended: When it ended.
        intake: What came of it, when it is done.
        problem: Why it failed.
    """

    id: str
    owner: str | None
    content: str
    state: JobState
    created: datetime
    stage: str = ""
    done: int = 0
    total: int | None = None
    cancelling: bool = False
    ended: datetime | None = None
    intake: Intake | None = None
    problem: Exception | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ENDED
