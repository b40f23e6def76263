"""Question sets: what is asked, what is right, and where it stands."""

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from eval.item import Item
from eval.records import read_records
from eval.squad import is_squad, read_squad
from index.document import Document
from index.errors import InvalidRecord, UnreadableSource


@dataclass(frozen=True, slots=True)
class Dataset:
    """A question set and, where it brings them, the texts it asks about.

    Attributes:
        name: The file's name without its suffixes.
        items: In file order; ids are unique.
        documents: One for each different context of a set that carries contexts
            (SQuAD and the like); empty for a set that asks about a corpus of its own.
    """

    name: str
    items: tuple[Item, ...]
    documents: tuple[Document, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Hex digest of ids, questions and answers: two sets with one digest ask the same."""
        rows = [
            [
                item.id,
                item.question.text,
                [turn.text for turn in item.question.history],
                item.answers,
            ]
            for item in self.items
        ]
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def load_dataset(path: Path) -> Dataset:
    """Read a question set.

    Three forms are known by their content:

    - a JSON object a line: `{"id", "question", "answers": [...], "document"?,
      "evidence"?, "history"?, "kind"?, "split"?}`; without answers the question must
      be refused;
    - the same with a `context` (and `title`): the contexts become documents;
    - SQuAD's JSON, version 1.1 or 2.0 (`is_impossible`).

    Args:
        path: The file, plain or gzip.

    Raises:
        UnreadableSource: The file cannot be opened, unpacked or decoded.
        InvalidRecord: A line or an entry lacks what it needs; the message says which.
    """
    text = _read_text(path)
    entries = read_squad(text, path.name) if is_squad(text) else read_records(text, path.name)
    pairs = list(entries)
    if not pairs:
        raise InvalidRecord(f"{path.name}: holds no questions")
    items = tuple(item for item, _ in pairs)
    _require_unique_ids(items, path.name)
    return Dataset(path.name.partition(".")[0], items, _distinct(document for _, document in pairs))


def _read_text(path: Path) -> str:
    """Return the file's text, unpacked when it starts as gzip does."""
    try:
        data = path.read_bytes()
        if data.startswith(b"\x1f\x8b"):
            data = gzip.decompress(data)
        return data.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise UnreadableSource(f"{path}: cannot be read as UTF-8 text: {error}") from error


def _require_unique_ids(items: Iterable[Item], name: str) -> None:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise InvalidRecord(f"{name}: the id {item.id!r} is used twice")
        seen.add(item.id)


def _distinct(documents: Iterable[Document | None]) -> tuple[Document, ...]:
    """Return every document once, in order of first use."""
    return tuple({found.id: found for found in documents if found is not None}.values())
