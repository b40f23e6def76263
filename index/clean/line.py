"""Lines of clean text, with the folded form that rules look at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.script import fold
from index.span import Span

LONGEST_LABEL = 240  # characters; longer lines are body and need not be folded
_FULL_STOP = re.compile(
    r"(?:[。；;](?:[(（][^()（）]{1,20}[)）])?|[a-z\d]{2}[)\]]?[.?!])[”’」』\"')）】]*$|[。；].*[。！？…]"
)
_QUESTION = re.compile(r"[！？!?…][”’」』\"')）】]*$")
_QUOTES = "”’」』\"')）】》"
_CLOSING = tuple("。！？!?；;，,、：:︰…")
_UNIT = re.compile(r"[^\x00-\x7f]|[A-Za-z]+|[0-9]+")
_BODY_UNITS = 60  # characters or Latin words that make body of a line without a full stop
_SENTENCE_UNITS = 18  # and of one with a full stop
_QUESTION_UNITS = 40  # and of one with another closing mark: titles may ask or exclaim
_LATIN_UNITS = 6  # words of an English sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the clean text.

    Attributes:
        span: In the clean text, without the line feed.
        text: What it says, in the script of its document.
        folded: The same folded, in which rules are written; empty for a long line.
    """

    span: Span
    text: str
    folded: str

    @property
    def is_prose(self) -> bool:
        """Whether the line reads as a paragraph: a sentence, or a long stretch of text."""
        if len(self.text) > LONGEST_LABEL:
            return True
        units = len(_UNIT.findall(self.text))
        if _FULL_STOP.search(self.text):
            return units >= (_LATIN_UNITS if self.text.isascii() else _SENTENCE_UNITS)
        asks = _QUESTION.search(self.text) is not None
        return units >= (_QUESTION_UNITS if asks else _BODY_UNITS)

    @property
    def closes(self) -> bool:
        """Whether the line ends as a sentence or a clause does."""
        return self.text.rstrip(_QUOTES).endswith(_CLOSING)

    def part(self, start: int, end: int) -> str:
        """Return the original script of a range of the folded text."""
        same = len(self.folded) == len(self.text)
        return (self.text if same else self.folded)[start:end]


def lines_of(text: str) -> Iterator[Line]:
    """Yield the lines of a clean text in order."""
    start = 0
    for line in text.split("\n"):
        folded = fold(line) if len(line) <= LONGEST_LABEL else ""
        yield Line(Span(start, start + len(line)), line, folded)
        start += len(line) + 1
