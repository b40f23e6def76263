"""Checking a draft against its sources: what is shown is what the original says."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.document import CleanDocument
from index.script import fold
from index.span import Span
from service.answer import Citation, Support, Verdict
from service.draft import Claim, Draft

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Verified:
    """What is left of a draft when every claim was checked.

    Attributes:
        text: The statements that at least one source carries.
        citations: Their proof; `answer_span` indexes `text`.
        complete: Whether no statement had to be left out.
    """

    text: str
    citations: tuple[Citation, ...]
    complete: bool


def verify(draft: Draft, documents: Callable[[str], CleanDocument]) -> Verified:
    """Keep the statements of a draft that their sources carry, with citations.

    A claim is carried when its passage is what the document says at that place and
    every number of the statement stands in the quote. A statement that no claim
    carries is left out of the text.

    Args:
        draft: Text with claims.
        documents: Gives a passage's document by id.
    """
    carried = [claim for claim in draft.claims if _is_carried(claim, draft.text, documents)]
    kept = sorted({claim.answer_span for claim in carried})
    stated = {claim.answer_span for claim in draft.claims}
    if len(kept) == len(stated):
        text, moved = draft.text, {span: span for span in kept}
    else:
        text, moved = _joined(draft.text, kept)
    citations = [
        cite(
            replace(claim, answer_span=moved[claim.answer_span]),
            documents(claim.passage.document_id),
            key,
            Verdict.SUPPORTED,
        )
        for key, claim in enumerate(carried, start=1)
    ]
    return Verified(text, tuple(citations), complete=len(kept) == len(stated))


def _joined(text: str, kept: Sequence[Span]) -> tuple[str, dict[Span, Span]]:
    """Join the statements that are kept, and say where each stands now."""
    joined, moved = "", {}
    for span in kept:
        joined += " " if joined and joined[-1].isascii() else ""
        moved[span] = Span(len(joined), len(joined) + len(span))
        joined += span.of(text)
    return joined, moved


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


def _is_carried(claim: Claim, text: str, documents: Callable[[str], CleanDocument]) -> bool:
    passage = claim.passage
    there = passage.clean_span.of(documents(passage.document_id).text) == passage.text
    said = set(_numbers(claim.quote_span.of(passage.text)))
    stated = _numbers(claim.answer_span.of(text))
    return there and bool(claim.quote_span) and all(number in said for number in stated)


def _numbers(text: str) -> list[str]:
    return [number.replace(",", "") for number in _NUMBER.findall(fold(text))]
