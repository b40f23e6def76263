"""What a search returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from index.document import Passage


class SearchMode(StrEnum):
    """Which engines take part in a search."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found by a search, with its score and where it came from.

    Attributes:
        passage: The passage found.
        score: Higher is better; comparable within one result list only.
        origins: Raw score by engine, `{"dense": cosine, "lexical": bm25}`; an engine
            that did not find the passage is absent.
    """

    passage: Passage
    score: float
    origins: Mapping[str, float] = field(default_factory=dict)
