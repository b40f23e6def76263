"""Answers, hits and documents as the JSON that other programs rely on.

The command line prints these and the HTTP service returns them, so that both
say the same. Offsets count Unicode code points.
"""

from typing import TYPE_CHECKING, Any

from index.document import Document
from index.errors import WenjuError
from index.hit import Hit
from service.answer import Answer, Citation, RefusalReason, Status

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
        "offset_unit": OFFSET_UNIT,
        "citations": [citation_payload(citation) for citation in answer.citations],
        "timings": {step: round(value, 3) for step, value in answer.timings.items()},
        "index_generation": answer.index_generation,
        "standalone_question": answer.standalone_question,
        "confidence": round(answer.confidence, 4),
        "generator": answer.generator,
        "notice": answer.notice,
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
        "highlight": citation.highlight
        and {
            "start_index": citation.highlight.start,
            "end_index": citation.highlight.end,
        },
        "passage_id": citation.passage_id,
        "support": {
            "verdict": citation.support.verdict.value,
            "score": round(citation.support.score, 4),
        },
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
