"""`POST /v1/verify`."""

from fastapi import APIRouter

from index.document import Document, Metadata
from index.filter import Filter
from index.formats.record import new_document, well_formed
from service.claims.proof import prove
from service.http.dependencies import LibraryOf, SettingsOf
from service.http.schema import EvidenceIn, ProofOut, VerifyIn
from service.http.visible import OpenTo
from service.intake import checked_question
from service.library import Library
from service.render import Json, proof_payload

router = APIRouter(prefix="/v1", tags=["proof"])


@router.post("/verify", response_model=ProofOut)
def verify(body: VerifyIn, library: LibraryOf, settings: SettingsOf, seen: OpenTo) -> Json:
    """Hold an answer, whoever wrote it, against documents: a verdict on every claim."""
    question = ""
    if body.question:
        question = checked_question(body.question, limit=settings.question_characters).text
    documents = [
        _document(one, key, library, seen) for key, one in enumerate(body.documents, start=1)
    ]
    claims = prove(well_formed(body.answer), documents, question=question)
    return proof_payload(claims, documents)


def _document(given: EvidenceIn, key: int, library: Library, seen: Filter | None) -> Document:
    """Return the caller's own text as a document, or the store's document of that id."""
    if given.text is None:
        return library.document(given.id or "", seen)
    known = Metadata(title=given.title, published=given.published)
    return new_document(given.id or f"document-{key}", given.text, known)
