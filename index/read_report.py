"""What became of each file that was to be read."""

from dataclasses import dataclass, field
from enum import StrEnum

from index.document import Document

MOST_REASONS = 20  # of one file: more are only counted


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder of which nothing was read; the reason is fit to show."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that a reader of a file's documents should know."""

    path: str
    reason: str


Outcome = Document | Skipped | Warned


class FileStatus(StrEnum):
    """How reading a file ended."""

    READ = "read"
    WARNING = "warning"  # read, with something to know
    SKIPPED = "skipped"


@dataclass(slots=True)
class FileReport:
    """One row of the report.

    Attributes:
        path: The file or folder, as it was reached.
        documents: How many documents came of it.
        reasons: Why it was skipped or what to know, at most `MOST_REASONS`.
        unlisted: How many more reasons there were.
    """

    path: str
    documents: int = 0
    reasons: list[str] = field(default_factory=list)
    unlisted: int = 0

    @property
    def status(self) -> FileStatus:
        """How reading the file ended."""
        if not self.documents:
            return FileStatus.SKIPPED
        return FileStatus.WARNING if self.reasons else FileStatus.READ

    @property
    def reason(self) -> str:
        """All reasons in one line, empty where there are none."""
        more = [f"and {self.unlisted} more"] if self.unlisted else []
        return "; ".join(self.reasons + more)


class ReadReport:
    """A row for each file, in the order in which they were met."""

    def __init__(self) -> None:
        self._rows: dict[str, FileReport] = {}

    def add(self, outcome: Outcome) -> None:
        """Take note of one outcome of `read_sources`."""
        path = (outcome.path or outcome.id) if isinstance(outcome, Document) else outcome.path
        row = self._rows.setdefault(path, FileReport(path))
        if isinstance(outcome, Document):
            row.documents += 1
        elif len(row.reasons) < MOST_REASONS:
            row.reasons.append(outcome.reason)
        else:
            row.unlisted += 1

    @property
    def rows(self) -> tuple[FileReport, ...]:
        """The rows so far."""
        return tuple(self._rows.values())

    def count(self, status: FileStatus) -> int:
        """Return how many files ended so."""
        return sum(row.status is status for row in self._rows.values())

    @property
    def documents(self) -> int:
        """How many documents were read from all files together."""
        return sum(row.documents for row in self._rows.values())
