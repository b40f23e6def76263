"""Question sets of one JSON object a line."""

import json
from collections.abc import Iterator, Mapping

from eval.item import Item, context_document
from index.document import Document
from index.errors import InvalidRecord
from service.question import Question, Role, Turn

Record = Mapping[str, object]


def read_records(text: str, name: str) -> Iterator[tuple[Item, Document | None]]:
    """Yield each line's item, with its context as a document if it has one.

    Args:
        text: The file's text; blank lines are passed over.
        name: The file's name, for messages.

    Raises:
        InvalidRecord: A line is not a JSON object or lacks what it needs; the message
            gives the file, the line number and what is wrong.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _read_item(_parse(line))
        except InvalidRecord as error:
            raise InvalidRecord(f"{name}: line {number}: {error}") from error


def _parse(line: str) -> Record:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidRecord(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise InvalidRecord(f"a JSON object is needed, this is {type(record).__name__}")
    return record


def _read_item(record: Record) -> tuple[Item, Document | None]:
    context = _optional_text(record, "context")
    document = context_document(context, _optional_text(record, "title")) if context else None
    answers = _texts(record, "answers")
    documents = (document.id,) if document else _texts(record, "document")
    item = Item(
        id=_identifier(record),
        question=Question(_required_text(record, "question"), _history(record)),
        answers=answers,
        documents=documents,
        evidence=_texts(record, "evidence"),
        kind=_optional_text(record, "kind") or ("answerable" if answers else "unanswerable"),
        split=_optional_text(record, "split"),
        context=context,
    )
    return item, document


def _identifier(record: Record) -> str:
    value = record.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _required_text(record, "id")


def _required_text(record: Record, key: str) -> str:
    value = _optional_text(record, key)
    if value is None:
        raise InvalidRecord(f"{key!r} is missing")
    return value


def _optional_text(record: Record, key: str) -> str | None:
    """Return the field's text; None when it is absent, null or blank."""
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidRecord(f"{key!r} must be text, this is {type(value).__name__}")
    return value if value.strip() else None


def _texts(record: Record, key: str) -> tuple[str, ...]:
    """Return a field that holds one text or a list of texts; blank ones are an error."""
    value = record.get(key)
    if value is None or value == "":
        return ()
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list):
        raise InvalidRecord(f"{key!r} must be text or a list of texts")
    for text in found:
        if not isinstance(text, str) or not text.strip():
            raise InvalidRecord(f"{key!r} holds {text!r}, which is not text")
    return tuple(found)


def _history(record: Record) -> tuple[Turn, ...]:
    value = record.get("history")
    if value is None:
        return ()
    if not isinstance(value, list):
        raise InvalidRecord("'history' must be a list of turns")
    return tuple(_turn(entry, position) for position, entry in enumerate(value))


def _turn(entry: object, position: int) -> Turn:
    """Read a turn: bare text (the asker speaks first), or an object with its role."""
    if isinstance(entry, str):
        return Turn(Role.ASSISTANT if position % 2 else Role.USER, entry)
    if not isinstance(entry, dict):
        raise InvalidRecord(f"'history' holds {entry!r}, which is no turn")
    text = entry.get("text", entry.get("content"))
    role = entry.get("role")
    if not isinstance(text, str) or role not in tuple(Role):
        raise InvalidRecord("a turn of 'history' needs 'role' (user or assistant) and 'text'")
    return Turn(Role(role), text)
