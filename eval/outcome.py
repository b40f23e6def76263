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
        unguarded: The reply to a refused item when nothing counts as too unsure: what
            would have been said, and how sure it was. None when that was not asked.
    """

    item: Item
    answer: Answer | None
    hits: tuple[Hit, ...] | None
    milliseconds: float
    true_citations: tuple[bool, ...] = ()
    error: str | None = None
    unguarded: Answer | None = None

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

    @property
    def candidate(self) -> Answer | None:
        """The best answer there was, shown or held back as too unsure; None when none was."""
        best = self.answer if self.answered else self.unguarded
        return None if best is None or best.status is Status.REFUSED else best
