"""An answer before it is verified."""

from dataclasses import dataclass

from index.document import Passage
from index.span import Span


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a draft and the place that is said to carry it.

    Attributes:
        answer_span: The statement, in the draft's text.
        passage: The passage cited.
        quote_span: The sentence or quote cited, in `passage.text`.
        highlight: The answer itself inside the quote, in `passage.text`, or None.
        score: In [0, 1]; how sure the generator is that the quote carries the statement.
    """

    answer_span: Span
    passage: Passage
    quote_span: Span
    highlight: Span | None
    score: float


@dataclass(frozen=True, slots=True)
class Draft:
    """Text with claims, none of them verified yet.

    Attributes:
        text: The answer as the asker would read it.
        claims: At least one per statement of fact; empty when nothing was found.
        confidence: In [0, 1].
        generator: `extractive` or the language model's name.
        unplaced: What a language model said besides, that stands in no passage.
    """

    text: str
    claims: tuple[Claim, ...]
    confidence: float
    generator: str
    unplaced: tuple[str, ...] = ()
