"""Answers, hits and documents as the JSON that other programs rely on.

The command line prints these and the HTTP service returns them, so that both
say the same. Offsets count Unicode code points.
"""

from typing import TYPE_CHECKING, Any

from index.document import Document
from index.errors import WenjuError
from index.hit import Hit
from index.span import Span
from service.answer import (
    AlsoIn,
    Answer,
    Citation,
    Position,
    RefusalDetail,
    RefusalReason,
    Status,
    Subject,
)
from service.claims.verdict import Finding, Judgement, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.prepared import DocumentSummary
    from service.library import Intake, SourceReport

Json = dict[str, Any]  # the only place where JSON has no narrower type
OFFSET_UNIT = "unicode_codepoint"


def answer_payload(answer: Answer) -> Json:
    """Return an answer as `ask --json` prints it and `POST /v1/ask` returns it."""
    return {
        "answer": answer.text,
        "status": answer.status.value,
        "refusal_reason": answer.refusal_reason and answer.refusal_reason.value,
        "refusal_detail": answer.refusal_detail and _detail_payload(answer.refusal_detail),
        "conflict": [_position_payload(position) for position in answer.conflict],
        "offset_unit": OFFSET_UNIT,
        "citations": [citation_payload(citation) for citation in answer.citations],
        "claims": [claim_payload(claim) for claim in answer.claims],
        "unsupported": [claim_payload(claim) for claim in answer.unsupported],
        "timings": {step: round(value, 3) for step, value in answer.timings.items()},
        "index_generation": answer.index_generation,
        "standalone_question": answer.standalone_question,
        "confidence": round(answer.confidence, 4),
        "generator": answer.generator,
        "notice": answer.notice,
    }


def _detail_payload(detail: RefusalDetail) -> Json:
    return {
        "differs": list(detail.differs),
        "asked": _subject_payload(detail.asked),
        "found": _subject_payload(detail.found),
    }


def _subject_payload(subject: Subject) -> Json:
    return {
        "places": list(subject.places),
        "times": list(subject.times),
        "names": list(subject.names),
    }


def _position_payload(position: Position) -> Json:
    return {"answer": position.text, "citations": list(position.citations)}


def claim_payload(claim: Judgement) -> Json:
    """Return the verdict on a claim; `answer` indexes the answer's text.

    `source` indexes the document's original text. Of a claim that was put right, and of
    one left out, `text` is how it was made, and the `answer` of its reasons indexes
    `text` or the draft.
    """
    return {
        "text": claim.text,
        "answer": _range_payload(claim.answer_span),
        "verdict": claim.verdict.value,
        "reasons": [_finding_payload(finding) for finding in claim.findings],
        "document_id": claim.document_id,
        "source": _maybe_place(claim.source_span),
        "corrected": claim.corrected,
    }


def _finding_payload(finding: Finding) -> Json:
    return {
        "reason": finding.reason.value,
        "answer": _range_payload(finding.answer_span),
        "source": _maybe_place(finding.source_span),
    }


def _range_payload(span: Span) -> Json:
    return {"start_index": span.start, "end_index": span.end}


def _maybe_place(span: Span | None) -> Json | None:
    return None if span is None else _place_payload(span)  # an empty span is false


def _indices(span: Span) -> Json:
    return {"start_index": span.start, "end_index": span.end}


def _place_payload(span: Span) -> Json:
    return {"start_char_index": span.start, "end_char_index": span.end}


def proof_payload(claims: "Sequence[Judgement]", documents: "Sequence[Document]") -> Json:
    """Return the verdicts on an answer as `verify --json` prints and `/v1/verify` returns.

    Args:
        claims: The verdict on each claim, in the order of the answer.
        documents: What it was held against, in the order of their keys.
    """
    kinds = {claim.verdict for claim in claims}
    verdict = Verdict.UNSUPPORTED if not claims else Verdict.SUPPORTED
    for worse in (Verdict.UNSUPPORTED, Verdict.CONTRADICTED):
        verdict = worse if worse in kinds else verdict
    return {
        "verdict": verdict.value,
        "offset_unit": OFFSET_UNIT,
        "claims": [claim_payload(claim) for claim in claims],
        "documents": [
            {"key": key, "id": one.id, "title": one.metadata.title, "content_sha256": one.sha256}
            for key, one in enumerate(documents, start=1)
        ],
    }


