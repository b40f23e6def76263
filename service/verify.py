"""Checking a draft against its sources: what is shown is what the original says."""

import re
from collections.abc import Callable, Sequence

from index.document import CleanDocument
from index.script import fold
from service.answer import Citation, Support, Verdict
from service.draft import Claim, Draft

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def verify(
    draft: Draft, documents: Callable[[str], CleanDocument]
) -> tuple[Citation, ...]:
    """Return a citation for each claim of a draft that its source carries.

    A claim is carried when its quote maps to characters of the original and every
    number of the statement stands in the quote. Claims that are not are left out.

    Args:
        draft: Text with claims.
        documents: Gives a passage's document by id.
    """
    carried = [
        claim
        for claim in draft.claims
        if _carries(claim.answer_span.of(draft.text), claim.quote_span.of(claim.passage.text))
    ]
    return tuple(
        cite(claim, documents(claim.passage.document_id), key, Verdict.SUPPORTED)
        for key, claim in enumerate(_located(carried, documents), start=1)
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


def _located(
    claims: Sequence[Claim], documents: Callable[[str], CleanDocument]
) -> list[Claim]:
    """Keep the claims whose passage text is what the document says at that place."""
    return [
        claim
        for claim in claims
        if claim.passage.clean_span.of(documents(claim.passage.document_id).text)
        == claim.passage.text
        and claim.quote_span
    ]


def _carries(statement: str, quote: str) -> bool:
    said = set(_numbers(quote))
    return all(number in said for number in _numbers(statement))


def _numbers(text: str) -> list[str]:
    return [number.replace(",", "") for number in _NUMBER.findall(fold(text))]
