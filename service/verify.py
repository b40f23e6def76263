"""Checking a draft against its sources: what is shown is what the original says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.document import CleanDocument
from index.span import Span
from service.answer import Citation, Support, Verdict
from service.claims.correction import corrected
from service.claims.judge import judge, judgement
from service.claims.source import Source
from service.claims.verdict import Finding, Judgement, Reason
from service.draft import Claim, Draft
from service.reader.analysis import Analysis

Documents = Callable[[str], CleanDocument]


@dataclass(frozen=True, slots=True)
class Verified:
    """What is left of a draft when every claim was checked.

    Attributes:
        text: The statements that at least one source carries, some put right.
        citations: Their proof; `answer_span` indexes `text`.
        complete: Whether no statement had to be left out.
        claims: The verdict on each statement kept; `answer_span` indexes `text`.
        unsupported: The verdict on each statement left out; `answer_span` indexes the
            draft's text, and is empty where no place was found for the statement at all.
    """

    text: str
    citations: tuple[Citation, ...]
    complete: bool
    claims: tuple[Judgement, ...] = ()
    unsupported: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kept:
    """A statement with the claims that carry it, and its wording."""

    span: Span
    text: str
    claims: tuple[Claim, ...]
    verdict: Judgement


def verify(draft: Draft, documents: Documents, question: Analysis | None = None) -> Verified:
    """Keep the statements of a draft that their sources carry, with citations.

    Each statement is held against each place cited for it (`service.claims.judge`). One
    that no place carries is put right where its source leaves no choice
    (`service.claims.correction`), else left out of the text.

    Args:
        draft: Text with claims.
        documents: Gives a passage's document by id.
        question: What was asked, taken apart: claims must be about it.
    """
    kept: list[_Kept] = []
    unsupported: list[Judgement] = []
    for span in sorted({claim.answer_span for claim in draft.claims}):
        claims = [claim for claim in draft.claims if claim.answer_span == span]
        outcome = _checked(span.of(draft.text), span, claims, documents, question)
        if isinstance(outcome, _Kept):
            kept.append(outcome)
        else:
            unsupported.append(outcome)
    text, places = _text(draft.text, kept, whole=not unsupported)
    unsupported += [_unplaced(one) for one in draft.unplaced]
    moved = list(zip(kept, places, strict=True))
    citations = _citations(moved, documents)
    proven = tuple(_moved(one.verdict, place) for one, place in moved)
    return Verified(text, citations, not unsupported, proven, tuple(unsupported))


def _unplaced(text: str) -> Judgement:
    """Return the verdict on a statement for which no place was found; its span is empty."""
    nowhere = Finding(Reason.NO_SOURCE, Span(0, 0))
    return Judgement(text, Span(0, 0), Verdict.UNSUPPORTED, (nowhere,))


def _checked(
    text: str,
    span: Span,
    claims: Sequence[Claim],
    documents: Documents,
    question: Analysis | None,
) -> _Kept | Judgement:
    """Return a statement with the claims that carry it, or why none does."""
    found = []
    for claim in claims:
        source = Source(documents(claim.passage.document_id), claim.passage, claim.quote_span)
        found.append(
            (claim, source, judge(text, source, question=question, highlight=claim.highlight))
        )
    carrying = [(claim, source) for claim, source, findings in found if not findings]
    if carrying:
        verdict = judgement(text, span, carrying[0][1], ())
        return _Kept(span, text, tuple(claim for claim, _ in carrying), verdict)
    for claim, source, findings in found:
        right = corrected(text, findings, source, question=question)
        if right is not None:
            verdict = replace(judgement(text, span, source, findings), corrected=right)
            return _Kept(span, right, (claim,), verdict)
    _, source, findings = min(found, key=lambda one: len(one[2]))
    return judgement(text, span, source, findings)


def _text(draft: str, kept: Sequence[_Kept], *, whole: bool) -> tuple[str, list[Span]]:
    """Join the statements that are kept, and say where each stands now.

    What stands between statements is kept when all of them are.
    """
    joined, places, at = "", [], 0
    for one in kept:
        if whole:
            joined += draft[at : one.span.start]
        elif joined and joined[-1].isascii():
            joined += " "
        places.append(Span(len(joined), len(joined) + len(one.text)))
        joined += one.text
        at = one.span.end
    return (joined + draft[at:] if whole else joined), places


def _moved(verdict: Judgement, place: Span) -> Judgement:
    """Return the verdict of a statement that is kept, where it stands now.

    The findings of one that was put right go on indexing the claim as it was made.
    """
    if verdict.corrected is None:
        return replace(verdict, answer_span=place)
    offset = -verdict.answer_span.start
    findings = tuple(
        replace(one, answer_span=one.answer_span.shift(offset)) for one in verdict.findings
    )
    return replace(verdict, answer_span=place, findings=findings)


def _citations(kept: Sequence[tuple[_Kept, Span]], documents: Documents) -> tuple[Citation, ...]:
    claims = [replace(claim, answer_span=place) for one, place in kept for claim in one.claims]
    return tuple(
        cite(claim, documents(claim.passage.document_id), key, Verdict.SUPPORTED)
        for key, claim in enumerate(claims, start=1)
    )


def cite(claim: Claim, clean: CleanDocument, key: int, verdict: Verdict) -> Citation:
    """Turn a claim into a citation of the original text."""
    document, passage = clean.document, claim.passage
    quote = claim.quote_span
    source = clean.alignment.to_source(quote.shift(passage.clean_span.start))
    highlight = claim.highlight
    if highlight is not None:
        highlight = highlight.shift(-quote.start) if quote.covers(highlight) else None
    return Citation(
        id=key,
        answer_span=claim.answer_span,
        document_id=document.id,
        document_title=document.metadata.title,
        url=document.metadata.url,
        published=document.metadata.published,
        content_sha256=document.sha256,
        span=source,
        cited_text=source.of(document.text),
        quote=quote.of(passage.text),
        highlight=highlight,
        passage_id=passage.id,
        support=Support(verdict, round(claim.score, 4)),
    )
