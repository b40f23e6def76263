"""Which documents a question may see: by collection, source and date."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from index.errors import InvalidFilter

DEFAULT_COLLECTION = "default"
_NAME = re.compile(r"[^\W_][\w.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Filter:
    """What documents must be to be searched, cited or shown; all conditions hold together.

    None leaves a condition out; an empty set is a condition that no document meets. A
    document without a source, or without a date, meets no condition on it.

    Attributes:
        collections: Names of the collections it may stand in.
        sources: Sources it may come from, as its metadata states them.
        published_from: The first day on which it may have been published.
        published_to: The last one.

    Raises:
        InvalidFilter: The first day comes after the last.
    """

    collections: frozenset[str] | None = None
    sources: frozenset[str] | None = None
    published_from: date | None = None
    published_to: date | None = None

    def __post_init__(self) -> None:
        if self.published_from and self.published_to and self.published_from > self.published_to:
            raise InvalidFilter(
                f"published from {self.published_from} comes after published to "
                f"{self.published_to}; no day lies between them"
            )

    @property
    def everything(self) -> bool:
        """Whether it leaves no document out."""
        return self == _EVERYTHING

    def within(self, collections: Iterable[str]) -> "Filter":
        """Return the filter that moreover allows no other collections than some."""
        allowed = frozenset(collections)
        kept = allowed if self.collections is None else self.collections & allowed
        return replace(self, collections=kept)

    def admits(self, *, collection: str, source: str | None, published: date | None) -> bool:
        """Say whether a document of such metadata may be seen."""
        first, last = self.published_from, self.published_to
        return (
            (self.collections is None or collection in self.collections)
            and (self.sources is None or source in self.sources)
            and (first is None or (published is not None and published >= first))
            and (last is None or (published is not None and published <= last))
        )


_EVERYTHING = Filter()


def collection_name(name: str) -> str:
    """Return a collection's name when it can be one.

    Raises:
        InvalidFilter: It is not 1 to 64 letters, digits, `.`, `_` or `-`, beginning with a
            letter or digit.
    """
    if not _NAME.fullmatch(name):
        raise InvalidFilter(
            f"{name[:80]!r} cannot be a collection's name: it takes 1 to 64 letters, digits, "
            "'.', '_' or '-' and begins with a letter or digit"
        )
    return name