def citation_payload(citation: Citation) -> Json:
    """Return one citation; `answer` indexes the answer's text, `highlight` the quote.

    `start_char_index` and `end_char_index` index the document's original text.
    """
    return {
        "id": citation.id,
        "answer": {
            "start_index": citation.answer_span.start,
            "end_index": citation.answer_span.end,
        },
        "document_id": citation.document_id,
        "document_title": citation.document_title,
        "url": citation.url,
        "published": citation.published and citation.published.isoformat(),
        "content_sha256": citation.content_sha256,
        "start_char_index": citation.span.start,
        "end_char_index": citation.span.end,
        "cited_text": citation.cited_text,
        "quote": citation.quote,
        "highlight": None if citation.highlight is None else _indices(citation.highlight),
        "passage_id": citation.passage_id,
        "source": citation.source,
        "also_in": [_also_in_payload(place) for place in citation.also_in],
        "support": {
            "verdict": citation.support.verdict.value,
            "score": round(citation.support.score, 4),
        },
    }


def _also_in_payload(place: AlsoIn) -> Json:
    return {
        "document_id": place.document_id,
        "document_title": place.document_title,
        "source": place.source,
        "url": place.url,
        "published": place.published and place.published.isoformat(),
        "content_sha256": place.content_sha256,
        "start_char_index": place.span.start,
        "end_char_index": place.span.end,
        "cited_text": place.cited_text,
    }


def hit_payload(hit: Hit, document: Document) -> Json:
    """Return one hit of a search with the original characters that it covers."""
    span = hit.passage.span
    return {
        "document_id": hit.passage.document_id,
        "passage_id": hit.passage.id,
        "title": hit.passage.title,
        "score": round(hit.score, 6),
        "start_char_index": span.start,
        "end_char_index": span.end,
        "cited_text": span.of(document.text),
        "quote": hit.passage.text,
        "headings": list(hit.passage.headings),
    }


def search_payload(query: str, hits: list[Json], generation: int) -> Json:
    """Return a whole search; `hits` come from `hit_payload`, best first."""
    return {
        "query": query,
        "offset_unit": OFFSET_UNIT,
        "hits": hits,
        "index_generation": generation,
    }


def summary_payload(summary: "DocumentSummary") -> Json:
    """Return what a list of documents says about one."""
    return {
        "id": summary.id,
        "collection": summary.collection,
        "title": summary.title,
        "source": summary.source,
        "author": summary.author,
        "published": summary.published and summary.published.isoformat(),
        "url": summary.url,
        "path": summary.path,
        "characters": summary.characters,
        "passages": summary.passages,
        "content_sha256": summary.sha256,
    }


def document_payload(document: Document) -> Json:
    """Return one document with its original text."""
    known = document.metadata
    return {
        "id": document.id,
        "collection": document.collection,
        "title": known.title,
        "source": known.source,
        "author": known.author,
        "published": known.published and known.published.isoformat(),
        "url": known.url,
        "path": document.path,
        "encoding": document.encoding,
        "content_sha256": document.sha256,
        "offset_unit": OFFSET_UNIT,
        "text": document.text,
    }


def intake_payload(intake: "Intake") -> Json:
    """Return what became of documents that were handed in."""
    return {
        "added": intake.added,
        "replaced": intake.replaced,
        "unchanged": intake.unchanged,
        "skipped": [{"name": source.name, "reason": source.problem} for source in intake.skipped],
        "warnings": [
            {"name": source.name, "warning": warning}
            for source in intake.sources
            for warning in source.warnings
        ],
        "index_generation": intake.generation,
    }


def source_payload(source: "SourceReport") -> Json:
    """Return what became of one file, for `ingest --json`."""
    return {
        "name": source.name,
        "documents": source.documents,
        "problem": source.problem,
        "warnings": list(source.warnings),
    }


def refusal_payload(message: str, *, generation: int) -> Json:
    """Return the refusal of a question that cannot be asked at all."""
    return answer_payload(
        Answer(
            text=message,
            status=Status.REFUSED,
            refusal_reason=RefusalReason.UNSAFE_OR_EMPTY,
            citations=(),
            standalone_question="",
            confidence=0.0,
            index_generation=generation,
            generator="none",
        )
    )


def error_payload(error: WenjuError, field: str | None = None) -> Json:
    """Return an error as JSON; its type is the class in snake case."""
    kind = "".join(f"_{c.lower()}" if c.isupper() else c for c in type(error).__name__)
    body = {"type": kind.strip("_"), "message": str(error)}
    return {"error": body if field is None else body | {"field": field}}


def documents_payload(summaries: "Sequence[DocumentSummary]", generation: int) -> Json:
    """Return the list of what a store holds."""
    return {
        "documents": [summary_payload(summary) for summary in summaries],
        "count": len(summaries),
        "index_generation": generation,
    }
