"""Question sets in SQuAD's JSON, versions 1.1 and 2.0.

The format is that of Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine
Comprehension of Text" (2016), and "Know What You Don't Know" (2018), whose
`is_impossible` marks questions that must be refused.
"""

import json
from collections.abc import Iterator

from eval.item import Item, context_document
from index.document import Document
from index.errors import InvalidRecord
from service.question import Question


def is_squad(text: str) -> bool:
    """Say whether the text is one JSON object with a `data` list."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(whole, dict) and isinstance(whole.get("data"), list)


def read_squad(text: str, name: str) -> Iterator[tuple[Item, Document]]:
    """Yield each question's item with its paragraph as a document.

    Args:
        text: The file's text.
        name: The file's name, for messages.

    Raises:
        InvalidRecord: An entry lacks what it needs; the message gives its place, such
            as `data[0].paragraphs[2].qas[1]`.
    """
    for article, at in _entries(json.loads(text), "data", name, "data"):
        title = article.get("title")
        for paragraph, where in _entries(article, "paragraphs", name, f"{at}.paragraphs"):
            context = _text(paragraph, "context", name, where)
            document = context_document(context, title if isinstance(title, str) else None)
            for entry, place in _entries(paragraph, "qas", name, f"{where}.qas"):
                yield _read_item(entry, document, name, place), document


def _read_item(entry: dict[str, object], document: Document, name: str, place: str) -> Item:
    impossible = entry.get("is_impossible")
    answers = () if impossible is True else _answers(entry, name, place)
    if impossible is False and not answers:
        raise InvalidRecord(f"{name}: {place}: 'answers' is empty, yet 'is_impossible' is false")
    return Item(
        id=_text(entry, "id", name, place),
        question=Question(_text(entry, "question", name, place)),
        answers=answers,
        documents=(document.id,),
        kind="answerable" if answers else "unanswerable",
        context=document.text,
    )


def _answers(entry: dict[str, object], name: str, place: str) -> tuple[str, ...]:
    """Return the different answer texts in file order."""
    found = _entries(entry, "answers", name, f"{place}.answers")
    return tuple(dict.fromkeys(_text(answer, "text", name, at) for answer, at in found))


def _entries(
    parent: dict[str, object], key: str, name: str, place: str
) -> Iterator[tuple[dict[str, object], str]]:
    """Yield the objects of a list field, each with its place in the file."""
    found = parent.get(key)
    if not isinstance(found, list):
        raise InvalidRecord(f"{name}: {place}: a list is needed")
    for position, entry in enumerate(found):
        if not isinstance(entry, dict):
            raise InvalidRecord(f"{name}: {place}[{position}]: an object is needed")
        yield entry, f"{place}[{position}]"


def _text(entry: dict[str, object], key: str, name: str, place: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InvalidRecord(f"{name}: {place}: {key!r} is missing or not text")
    return value
