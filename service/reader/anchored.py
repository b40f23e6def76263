"""Spans bounded as the question word is: what stands where the question asks.

Chinese asks in place: `即算为什么` is answered behind `即算为`. So a span that
begins behind the words before the question word, or ends at the words behind
it, is a likely answer; and so is one bounded by punctuation or by a copula.
"""

import re
from collections.abc import Iterator

from index.pattern import lazy_pattern
from index.span import Span
from service.reader.expectation import Expectation

_CLAUSE = lazy_pattern(r"[,。;:!?\n]")
_BEGIN = lazy_pattern(
    r"(?:^|[,。;:!?、\n(“「『《\"'—])|(?:是|为|叫|作|在|于|到|由|被|即|有|了|将|把|向|从|给|让|使|以|对|与|和|及|至|达|着|过|得|成|因|的|如|像|用|出|括|含|获|称|名|共|于是)"
)
_END = lazy_pattern(
    r"(?=[,。;:!?、\n)”」』》\"'—]|$)|(?=(?:的|等|和|与|及|是|为|在|于|了|以|而|并|后|时|中|将|被|开|进|举|上|两|所|这|来|地|之))"
)
_EDGES = ",;。:!?、 \n"
_LONGEST = 36
_CONTEXT = 8


def contexts(question: str, expectation: Expectation) -> tuple[str, str]:
    """Return what stands before and behind the question word, without fillers at its edges."""
    left = re.sub(
        r"(?:[了的]|是|大约|大概|共|一共|总共|[(「“\"])+$", "", question[: expectation.phrase.start]
    )
    right = re.sub(r"[?？。!！\s]+$", "", question[expectation.phrase.end :])
    return left[-_CONTEXT:], right[:_CONTEXT]


def anchored_spans(text: str, question: str, expectation: Expectation) -> Iterator[Span]:
    """Yield spans of a sentence that begin and end where an answer might.

    Args:
        text: One folded sentence.
        question: The folded question.
        expectation: Where the question word stands.
    """
    left, right = contexts(question, expectation)
    starts = {m.end() for m in _BEGIN.finditer(text)} | _after(text, left)
    ends = sorted({m.start() for m in _END.finditer(text)} | _before(text, right))
    for start in sorted(starts):
        closed = 0
        for end in ends:
            if end <= start:
                continue
            if end - start > _LONGEST or closed > 1:
                break
            closed += bool(_CLAUSE.match(text, end))
            if text[start] not in _EDGES and text[end - 1] not in _EDGES:
                yield Span(start, end)


def _after(text: str, left: str) -> set[int]:
    piece = left[-2:]
    return {m.end() for m in re.finditer(re.escape(piece), text)} if len(piece) == 2 else set()


def _before(text: str, right: str) -> set[int]:
    piece = right[:2]
    return {m.start() for m in re.finditer(re.escape(piece), text)} if len(piece) == 2 else set()


def left_match(text: str, place: int, left: str) -> float:
    """Return how much of the words before the question word stand before a place, in [0, 1]."""
    return _common(text[max(0, place - _CONTEXT) : place].rstrip('了的“「『《"('), left, back=True)


def right_match(text: str, place: int, right: str) -> float:
    """Return how much of the words behind the question word stand behind a place, in [0, 1]."""
    return _common(text[place : place + _CONTEXT].lstrip('的”」』》")'), right, back=False)


def _common(text: str, wanted: str, *, back: bool) -> float:
    pairs = (
        zip(reversed(text), reversed(wanted), strict=False)
        if back
        else zip(text, wanted, strict=False)
    )
    same = 0
    for have, want in pairs:
        if have != want:
            break
        same += 1
    return min(same, 4) / 4
