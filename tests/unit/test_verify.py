from index.align import Edit, apply_edits
from index.document import CleanDocument, Paragraph, ParagraphKind, Passage
from index.span import Span
from service.answer import Verdict
from service.claims.asked import asked
from service.claims.verdict import Reason
from service.draft import Claim, Draft
from service.verify import cite, verify
from tests.fakes import make_document

RAW = "青石港去年(nián)新建泊位6個(gè),投資4.2億元。另建仓库3座。"
CLEAN = "青石港去年新建泊位6個,投資4.2億元。另建仓库3座。"


def page() -> CleanDocument:
    """A page whose pinyin residue was taken out."""
    residue = ("(nián)", "(gè)")
    edits = [Edit(Span(RAW.index(r), RAW.index(r) + len(r)), "") for r in residue]
    clean, alignment = apply_edits(RAW, edits)
    assert clean == CLEAN
    body = (Paragraph(Span(0, len(clean)), ParagraphKind.BODY),)
    return CleanDocument(make_document("p", RAW, title="港口"), clean, alignment, body)


PAGE = page()
PASSAGE = Passage("p#0", "p", 0, Span(0, len(RAW)), Span(0, len(CLEAN)), CLEAN, (), "港口")
FIRST = Span(0, CLEAN.index("另"))


def said(text: str, quote: Span = FIRST, *, at: Span | None = None) -> Claim:
    return Claim(at or Span(0, len(text)), PASSAGE, quote, None, 0.8)


def documents(_: str) -> CleanDocument:
    return PAGE


def test_a_citation_quotes_the_original_with_its_noise_and_reads_without() -> None:
    citation = cite(said("4.2亿元"), PAGE, 1, Verdict.SUPPORTED)
    assert citation.cited_text == RAW[: RAW.index("另")]
    assert citation.span.of(RAW) == citation.cited_text
    assert citation.quote == FIRST.of(CLEAN)
    assert citation.document_title == "港口"


def test_a_highlight_is_given_within_its_quote() -> None:
    start = CLEAN.index("4.2億元")
    claim = Claim(Span(0, 5), PASSAGE, FIRST, Span(start, start + 5), 0.8)
    highlight = cite(claim, PAGE, 1, Verdict.SUPPORTED).highlight
    assert highlight is not None
    assert highlight.of(FIRST.of(CLEAN)) == "4.2億元"


def test_a_statement_whose_number_stands_in_the_quote_is_kept() -> None:
    verified = verify(Draft("投资4.2亿元", (said("投资4.2亿元"),), 0.8, "x"), documents)
    assert verified.text == "投资4.2亿元"
    assert verified.complete
    assert [c.id for c in verified.citations] == [1]


def test_a_figure_that_its_source_leaves_no_doubt_about_is_put_right() -> None:
    verified = verify(Draft("投资4.3亿元。", (said("投资4.3亿元。"),), 0.8, "x"), documents)
    assert verified.text == "投资4.2億元。"
    assert verified.complete
    (claim,) = verified.claims
    assert (claim.text, claim.corrected) == ("投资4.3亿元。", "投资4.2億元。")
    assert claim.verdict is Verdict.CONTRADICTED
    (finding,) = claim.findings
    assert finding.reason is Reason.FIGURE_DIFFERS
    assert finding.answer_span.of(claim.text) == "4.3亿元"
    assert finding.source_span is not None
    assert finding.source_span.of(RAW) == "4.2億元"
    assert [c.answer_span for c in verified.citations] == [Span(0, 8)]


def test_a_statement_that_cannot_be_put_right_is_left_out_and_listed() -> None:
    text = "码头水深9米"
    verified = verify(Draft(text, (said(text),), 0.8, "x"), documents)
    assert verified.text == ""
    assert verified.citations == verified.claims == ()
    assert not verified.complete
    (claim,) = verified.unsupported
    assert claim.verdict is Verdict.UNSUPPORTED
    assert claim.findings[0].reason is Reason.FIGURE_MISSING
    assert claim.answer_span == Span(0, len(text))


def test_what_is_left_of_an_answer_is_cited_where_it_stands_now() -> None:
    text = "水深9米。新建泊位6个。"
    wrong, right = Span(0, 5), Span(5, len(text))
    draft = Draft(text, (said(text, at=wrong), said(text, at=right)), 0.8, "x")
    verified = verify(draft, documents)
    assert verified.text == "新建泊位6个。"
    assert [c.answer_span for c in verified.citations] == [Span(0, 7)]
    assert [c.answer_span for c in verified.claims] == [Span(0, 7)]
    assert [c.answer_span for c in verified.unsupported] == [wrong]
    assert not verified.complete


def test_a_statement_put_right_moves_those_behind_it() -> None:
    text = "投资4.25亿元。 新建泊位6个。"
    first, second = Span(0, 9), Span(10, len(text))
    draft = Draft(text, (said(text, at=first), said(text, at=second)), 0.8, "x")
    verified = verify(draft, documents)
    assert verified.text == "投资4.2億元。 新建泊位6个。"
    assert [c.answer_span.of(verified.text) for c in verified.citations] == [
        "投资4.2億元。",
        "新建泊位6个。",
    ]


def test_an_excerpt_may_not_cut_through_a_figure() -> None:
    start = CLEAN.index(".2億元") + 1
    claim = Claim(Span(0, 3), PASSAGE, FIRST, Span(start, start + 3), 0.8)
    verified = verify(Draft("2億元", (claim,), 0.8, "x"), documents)
    assert verified.citations == ()
    assert verified.unsupported[0].findings[0].reason is Reason.FIGURE_DIFFERS


def test_a_claim_about_another_place_than_was_asked_is_left_out() -> None:
    question = asked("康定投资多少")
    draft = Draft("投资4.2亿元", (said("投资4.2亿元"),), 0.8, "x")
    (claim,) = verify(draft, documents, question).unsupported
    assert [finding.reason for finding in claim.findings] == [Reason.PLACE_MISSING]


def test_a_passage_that_is_not_what_the_document_says_proves_nothing() -> None:
    forged = Passage("p#0", "p", 0, Span(0, 4), Span(0, 4), "投资4亿", (), None)
    claim = Claim(Span(0, 2), forged, Span(0, 4), None, 0.9)
    assert verify(Draft("4亿", (claim,), 0.9, "x"), documents).citations == ()


def test_an_empty_quote_proves_nothing() -> None:
    assert verify(Draft("泊位", (said("泊位", Span(3, 3)),), 0.9, "x"), documents).citations == ()


def test_a_statement_for_which_no_place_was_found_is_listed_as_unsupported() -> None:
    draft = Draft("投资4.2亿元", (said("投资4.2亿元"),), 0.8, "x", ("另有灯塔七座。",))
    verified = verify(draft, documents)
    assert verified.text == "投资4.2亿元"
    assert not verified.complete
    (claim,) = verified.unsupported
    assert (claim.text, claim.answer_span) == ("另有灯塔七座。", Span(0, 0))
    assert claim.findings[0].reason is Reason.NO_SOURCE
