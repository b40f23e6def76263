"""An answer as Anthropic's text blocks, each cited stretch a block of its own."""

from collections.abc import Sequence
from itertools import pairwise

from index.span import Span
from service.answer import Answer, Citation, Status
from service.http.address import document_address
from service.render import Json


def content_blocks(answer: Answer) -> list[Json]:
    """Return the text of an answer cut where what is cited begins and ends.

    The texts of the blocks joined are the answer. A citation stands on every block that
    it supports; the nearest evidence of a refusal supports none.
    """
    cited = () if answer.status is Status.REFUSED else answer.citations
    order = {one["id"]: index for index, one in enumerate(cited_documents(answer))}
    return [_block(answer.text, span, cited, order) for span in _stretches(answer.text, cited)]


def cited_documents(answer: Answer) -> list[Json]:
    """Return the documents that an answer cites, in the order of its citations.

    Anthropic's `document_index` counts the documents of a request; here it counts these.
    """
    found: dict[str, Json] = {}
    for one in answer.citations:
        found.setdefault(
            one.document_id,
            {
                "id": one.document_id,
                "title": one.document_title,
                "url": document_address(one.document_id),
                "content_sha256": one.content_sha256,
            },
        )
    return list(found.values())


def _stretches(text: str, cited: Sequence[Citation]) -> list[Span]:
    ends = {edge for one in cited for edge in (one.answer_span.start, one.answer_span.end)}
    edges = sorted({0, len(text)} | ends)
    return [Span(start, end) for start, end in pairwise(edges)]


def _block(text: str, span: Span, cited: Sequence[Citation], order: dict[str, int]) -> Json:
    proof = [_char_location(one, order) for one in cited if one.answer_span.overlap(span)]
    return {"type": "text", "text": span.of(text), "citations": proof or None}


def _char_location(citation: Citation, order: dict[str, int]) -> Json:
    return {
        "type": "char_location",
        "cited_text": citation.cited_text,
        "document_index": order[citation.document_id],
        "document_title": citation.document_title,
        "start_char_index": citation.span.start,
        "end_char_index": citation.span.end,
        "file_id": None,
    }
