"""An answer while it comes to be, read from server-sent events."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from index.span import Span
from service.answer import Answer, Citation
from service.client.answers import read_answer, read_citation, read_place, read_range
from service.client.errors import ClientError, ConnectionFailed, ServerFailed, UnexpectedReply

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that an answer may be taken from; `span` indexes the original text."""

    document_id: str
    passage_id: str
    title: str | None
    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The library was searched, for a question that stands for itself; best hit first."""

    standalone_question: str
    hits: tuple[FoundPassage, ...]
    index_generation: int


@dataclass(frozen=True, slots=True)
class Draft:
    """There is a draft that cites so many places; not a word of it is proven yet."""

    claims: int
    generator: str


@dataclass(frozen=True, slots=True)
class ProvenClaim:
    """A statement of the answer, verified.

    Attributes:
        index: Its place among the statements, from 0.
        text: As the answer says it.
        answer_span: Where, in the answer's text.
        corrected: It was put right by its source.
        citations: What supports it.
    """

    index: int
    text: str
    answer_span: Span
    corrected: bool
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer, or the refusal; the last event."""

    answer: Answer


Event: TypeAlias = Retrieval | Draft | ProvenClaim | Done


class EventReader:
    """Makes events of the lines of a stream (WHATWG HTML, 9.2.6).

    Comments, which keep a connection open, and events of a kind that this version does not
    know are passed over.
    """

    def __init__(self) -> None:
        self._name = ""
        self._data: list[str] = []
        self._done = False

    def read(self, line: str) -> Event | None:
        """Return the event that a line completes, or None.

        Raises:
            ServerFailed: The service gave up the answer; the message says why.
            UnexpectedReply: The event is not what it should be.
        """
        if line:
            self._gather(line)
            return None
        name, data = self._name, "\n".join(self._data)
        self._name, self._data = "", []
        if name == "error":
            raise _failure(data)
        if name not in _READERS:
            return None
        event = _event(name, data)
        self._done = self._done or isinstance(event, Done)
        return event

    def check_end(self) -> None:
        """Check that the stream ended where it should.

        Raises:
            ConnectionFailed: It broke off before the answer was whole.
        """
        if not self._done:
            raise ConnectionFailed("the stream ended before the answer was whole", sent=True)

    def _gather(self, line: str) -> None:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)


def _event(name: str, data: str) -> Event:
    try:
        return _READERS[name](json.loads(data))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnexpectedReply(f"the event {name!r} cannot be read: {error}") from error


def _failure(data: str) -> ClientError:
    try:
        said = json.loads(data)["error"]
        return ServerFailed(str(said["message"]), kind=said.get("type"))
    except (KeyError, TypeError, ValueError, AttributeError):
        return ServerFailed("the service gave up the answer")


def _retrieval(payload: Json) -> Retrieval:
    hits = tuple(
        FoundPassage(
            hit["document_id"], hit["passage_id"], hit["title"], read_place(hit), hit["score"]
        )
        for hit in payload["hits"]
    )
    return Retrieval(payload["standalone_question"], hits, payload["index_generation"])


def _claim(payload: Json) -> ProvenClaim:
    return ProvenClaim(
        index=payload["index"],
        text=payload["text"],
        answer_span=read_range(payload["answer"]),
        corrected=payload["corrected"],
        citations=tuple(map(read_citation, payload["citations"])),
    )


_READERS: dict[str, Callable[[Json], Event]] = {
    "retrieval": _retrieval,
    "draft": lambda payload: Draft(payload["claims"], payload["generator"]),
    "claim": _claim,
    "done": lambda payload: Done(read_answer(payload)),
}
