"""A span of a sentence that could be the answer."""

from dataclasses import dataclass

from index.span import Span

CONTRADICTED = 0.125
"""The fit of a span that the text itself calls something else; no other span has just this."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that could be the answer.

    Attributes:
        span: In the text searched.
        fit: In [0, 1]; how well its shape fits what was asked; 0 for a span that only
            stands where an answer might.
    """

    span: Span
    fit: float
