"""What an answer tells of itself while it comes to be, before a word of it is proven.

No event holds text of the answer: that is shown only once it is verified.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from index.hit import Hit


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The corpus was searched.

    Attributes:
        standalone_question: The question as it was searched.
        hits: What was found, best first.
        generation: The generation of the store that was searched.
    """

    standalone_question: str
    hits: tuple[Hit, ...]
    generation: int


@dataclass(frozen=True, slots=True)
class Drafted:
    """There is a draft, not verified yet.

    Attributes:
        claims: How many places are cited in it.
        generator: `extractive`, or the language model's name.
    """

    claims: int
    generator: str


Event: TypeAlias = Retrieved | Drafted
Observe: TypeAlias = Callable[[Event], None]
"""Called in the thread that answers; what it raises ends the answer and reaches the asker."""


class Abandoned(Exception):
    """Raised by an observer when nobody waits for the answer any more."""
