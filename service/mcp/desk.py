"""What the tools work with."""

from dataclasses import dataclass

from service.library import Library


@dataclass(frozen=True, slots=True)
class Desk:
    """A library as one caller may see it, and how much may be asked of it.

    Attributes:
        library: The store that is asked; it shows the caller no more than they may see.
        question_characters: How long a question may be.
    """

    library: Library
    question_characters: int
