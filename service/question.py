"""What is asked."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The asker's language and script."""

    SIMPLIFIED = "zh-Hans"
    TRADITIONAL = "zh-Hant"
    ENGLISH = "en"


class Role(StrEnum):
    """Who said a turn of the conversation."""

    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the conversation before it.

    Attributes:
        text: As the asker wrote it.
        history: Earlier turns, oldest first.
    """

    text: str
    history: tuple[Turn, ...] = ()
