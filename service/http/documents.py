"""`/v1/documents`: list, read, add and remove."""

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Annotated

from fastapi import APIRouter, Form, Query, UploadFile
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from index.document import Document, Metadata
from index.errors import InvalidRecord, UnknownDocument, UnreadableSource
from index.filter import Filter
from index.read_report import ReadReport
from index.sources import read_sources
from service.http.collection import CollectionName, open_collection
from service.http.dependencies import CallerOf, LibraryOf
from service.http.original_text import OriginalText, checked_span
from service.http.schema import (
    ArticleIn,
    DocumentIn,
    DocumentOut,
    DocumentsIn,
    DocumentsOut,
    IdsIn,
    IntakeOut,
    RemovedOut,
)
from service.http.visible import ListingIn, OpenTo, visible
from service.library import Library, SourceReport
from service.local_library import sources_of
from service.render import Json, document_payload, documents_payload, intake_payload

router = APIRouter(prefix="/v1/documents", tags=["documents"])


_LONGER_ID = {
    "description": "The text; of a document whose id itself ends in `/text`, the document",
    "content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/DocumentOut"}},
    },
}


class MultipartRoute(APIRoute):
    """A route for forms only, so that one path takes JSON and uploads alike."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match as usual, but nothing that is not a form."""
        kind = dict(scope.get("headers", ())).get(b"content-type", b"")
        if not kind.lower().startswith(b"multipart/form-data"):
            return Match.NONE, {}
        return super().matches(scope)


@router.get("", response_model=DocumentsOut)
def list_documents(
    library: LibraryOf, caller: CallerOf, listing: Annotated[ListingIn, Query()]
) -> Json:
    """List what the store holds, or those documents that meet all conditions."""
    return documents_payload(library.documents(visible(listing, caller)), library.generation)


@router.post("/files", response_model=IntakeOut, status_code=201)
def upload_documents(
    files: list[UploadFile],
    library: LibraryOf,
    caller: CallerOf,
    collection: Annotated[CollectionName | None, Form()] = None,
) -> Json:
    """Read uploaded files, of the kinds that `wenju ingest` reads.

    A form sent to `/v1/documents` does the same. Each file's id is its name.
    One that cannot be read is reported among `skipped`, and the rest go on;
    422 when none can.
    """
    named = open_collection(collection, caller)
    with tempfile.TemporaryDirectory(prefix="wenju-upload-") as folder:
        for file in files:
            _save(file, Path(folder))
        report = ReadReport()
        documents = []
        for outcome in read_sources([folder]):
            report.add(outcome)
            if isinstance(outcome, Document):
                documents.append(replace(outcome, path=None))
    sources = _sources(report)
    if not documents:
        raise UnreadableSource("; ".join(f"{one.name}: {one.problem}" for one in sources))
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


@router.post("", response_model=IntakeOut, status_code=201)
def add_documents(body: DocumentsIn | DocumentIn, library: LibraryOf, caller: CallerOf) -> Json:
    """Put articles into a collection; one whose id is there already is replaced."""
    articles = body.documents if isinstance(body, DocumentsIn) else [body]
    documents = [_document(article) for article in articles]
    ids = [document.id for document in documents]
    if len(set(ids)) < len(ids):
        raise InvalidRecord("two of the documents have the same id")
    named = open_collection(body.collection, caller)
    return intake_payload(library.add(documents, collection=named)) | {"ids": ids}


@router.get("/{document_id:path}/text", response_class=OriginalText, responses={200: _LONGER_ID})
def read_text(
    document_id: str,
    library: LibraryOf,
    seen: OpenTo,
    start: Annotated[int, Query(ge=0, description="The first code point, from 0")] = 0,
    end: Annotated[int | None, Query(ge=0, description="The one behind the last")] = None,
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
    document_ids: Annotated[list[str] | None, Query(alias="id")] = None,
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


def _sources(report: ReadReport) -> tuple[SourceReport, ...]:
    """Return what became of each upload, called by its own name."""
    return tuple(replace(one, name=Path(one.name).name) for one in sources_of(report))


def _removed(ids: list[str], library: Library, seen: Filter | None) -> Json:
    return {"removed": ids, "index_generation": library.remove(ids, seen)}


def _document(article: ArticleIn) -> Document:
    digest = _digest(article)
    return Document(
        id=article.id or f"sha256-{digest[:16]}",
        text=article.text,
        sha256=digest,
        metadata=Metadata(
            title=article.title,
            source=article.source,
            author=article.author,
            published=article.published,
            url=article.url,
        ),
    )


def _digest(article: ArticleIn) -> str:
    try:
        return hashlib.sha256(article.text.encode()).hexdigest()
    except UnicodeEncodeError:
        raise InvalidRecord("a document's text holds half a surrogate pair") from None


def _save(file: UploadFile, folder: Path) -> None:
    """Write an upload under the last part of its name, whatever folders it claims."""
    name = PurePosixPath((file.filename or "").replace("\\", "/")).name
    if not name or name.startswith(".") or "\0" in name or len(name.encode()) > 200:
        raise InvalidRecord(f"an uploaded file cannot be called {file.filename!r}")
    if (folder / name).exists():
        raise InvalidRecord(f"two uploaded files are called {name!r}")
    (folder / name).write_bytes(file.file.read())
