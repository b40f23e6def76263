"""`/v1/documents`: list, read, add and remove."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from index.errors import InvalidRecord, UnknownDocument
from index.filter import Filter
from service.http.articles import documents_of
from service.http.collection import CollectionName, open_collection
from service.http.dependencies import CallerOf, LibraryOf, SettingsOf
from service.http.jobs import AS_JOB, applied, start_job, upload_job
from service.http.listing import Listings, with_words
from service.http.multipart_route import MultipartRoute
from service.http.original_text import OriginalText, checked_span
from service.http.prefer import PreferIn, prefers_a_job
from service.http.schema import (
    DocumentIn,
    DocumentOut,
    DocumentsIn,
    DocumentsOut,
    IdsIn,
    IntakeOut,
    RemovedOut,
)
from service.http.uploads import read_uploads, save_uploads
from service.http.visible import Absent, ListingIn, OpenTo, visible
from service.library import Library
from service.render import Json, document_payload, documents_payload, intake_payload

router = APIRouter(prefix="/v1/documents", tags=["documents"])

Place = Annotated[int, Field(ge=0)]
_AS_TEXT = {
    "description": "The text; of a document whose id itself ends in `/text`, the document",
    "content": {
        "text/plain": {"schema": {"type": "string"}},
        "application/json": {"schema": {"$ref": "#/components/schemas/DocumentOut"}},
    },
}


@router.get("", response_model=DocumentsOut)
def list_documents(
    request: Request, library: LibraryOf, caller: CallerOf, listing: Annotated[ListingIn, Query()]
) -> Json:
    """List what the store holds, or those documents that meet all conditions, page by page.

    `count` says how many there are on all pages. Pages fit together while
    `index_generation` stays the same.
    """
    listings: Listings = request.app.state.listings
    listed, generation = listings.of(library, visible(listing, caller))
    fitting = with_words(listed, listing.query or "")
    page = fitting[listing.offset : listing.offset + listing.limit]
    return documents_payload(page, generation) | {"count": len(fitting), "offset": listing.offset}


@router.post("/files", response_model=IntakeOut, status_code=201, responses=AS_JOB)
def upload_documents(
    files: list[UploadFile],
    request: Request,
    library: LibraryOf,
    settings: SettingsOf,
    caller: CallerOf,
    collection: Annotated[CollectionName | None, Form()] = None,
    prefer: PreferIn = None,
) -> Json | JSONResponse:
    """Read uploaded files, of the kinds that `wenju ingest` reads.

    A form sent to `/v1/documents` does the same. Each file's id is its name.
    One that cannot be read is reported among `skipped`, and the rest go on;
    422 when none can.
    """
    if prefers_a_job(prefer):
        return applied(upload_job(files, request, library, settings, caller, collection))
    named = open_collection(collection, caller)
    with tempfile.TemporaryDirectory(prefix="wenju-upload-") as folder:
        save_uploads(files, Path(folder), settings)
        documents, sources = read_uploads(Path(folder))
    return intake_payload(replace(library.add(documents, collection=named), sources=sources))


router.add_api_route(
    "",
    upload_documents,
    methods=["POST"],
    response_model=IntakeOut,
    status_code=201,
    include_in_schema=False,
    route_class_override=MultipartRoute,
)


@router.post("", response_model=IntakeOut, status_code=201, responses=AS_JOB)
def add_documents(
    body: DocumentsIn | DocumentIn,
    request: Request,
    library: LibraryOf,
    caller: CallerOf,
    prefer: PreferIn = None,
) -> Json | JSONResponse:
    """Put articles into a collection; one whose id is there already is replaced."""
    if prefers_a_job(prefer):
        return applied(start_job(body, request, library, caller))
    documents = documents_of(body)
    named = open_collection(body.collection, caller)
    ids = [document.id for document in documents]
    return intake_payload(library.add(documents, collection=named)) | {"ids": ids}


@router.get("/{document_id:path}/text", response_model=None, responses={200: _AS_TEXT})
def read_text(
    document_id: str,
    library: LibraryOf,
    seen: OpenTo,
    start: Annotated[Place, Query(description="The first code point, from 0")] = 0,
    end: Annotated[Place | Absent, Query(description="The one behind the last")] = None,
) -> Response:
    """Return a document's original text, or the span that a citation names, as plain text.

    An id may end in `/text` itself: where no document has the shorter id, the one of the
    longer id is returned as without `/text`.
    """
    try:
        document = library.document(document_id, seen)
    except UnknownDocument:
        longer = library.document(f"{document_id}/text", seen)
        return JSONResponse(document_payload(longer))
    span = checked_span(start, end, len(document.text))
    return OriginalText(span.of(document.text))


@router.get("/{document_id:path}", response_model=DocumentOut)
def read_document(document_id: str, library: LibraryOf, seen: OpenTo) -> Json:
    """Return a document with its original text."""
    return document_payload(library.document(document_id, seen))


@router.delete("", response_model=RemovedOut)
def remove_documents(
    library: LibraryOf,
    seen: OpenTo,
    body: IdsIn | None = None,
    document_ids: Annotated[list[str] | Absent, Query(alias="id")] = None,
) -> Json:
    """Remove documents, all that are named or none; ids in the body or as `?id=`."""
    ids = [*(body.ids if body else ()), *(document_ids or ())]
    if not ids:
        raise InvalidRecord("name the documents to remove: an `ids` list, or ?id=")
    return _removed(ids, library, seen)


@router.delete("/{document_id:path}", response_model=RemovedOut)
def remove_document(document_id: str, library: LibraryOf, seen: OpenTo) -> Json:
    """Remove one document."""
    return _removed([document_id], library, seen)


def _removed(ids: list[str], library: Library, seen: Filter | None) -> Json:
    return {"removed": ids, "index_generation": library.remove(ids, seen)}
