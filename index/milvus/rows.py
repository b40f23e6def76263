"""Passages as rows of a Milvus collection, and filters as conditions on them.

Names of collections and sources stand there as numbers drawn from them, so that no text of
anybody's is ever part of a condition.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from index.document import Document
from index.embed import FloatVector
from index.filter import Filter
from index.milvus.weights import Lengths, passage_vector
from index.prepared import DocumentSummary
from index.terms import PassageTerms

NUMBERS = ("collection", "source", "published")
_NOWHERE = 0  # the source, or the day, of a document that has none


@dataclass(frozen=True, slots=True)
class Home:
    """What a filter asks of a document, as numbers.

    Attributes:
        collection: Drawn from the collection's name.
        source: Drawn from the source; 0 for none.
        published: The day as a number, 20240131; 0 for none.
    """

    collection: int
    source: int
    published: int

    @classmethod
    def of(cls, document: Document | DocumentSummary) -> "Home":
        """Return where a document belongs."""
        stated = document.metadata if isinstance(document, Document) else document
        source = _NOWHERE if stated.source is None else number_of(stated.source)
        return cls(number_of(document.collection), source, _day(stated.published))


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage that is to become a row.

    Attributes:
        key: Its key in the database.
        home: Of its document.
        vector: As the database keeps it, shape (dimension,).
        terms: What BM25 counts of it.
    """

    key: int
    home: Home
    vector: FloatVector
    terms: PassageTerms

    def row(self, lengths: Lengths) -> dict[str, Any]:
        """Return its row in a collection of some mean lengths."""
        home = self.home
        return {
            "key": self.key,
            "collection": home.collection,
            "source": home.source,
            "published": home.published,
            "vector": self.vector,
            "terms": passage_vector(self.terms, lengths) or {0: 1.0},
        }


def condition_of(filter: Filter | None, last_key: int, removed: Iterable[int]) -> str | None:
    """Return the condition that the passages of a filter meet at a generation.

    Args:
        filter: None for all documents.
        last_key: The highest passage key of the generation.
        removed: Keys that may still be rows, and are no passages of the generation.

    Returns:
        The condition; None where no document can meet it.
    """
    parts = [f"key <= {last_key}"]
    if gone := sorted(removed):
        parts.append(f"key not in {gone}")
    filter = filter or Filter()
    for name, values in (("collection", filter.collections), ("source", filter.sources)):
        if values is not None:
            if not values:
                return None
            parts.append(f"{name} in {sorted(map(number_of, values))}")
    if filter.published_from or filter.published_to:
        parts.append(f"published >= {max(1, _day(filter.published_from))}")
    if filter.published_to:
        parts.append(f"published <= {_day(filter.published_to)}")
    return " and ".join(parts)


def number_of(name: str) -> int:
    """Return the number that stands for a name, above 0."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 1) or 1


def _day(day: date | None) -> int:
    return _NOWHERE if day is None else day.year * 10_000 + day.month * 100 + day.day
