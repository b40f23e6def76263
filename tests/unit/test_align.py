"""Alignments against a slow reference: one source range a character, in plain lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.align import Alignment, Edit, apply_edits
from index.errors import StoreDamaged
from index.span import Span

Ranges = list[tuple[int, int]]


class SlowAlignment:
    """The obvious way: for every clean character, the source range it stands for."""

    def __init__(self, ranges: Ranges, source_length: int) -> None:
        self.ranges = ranges
        self.source_length = source_length

    @classmethod
    def of_edits(cls, text: str, edits: list[Edit]) -> "SlowAlignment":
        ranges: Ranges = []
        done = 0
        for edit in edits:
            ranges += [(at, at + 1) for at in range(done, edit.span.start)]
            ranges += [(edit.span.start, edit.span.end) for _ in edit.text]
            done = edit.span.end
        ranges += [(at, at + 1) for at in range(done, len(text))]
        return cls(ranges, len(text))

    def place(self, boundary: int) -> int:
        if boundary < len(self.ranges):
            return self.ranges[boundary][0]
        return self.ranges[-1][1] if self.ranges else 0

    def to_source(self, span: Span) -> Span:
        if not span:
            return Span(self.place(span.start), self.place(span.start))
        covered = self.ranges[span.start : span.end]
        return Span(min(start for start, _ in covered), max(end for _, end in covered))

    def to_clean(self, span: Span) -> Span | None:
        hit = [
            at
            for at, (start, end) in enumerate(self.ranges)
            if max(start, span.start) < min(end, span.end) or span.start < start == end < span.end
        ]
        return Span(hit[0], hit[-1] + 1) if hit else None

    def then(self, later: "SlowAlignment") -> "SlowAlignment":
        ranges = []
        for start, end in later.ranges:
            source = self.to_source(Span(start, end))
            before = self.ranges[start - 1][1] if start == end and start > 0 else 0
            ranges.append((source.start, max(source.end, before)))
        return SlowAlignment(ranges, self.source_length)


@st.composite
def edited(draw: st.DrawFn, text: str) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return [Edit(Span(start, end), draw(st.text("甲乙丙", max_size=4))) for start, end in pairs]


@st.composite
def steps(draw: st.DrawFn) -> tuple[Alignment, SlowAlignment]:
    text = draw(st.text("abc產業", max_size=9))
    edits = draw(edited(text))
    clean, fast = apply_edits(text, edits)
    slow = SlowAlignment.of_edits(text, edits)
    for _ in range(draw(st.integers(0, 3))):
        edits = draw(edited(clean))
        before = clean
        clean, step = apply_edits(clean, edits)
        fast = fast.then(step)
        slow = slow.then(SlowAlignment.of_edits(before, edits))
    return fast, slow


def spans(length: int) -> list[Span]:
    return [Span(start, end) for start in range(length + 1) for end in range(start, length + 1)]


@given(steps())
def test_every_clean_span_maps_to_the_source_span_of_the_slow_reference(
    pair: tuple[Alignment, SlowAlignment],
) -> None:
    fast, slow = pair
    assert (fast.clean_length, fast.source_length) == (len(slow.ranges), slow.source_length)
    for span in spans(fast.clean_length):
        assert fast.to_source(span) == slow.to_source(span)


@given(steps())
def test_every_source_span_maps_to_the_clean_span_of_the_slow_reference(
    pair: tuple[Alignment, SlowAlignment],
) -> None:
    fast, slow = pair
    for span in spans(fast.source_length):
        expected = slow.to_clean(span)
        found = fast.to_clean(span)
        if expected is None or not span:
            assert not found
        else:
            assert found == expected


@given(steps())
def test_both_directions_are_monotone(pair: tuple[Alignment, SlowAlignment]) -> None:
    fast, _ = pair
    places = [fast.to_source(Span(at, at)).start for at in range(fast.clean_length + 1)]
    back = [fast.to_clean(Span(at, at)).start for at in range(fast.source_length + 1)]
    assert places == sorted(places)
    assert back == sorted(back)


@given(steps())
def test_bytes_bring_the_same_alignment_back(pair: tuple[Alignment, SlowAlignment]) -> None:
    fast, _ = pair
    read = Alignment.from_bytes(fast.to_bytes())
    assert read.to_bytes() == fast.to_bytes()
    for span in spans(fast.clean_length):
        assert read.to_source(span) == fast.to_source(span)


@given(st.data(), st.text("abc產業", max_size=20))
def test_the_clean_text_is_the_source_with_its_edits_applied(
    data: st.DataObject, text: str
) -> None:
    edits = data.draw(edited(text))
    expected = text
    for edit in reversed(edits):
        expected = expected[: edit.span.start] + edit.text + expected[edit.span.end :]
    assert apply_edits(text, edits)[0] == expected


def test_an_expanded_character_is_covered_by_any_part_of_its_expansion() -> None:
    clean, alignment = apply_edits("見㍿。", [Edit(Span(1, 2), "株式会社")])
    assert clean == "見株式会社。"
    assert alignment.to_source(Span(2, 4)) == Span(1, 2)
    assert alignment.to_clean(Span(1, 2)) == Span(1, 5)


def test_a_repaired_run_maps_as_a_whole() -> None:
    _, alignment = apply_edits("甲乙丙丁戊", [Edit(Span(1, 4), "新文")])
    assert alignment.to_source(Span(1, 2)) == Span(1, 4)
    assert alignment.to_source(Span(0, 2)) == Span(0, 4)


def test_deletions_at_the_edges_stay_outside_of_what_remains() -> None:
    clean, alignment = apply_edits("(甲乙)", [Edit(Span(0, 1), ""), Edit(Span(3, 4), "")])
    assert clean == "甲乙"
    assert alignment.to_source(Span(0, 2)) == Span(1, 3)


def test_a_span_over_a_deletion_covers_what_was_deleted() -> None:
    _, alignment = apply_edits("產(chǎn)業", [Edit(Span(1, 7), "")])
    assert alignment.to_source(Span(0, 2)) == Span(0, 8)
    assert alignment.to_source(Span(0, 1)) == Span(0, 1)


def test_a_text_deleted_whole_still_has_a_place() -> None:
    _, alignment = apply_edits("甲乙", [Edit(Span(0, 2), "")])
    assert alignment.to_source(Span(0, 0)) == Span(0, 0)
    assert alignment.to_clean(Span(0, 2)) == Span(0, 0)


def test_one_for_one_replacements_leave_an_identity() -> None:
    _, alignment = apply_edits("甲乙丙", [Edit(Span(1, 2), "己")])
    assert alignment.is_identity


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(Span(1, 3), "x"), Edit(Span(2, 4), "y")],
        [Edit(Span(3, 4), "x"), Edit(Span(0, 1), "y")],
        [Edit(Span(3, 9), "x")],
    ],
)
def test_edits_that_overlap_or_leave_the_text_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="edit"):
        apply_edits("甲乙丙丁", edits)


@pytest.mark.parametrize("span", [Span(0, 4), Span(4, 4)])
def test_a_span_beyond_the_text_is_refused(span: Span) -> None:
    with pytest.raises(ValueError, match="beyond"):
        Alignment.identity(3).to_source(span)
    with pytest.raises(ValueError, match="beyond"):
        Alignment.identity(3).to_clean(span)


def test_steps_of_different_lengths_do_not_compose() -> None:
    with pytest.raises(ValueError, match="follow"):
        Alignment.identity(3).then(Alignment.identity(2))


@pytest.mark.parametrize("data", [b"", b"WJA1", b"x" * 40, Alignment.identity(4).to_bytes()[:-3]])
def test_damaged_bytes_are_reported(data: bytes) -> None:
    with pytest.raises(StoreDamaged):
        Alignment.from_bytes(data)
