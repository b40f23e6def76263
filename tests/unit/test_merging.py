"""Several answers as one."""

from dataclasses import replace

from index.span import Span
from service.answer import Position, Status
from service.merging import merged
from service.question import Language
from tests.answers import FIRST, REFUSED, SECOND, TEXT, TWO_CLAIMS

ASKED = ["北港和青石镇各做了什么", "南港呢"]


def test_citations_are_numbered_through_and_point_into_the_whole_text() -> None:
    whole = merged(ASKED, [TWO_CLAIMS, TWO_CLAIMS], Language.SIMPLIFIED)
    assert whole.text == TEXT + TEXT
    behind = len(TEXT)
    assert [(one.id, one.answer_span) for one in whole.citations] == [
        (1, FIRST),
        (2, SECOND),
        (3, SECOND),
        (4, FIRST.shift(behind)),
        (5, SECOND.shift(behind)),
        (6, SECOND.shift(behind)),
    ]
    assert [one.answer_span.of(whole.text) for one in whole.claims] == [
        one.text for one in (*TWO_CLAIMS.claims, *TWO_CLAIMS.claims)
    ]
    assert whole.status is Status.ANSWERED


def test_a_refused_part_makes_the_whole_partial_and_is_named_with_its_reason() -> None:
    whole = merged(ASKED, [TWO_CLAIMS, REFUSED], Language.SIMPLIFIED)
    assert (whole.text, whole.status) == (TEXT, Status.PARTIAL)
    assert whole.notice == f"南港呢: {REFUSED.text}"
    assert [one.id for one in whole.citations] == [1, 2, 3]


def test_the_first_refusal_stands_where_every_part_is_refused() -> None:
    other = replace(REFUSED, text="别的")
    assert merged(ASKED, [REFUSED, other], Language.SIMPLIFIED) == REFUSED


def test_differing_figures_keep_their_citations() -> None:
    differing = replace(TWO_CLAIMS, conflict=(Position("4.2亿元", (2, 3)),))
    whole = merged(ASKED, [TWO_CLAIMS, differing], Language.ENGLISH)
    assert whole.conflict == (Position("4.2亿元", (5, 6)),)
    assert whole.text == TEXT + TEXT


def test_short_answers_are_parted_by_a_semicolon() -> None:
    short = replace(TWO_CLAIMS, text="6个", citations=(), claims=())
    assert merged(ASKED, [short, short], Language.SIMPLIFIED).text == "6个；6个"
    assert merged(ASKED, [short, short], Language.ENGLISH).text == "6个; 6个"


def test_the_whole_is_as_sure_as_its_least_sure_part_and_took_the_time_of_all() -> None:
    first = replace(TWO_CLAIMS, timings={"retrieve": 2.0, "total": 5.0})
    second = replace(TWO_CLAIMS, confidence=0.6, timings={"retrieve": 1.0, "total": 3.0})
    whole = merged(ASKED, [first, second], Language.SIMPLIFIED)
    assert whole.confidence == 0.6
    assert whole.timings == {"retrieve": 3.0, "total": 8.0}


def test_an_empty_span_stays_empty() -> None:
    bare = replace(TWO_CLAIMS.citations[0], answer_span=Span(0, 0))
    whole = merged(ASKED, [TWO_CLAIMS, replace(TWO_CLAIMS, citations=(bare,))], Language.SIMPLIFIED)
    assert whole.citations[-1].answer_span == Span(0, 0)
