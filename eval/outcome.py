"""What came of asking one question."""

from dataclasses import dataclass

from eval.item import Item
from index.hit import Hit
from service.answer import Answer, Status


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one item and all that is needed to score it.

    Attributes:
        item: What was asked.
        answer: The reply; None when asking raised an error.
        hits: What the search found, best first; None when nothing was searched, as in
            reading alone.
        milliseconds: Wall time of the answer, search and reading together.
        true_citations: For each citation of the answer, whether
            `document.text[start:end] == cited_text` held.
        error: The error's message, if asking raised one.
    """

    item: Item
    answer: Answer | None
    hits: tuple[Hit, ...] | None
    milliseconds: float
    true_citations: tuple[bool, ...] = ()
    error: str | None = None

    @property
    def answered(self) -> bool:
        """Whether an answer was given, whole or in part; an error is none."""
        return self.answer is not None and self.answer.status is not Status.REFUSED

    @property
    def refused(self) -> bool:
        """Whether the question was refused on purpose; an error is no refusal."""
        return self.answer is not None and self.answer.status is Status.REFUSED

    @property
    def text(self) -> str:
        """The text to hold against the gold answers; empty when none was given."""
        return self.answer.text if self.answer is not None and self.answered else ""
