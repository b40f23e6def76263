"""What the store holds and takes in, read from JSON."""

from collections.abc import Mapping
from typing import Any

from index.filter import DEFAULT_COLLECTION
from service.client.answers import read_day, read_place
from service.client.results import (
    DocumentEntry,
    Health,
    Intake,
    SearchHit,
    SearchResult,
    Skipped,
    StoredDocument,
    Warned,
)

Json = Mapping[str, Any]


def read_search(payload: Json) -> SearchResult:
    """Return what a search found."""
    hits = tuple(
        SearchHit(
            document_id=hit["document_id"],
            passage_id=hit["passage_id"],
            title=hit["title"],
            score=hit["score"],
            span=read_place(hit),
            cited_text=hit["cited_text"],
            quote=hit["quote"],
            headings=tuple(hit["headings"]),
        )
        for hit in payload["hits"]
    )
    return SearchResult(payload["query"], hits, payload["index_generation"])


def read_entry(payload: Json) -> DocumentEntry:
    """Return what the list of documents says about one."""
    return DocumentEntry(
        id=payload["id"],
        title=payload["title"],
        source=payload["source"],
        author=payload["author"],
        published=read_day(payload["published"]),
        url=payload["url"],
        characters=payload["characters"],
        passages=payload["passages"],
        sha256=payload["content_sha256"],
        collection=payload.get("collection", DEFAULT_COLLECTION),
    )


def read_document(payload: Json) -> StoredDocument:
    """Return a document with its text."""
    return StoredDocument(
        id=payload["id"],
        text=payload["text"],
        title=payload["title"],
        source=payload["source"],
        author=payload["author"],
        published=read_day(payload["published"]),
        url=payload["url"],
        encoding=payload["encoding"],
        sha256=payload["content_sha256"],
        collection=payload.get("collection", DEFAULT_COLLECTION),
    )


def read_intake(payload: Json) -> Intake:
    """Return what became of documents that were handed in."""
    ids = payload.get("ids")
    return Intake(
        ids=None if ids is None else tuple(ids),
        added=payload["added"],
        replaced=payload["replaced"],
        unchanged=payload["unchanged"],
        skipped=tuple(Skipped(one["name"], one["reason"]) for one in payload["skipped"]),
        warnings=tuple(Warned(one["name"], one["warning"]) for one in payload["warnings"]),
        index_generation=payload["index_generation"],
    )


def read_generation(payload: Json) -> int:
    """Return the generation of the store after a change."""
    generation: int = payload["index_generation"]
    return generation


def read_health(payload: Json) -> Health:
    """Return the health of a service that says it is ready."""
    return Health(ready=True, index_generation=payload["index_generation"])
