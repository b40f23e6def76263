"""Messages in another program's form, as a question with its history."""

from collections.abc import Sequence
from typing import Protocol

from index.errors import InvalidQuestion
from service.intake import checked_question
from service.question import Question, Role, Turn

_JOINTS: dict[str, str] = {Role.ASSISTANT: ""}  # our own answers come back in pieces
_READABLE = {"text": "text", "refusal": "refusal"}  # kind of a part: where its text stands
_SILENT = ("thinking", "redacted_thinking", "tool_use", "server_tool_use", "tool_result")


class Part(Protocol):
    """A part of a message."""

    @property
    def type(self) -> str:
        """What it is."""
        ...


class Message(Protocol):
    """A message of either form."""

    @property
    def role(self) -> str:
        """Who says it."""
        ...

    @property
    def content(self) -> str | Sequence[Part] | None:
        """What is said."""
        ...


def conversation(messages: Sequence[Message], *, limit: int) -> Question:
    """Return the last message as the question, and those before as its history.

    Messages of a system or of a tool steer nothing and are left out: what may be said
    is decided by the articles.

    Args:
        messages: Oldest first.
        limit: Most characters of the question.

    Raises:
        InvalidQuestion: The last message is not the user's, or a part is no text.
    """
    spoken = [(message, text(message)) for message in messages if message.role in list(Role)]
    turns = [Turn(Role(message.role), said) for message, said in spoken if said]
    if not turns or turns[-1].role is not Role.USER:
        raise InvalidQuestion("the last message must be the user's, with text in it")
    return checked_question(turns[-1].text, limit=limit, history=turns[:-1])


def text(message: Message) -> str:
    """Return what a message says; its parts are joined.

    Raises:
        InvalidQuestion: A part is no text, such as a picture.
    """
    if message.content is None or isinstance(message.content, str):
        return message.content or ""
    joint = _JOINTS.get(message.role, "\n")
    return joint.join(_said(part) for part in message.content if part.type not in _SILENT)


def _said(part: Part) -> str:
    said = getattr(part, _READABLE.get(part.type, ""), None)
    if isinstance(said, str):
        return said
    if part.type in ("document", "file", "search_result"):
        way = "put documents into the store with POST /v1/documents, then ask"
    else:
        way = "ask in words"
    raise InvalidQuestion(f"a part of the type {part.type[:40]!r} cannot be read; {way}")
