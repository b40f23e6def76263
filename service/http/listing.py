"""The list of documents, a page at a time."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.filter import Filter
from service.library import Library

if TYPE_CHECKING:
    from index.prepared import DocumentSummary

_HELD = 2  # lists; one of 67,000 documents takes some 40 MB and a second to read


class Listings:
    """The lists that were read last, so that turning a page or typing a word reads none."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[int, Filter | None], Sequence[DocumentSummary]]
        self._held = OrderedDict()

    def of(self, library: Library, seen: Filter | None) -> "tuple[Sequence[DocumentSummary], int]":
        """Return what a library holds of a filter, and the generation that holds it.

        Args:
            library: What is listed.
            seen: All that the caller may see and wants to; None for everything.
        """
        generation = library.generation
        with self._lock:
            if (generation, seen) not in self._held:
                listed = library.documents(seen)
                if library.generation != generation:  # it has changed meanwhile
                    return listed, library.generation
                self._keep(generation, seen, listed)
            self._held.move_to_end((generation, seen))
            return self._held[generation, seen], generation

    def _keep(
        self, generation: int, seen: Filter | None, listed: "Sequence[DocumentSummary]"
    ) -> None:
        for old in [key for key in self._held if key[0] != generation]:
            del self._held[old]
        self._held[generation, seen] = listed
        while len(self._held) > _HELD:
            self._held.popitem(last=False)


def with_words(listed: "Sequence[DocumentSummary]", query: str) -> "Sequence[DocumentSummary]":
    """Return the documents whose title, source, author or id hold every word of a query.

    Args:
        listed: Documents, in any order, which is kept.
        query: Words between spaces; upper and lower case are one.
    """
    words = query.casefold().split()
    if not words:
        return listed
    return [one for one in listed if _holds(one, words)]


def _holds(one: "DocumentSummary", words: Sequence[str]) -> bool:
    named = (one.title, one.source, one.author, one.id)
    about = "\n".join(filter(None, named)).casefold()
    return all(word in about for word in words)
