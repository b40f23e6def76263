"""One page, one sentence of it, and what is found of a claim that cites it."""

from datetime import date

from index.clean.cleaning import clean_document
from index.sentences import sentence_spans
from index.split import split_passages
from service.claims.judge import judge
from service.claims.source import Source
from service.claims.verdict import Reason
from tests.fakes import make_document


def reasons(claim: str, text: str, piece: str, published: date | None = None) -> list[Reason]:
    """Return why the sentence that holds `piece` does not carry a claim; nothing if it does."""
    clean = clean_document(make_document("page", f"纪事\n{text}", published=published))
    for passage in split_passages(clean):
        for span in sentence_spans(passage.text):
            if piece in span.of(passage.text):
                return [one.reason for one in judge(claim, Source(clean, passage, span))]
    raise LookupError(piece)
