"""The way back from clean text to the original, through every cleaning step.

An alignment is kept as segments of the clean text. A *linear* segment copies its source
character for character; any other segment stands, as a whole, for a range of the source
(an expansion, a contraction, a repaired run, or nothing at all for inserted text). Memory
and time therefore grow with the number of edits, not with the length of the text.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreDamaged
from index.span import Span

IntVector = NDArray[np.int64]
_HEADER = struct.Struct("<4sqqq")
_MAGIC = b"WJA1"


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `span` of a text by `text`; an empty span inserts, an empty text deletes."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class _Segments:
    """Segments in clean order; `start` and `end` never decrease from one to the next.

    Attributes:
        clean: Where each segment begins in the clean text, strictly rising from 0.
        start: First source character of each segment.
        end: One past its last source character.
        linear: Whether the segment copies its source character for character.
        length: Length of the clean text.
    """

    clean: IntVector
    start: IntVector
    end: IntVector
    linear: NDArray[np.bool_]
    length: int


class Alignment:
    """Maps spans of a clean text to spans of its source, and back.

    Both directions are monotone: a later span never maps to an earlier place.
    """

    __slots__ = ("_segments", "source_length")

    source_length: int

    def __init__(self, segments: _Segments, source_length: int) -> None:
        self._segments = segments
        self.source_length = source_length

    @classmethod
    @lru_cache(maxsize=1024)
    def identity(cls, length: int) -> "Alignment":
        """Return the alignment of a text of `length` code points with itself."""
        covered = int(length > 0)
        start = np.zeros(covered, dtype=np.int64)
        end = np.full(covered, length, dtype=np.int64)
        return cls(_Segments(start, start, end, np.ones(covered, dtype=np.bool_), length), length)

    @property
    def clean_length(self) -> int:
        """Number of code points of the clean text."""
        return self._segments.length

    @property
    def is_identity(self) -> bool:
        """Whether clean text and source are aligned one to one from end to end."""
        return self.clean_length == self.source_length and (
            self.clean_length == 0
            or (len(self._segments.clean) == 1 and bool(self._segments.linear[0]))
        )

    def to_source(self, span: Span) -> Span:
        """Return the smallest source span that covers the characters of a clean span.

        Args:
            span: In the clean text.

        Returns:
            The source of its characters, with whatever was removed between them; for an
            empty span, an empty span just before the source of the character that follows.

        Raises:
            ValueError: `span` reaches beyond the clean text.
        """
        if span.end > self.clean_length:
            raise ValueError(f"{span} reaches beyond {self.clean_length} clean characters")
        if self.is_identity:
            return span
        if not span:
            place = int(_places(self._segments, np.array([span.start]))[0])
            return Span(place, place)
        ends = np.array([span.start, span.end - 1])
        start, end = _char_ranges(self._segments, ends)
        return Span(int(start[0]), int(end[1]))

    def to_clean(self, span: Span) -> Span:
        """Return the smallest clean span that covers all characters made of a source span.

        Args:
            span: In the source text.

        Returns:
            From the first to the last clean character whose source overlaps `span`; an
            empty span where the text would stand if there is none.

        Raises:
            ValueError: `span` reaches beyond the source.
        """
        if span.end > self.source_length:
            raise ValueError(f"{span} reaches beyond {self.source_length} source characters")
        first = self._first_ending_after(span.start)
        stop = self._count_starting_before(span.end)
        if not span or first >= stop:
            return Span(min(first, stop), min(first, stop))
        return Span(first, stop)

    def then(self, later: "Alignment") -> "Alignment":
        """Compose with a later step: `later`'s source is this alignment's clean text.

        Args:
            later: The alignment of the next step.

        Returns:
            The alignment from `later`'s clean text to this alignment's source.

        Raises:
            ValueError: The lengths of the text between them differ.
        """
        if later.source_length != self.clean_length:
            raise ValueError(f"{later.source_length} characters follow on {self.clean_length}")
        if later.is_identity:
            return self
        if self.is_identity:
            return later
        return Alignment(_compose(self._segments, later._segments), self.source_length)

    def to_bytes(self) -> bytes:
        """Return a compact form: run lengths as 32-bit integers, deflated."""
        kept = self._segments
        rows = np.stack([_rises(kept.clean), _rises(kept.start), kept.end - kept.start])
        flags = np.packbits(kept.linear).tobytes()
        head = _HEADER.pack(_MAGIC, self.clean_length, self.source_length, rows.shape[1])
        return head + zlib.compress(rows.astype("<i4").tobytes() + flags)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Alignment":
        """Read what `to_bytes` wrote.

        Raises:
            StoreDamaged: The bytes are not an alignment.
        """
        try:
            magic, clean_length, source_length, count = _HEADER.unpack_from(data)
            if magic != _MAGIC:
                raise ValueError(magic)
            body = zlib.decompress(data[_HEADER.size :])
            rows = np.frombuffer(body, "<i4", 3 * count).reshape(3, count).astype(np.int64)
            flags = np.frombuffer(body, np.uint8, offset=12 * count)
            linear = np.unpackbits(flags, count=count).astype(np.bool_)
        except (struct.error, zlib.error, ValueError) as error:
            raise StoreDamaged("a stored alignment cannot be read") from error
        start = np.cumsum(rows[1])
        segments = _Segments(np.cumsum(rows[0]), start, start + rows[2], linear, int(clean_length))
        return cls(segments, int(source_length))

    def _first_ending_after(self, place: int) -> int:
        kept = self._segments
        at = int(np.searchsorted(kept.end, place, side="right"))
        if at == len(kept.end):
            return self.clean_length
        inside = max(0, place - int(kept.start[at])) if kept.linear[at] else 0
        return int(kept.clean[at]) + inside

    def _count_starting_before(self, place: int) -> int:
        kept = self._segments
        at = int(np.searchsorted(kept.start, place, side="left"))
        if at == 0:
            return 0
        stop = int(kept.clean[at]) if at < len(kept.clean) else self.clean_length
        if not kept.linear[at - 1]:
            return stop
        return min(stop, int(kept.clean[at - 1]) + place - int(kept.start[at - 1]))


def apply_edits(text: str, edits: Sequence[Edit]) -> tuple[str, Alignment]:
    """Apply replacements to a text.

    Args:
        text: The source.
        edits: Sorted by place and not overlapping; their spans index `text`.

    Returns:
        The clean text and its alignment with `text`. The characters of one edit all map to
        the whole of what it replaced.

    Raises:
        ValueError: Edits overlap, are out of order or reach beyond the text.
    """
    if not edits:
        return text, Alignment.identity(len(text))
    pieces: list[str] = []
    lengths: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    linear: list[bool] = []
    done = 0
    for edit in (*edits, Edit(Span(len(text), len(text)), "")):
        if edit.span.start < done or edit.span.end > len(text):
            raise ValueError(f"an edit of {edit.span} overlaps another or leaves the text")
        pieces += (text[done : edit.span.start], edit.text)
        lengths += (edit.span.start - done, len(edit.text))
        starts += (done, edit.span.start)
        ends += (edit.span.start, edit.span.end)
        linear += (True, len(edit.text) == 1 == len(edit.span))
        done = edit.span.end
    clean = "".join(pieces)
    return clean, Alignment(_segments(lengths, starts, ends, linear), len(text))


def _segments(
    lengths: Sequence[int], starts: Sequence[int], ends: Sequence[int], linear: Sequence[bool]
) -> _Segments:
    sizes = np.asarray(lengths, dtype=np.int64)
    begins = np.cumsum(sizes) - sizes
    raw = _Segments(
        begins,
        np.asarray(starts, dtype=np.int64),
        np.asarray(ends, dtype=np.int64),
        np.asarray(linear, dtype=np.bool_),
        int(sizes.sum()),
    )
    return _merged(_taken(raw, sizes > 0))


def _taken(segments: _Segments, chosen: NDArray[np.bool_]) -> _Segments:
    return _Segments(
        segments.clean[chosen],
        segments.start[chosen],
        segments.end[chosen],
        segments.linear[chosen],
        segments.length,
    )


def _merged(segments: _Segments) -> _Segments:
    """Join linear neighbours that follow on in the source, and pieces of one replacement."""
    if len(segments.clean) < 2:
        return segments
    both = segments.linear[1:] & segments.linear[:-1]
    follows = both & (segments.start[1:] == segments.end[:-1])
    neither = ~segments.linear[1:] & ~segments.linear[:-1]
    same = (segments.start[1:] == segments.start[:-1]) & (segments.end[1:] == segments.end[:-1])
    opens = np.concatenate([[True], ~(follows | (neither & same))])
    closes = np.concatenate([opens[1:], [True]])
    return _Segments(
        segments.clean[opens],
        segments.start[opens],
        segments.end[closes],
        segments.linear[opens],
        segments.length,
    )


def _char_ranges(segments: _Segments, places: IntVector) -> tuple[IntVector, IntVector]:
    """Return the source start and end of the clean characters at `places`."""
    at = np.searchsorted(segments.clean, places, side="right") - 1
    inside = segments.start[at] + places - segments.clean[at]
    start = np.where(segments.linear[at], inside, segments.start[at])
    end = np.where(segments.linear[at], inside + 1, segments.end[at])
    return start, end


def _places(segments: _Segments, boundaries: IntVector) -> IntVector:
    """Return the source place of each boundary between clean characters."""
    if not len(segments.clean):
        return np.zeros_like(boundaries)
    at = np.searchsorted(segments.clean, boundaries, side="right") - 1
    offset = np.where(segments.linear[at], boundaries - segments.clean[at], 0)
    last = segments.end[-1]
    places: IntVector = np.where(boundaries >= segments.length, last, segments.start[at] + offset)
    return places


def _compose(first: _Segments, later: _Segments) -> _Segments:
    if not len(later.clean):
        return later
    cuts = np.union1d(later.clean, _cuts_of_linear(first, later))
    at = np.searchsorted(later.clean, cuts, side="right") - 1
    copied = later.linear[at]
    size = np.diff(np.append(cuts, later.length))
    begin = np.where(copied, later.start[at] + cuts - later.clean[at], later.start[at])
    end = np.where(copied, begin + size, later.end[at])
    start, stop, linear = _looked_up(first, begin, end)
    return _merged(_Segments(cuts, start, stop, copied & linear, later.length))


def _cuts_of_linear(first: _Segments, later: _Segments) -> IntVector:
    """Return where `first`'s segment borders fall inside linear segments of `later`."""
    borders = first.clean
    at = np.searchsorted(later.start, borders, side="right") - 1
    known = at >= 0
    borders, at = borders[known], at[known]
    inside = later.linear[at] & (borders < later.end[at])
    cuts: IntVector = (later.clean[at] + borders - later.start[at])[inside]
    return cuts


def _looked_up(
    first: _Segments, begin: IntVector, end: IntVector
) -> tuple[IntVector, IntVector, NDArray[np.bool_]]:
    """Map pieces [begin, end) of `first`'s clean text to source starts and ends.

    The flags say where a piece begins in a linear segment.
    """
    place = _places(first, begin)
    empty = end <= begin
    if not len(first.clean):
        return place, place, np.zeros(len(place), dtype=np.bool_)
    last = first.length - 1
    start, _ = _char_ranges(first, np.minimum(begin, last))
    _, stop = _char_ranges(first, np.clip(end - 1, 0, last))
    at = np.searchsorted(first.clean, begin, side="right") - 1
    # Text inserted amid the pieces of one replacement belongs to that replacement.
    within = np.where(begin > 0, np.maximum(place, stop), place)
    return np.where(empty, place, start), np.where(empty, within, stop), first.linear[at]


def _rises(values: IntVector) -> IntVector:
    rises = values.copy()
    rises[1:] -= values[:-1]
    return rises
