"""What is sent for each method of the client, and how its answer is read: no network here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from index.filter import Filter
from service.answer import Answer
from service.client.answers import read_answer, read_proof
from service.client.errors import ClientError, UnexpectedReply, error_class
from service.client.holdings import (
    read_document,
    read_entry,
    read_generation,
    read_health,
    read_intake,
    read_search,
)
from service.client.job import Job, read_job
from service.client.results import (
    Article,
    DocumentEntry,
    Evidence,
    Health,
    Intake,
    Proof,
    SearchResult,
    StoredDocument,
)
from service.question import Turn

JOB_SECONDS = 0.5  # between two looks at a job
PAGE = 1000  # documents of the list that one request brings
Json = Mapping[str, Any]
Result = TypeVar("Result")
File = tuple[str, bytes]
"""A file's name and its bytes."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list of documents.

    Attributes:
        entries: The page.
        count: Documents on all pages.
    """

    entries: tuple[DocumentEntry, ...]
    count: int

    def next_offset(self, offset: int) -> int | None:
        """Return where the next page begins, or None behind the last one."""
        behind = offset + len(self.entries)
        return behind if self.entries and behind < self.count else None


@dataclass(frozen=True, slots=True)
class Call(Generic[Result]):
    """One request and how to read what comes back.

    Attributes:
        method: The HTTP method.
        path: Below the service's address, quoted.
        read: Makes the result of the answer's JSON.
        body: JSON to send, if any.
        files: Files to upload, if any.
        form: Fields beside the files.
        query: Parameters of the address.
        repeatable: It does no harm when it is served twice.
    """

    method: str
    path: str
    read: Callable[[Any], Result]
    body: Json | None = None
    files: Sequence[File] = ()
    form: Mapping[str, str] = field(default_factory=dict)
    query: Sequence[tuple[str, str]] = ()
    repeatable: bool = True

    def result(self, payload: object) -> Result:
        """Return what the answer says.

        Raises:
            UnexpectedReply: It is not what a wenju service answers here.
        """
        try:
            return self.read(payload)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UnexpectedReply(
                f"{self.method} {self.path}: the answer is not one of a wenju service of this "
                f"version ({type(error).__name__}: {error})"
            ) from error


def ask_call(question: str, history: Sequence[Turn], within: Filter | None) -> Call[Answer]:
    """Ask a question."""
    body = {"question": question, "history": [_turn(turn) for turn in history]}
    return Call("POST", "/v1/ask", read_answer, _filtered(body, within))


def search_call(query: str, limit: int, within: Filter | None) -> Call[SearchResult]:
    """Look for passages."""
    body = {"query": query, "limit": limit}
    return Call("POST", "/v1/search", read_search, _filtered(body, within))


def verify_call(
    answer: str, documents: Sequence[str | Evidence], question: str | None
) -> Call[Proof]:
    """Hold an answer against documents."""
    body: dict[str, Any] = {"answer": answer, "documents": [_evidence(one) for one in documents]}
    if question is not None:
        body["question"] = question
    return Call("POST", "/v1/verify", read_proof, body)


def document_call(document_id: str) -> Call[StoredDocument]:
    """Read a document."""
    return Call("GET", _document_path(document_id), read_document)


def documents_call(within: Filter | None, query: str | None, offset: int) -> Call[Listed]:
    """List documents, a page at a time."""
    page = [("offset", str(offset)), ("limit", str(PAGE))]
    words = [] if query is None else [("query", query)]
    conditions = _conditions(within or Filter())
    return Call("GET", "/v1/documents", _read_listed, query=[*conditions, *words, *page])


def _read_listed(payload: Json) -> Listed:
    return Listed(tuple(map(read_entry, payload["documents"])), payload["count"])


def add_call(articles: Sequence[Article], collection: str | None) -> Call[Intake]:
    """Put articles into the store; served twice it changes nothing more."""
    body = {"documents": [_stated(article) for article in articles]} | _named(collection)
    return Call("POST", "/v1/documents", read_intake, body)


def add_files_call(files: Iterable[str | Path | File], collection: str | None) -> Call[Intake]:
    """Upload files; served twice it changes nothing more.

    Raises:
        OSError: A path cannot be read.
    """
    return Call(
        "POST",
        "/v1/documents/files",
        read_intake,
        form=_named(collection),
        files=[_file(one) for one in files],
    )


def as_job(call: Call[Intake]) -> Call[Job]:
    """Return the call that hands the same documents over to be worked on as a job.

    The service takes the same content once at a time, so served twice it is one job.
    """
    return Call("POST", "/v1/jobs", read_job, call.body, call.files, call.form)


def job_call(job_id: str) -> Call[Job]:
    """Look how far a job is."""
    return Call("GET", "/v1/jobs/" + quote(job_id, safe=""), read_job)


def jobs_call() -> Call[tuple[Job, ...]]:
    """List the jobs of the caller's key."""

    def read(payload: Json) -> tuple[Job, ...]:
        return tuple(map(read_job, payload["jobs"]))

    return Call("GET", "/v1/jobs", read)


def cancel_call(job_id: str) -> Call[Job]:
    """Cancel a job; one that is over stays as it is."""
    return Call("POST", "/v1/jobs/" + quote(job_id, safe="") + "/cancel", read_job)


def remove_call(document_ids: Sequence[str]) -> Call[int]:
    """Take documents out; a second time there would be none to take out."""
    body = {"ids": list(document_ids)}
    return Call("DELETE", "/v1/documents", read_generation, body, repeatable=False)


def health_call() -> Call[Health]:
    """Ask whether the service can answer."""
    return Call("GET", "/readyz", read_health)


def filter_fields(within: Filter) -> dict[str, Any]:
    """Return the conditions of a filter as the service takes them."""
    fields: dict[str, Any] = {}
    if within.collections is not None:
        fields["collections"] = sorted(within.collections)
    if within.sources is not None:
        fields["sources"] = sorted(within.sources)
    if within.published_from is not None:
        fields["published_from"] = within.published_from.isoformat()
    if within.published_to is not None:
        fields["published_to"] = within.published_to.isoformat()
    return fields


def lets_nothing_through(within: Filter | None) -> bool:
    """Say whether no document can meet a filter: an address cannot say so, and need not."""
    return within is not None and frozenset() in (within.collections, within.sources)


def _conditions(within: Filter) -> list[tuple[str, str]]:
    """Return a filter as parameters of an address."""
    fields = filter_fields(within)
    pairs = [("collection", name) for name in fields.get("collections", ())]
    pairs += [("source", name) for name in fields.get("sources", ())]
    days = ("published_from", "published_to")
    return pairs + [(name, fields[name]) for name in days if name in fields]


def _filtered(body: Json, within: Filter | None) -> Json:
    return body if within is None else {**body, "filter": filter_fields(within)}


def failure(status: int, payload: object, *, retry_after: float | None, reason: str) -> ClientError:
    """Return the error that an answer without success amounts to.

    Args:
        status: Its HTTP status.
        payload: Its body as JSON, or None where it is none.
        retry_after: Seconds that its header asks for.
        reason: What HTTP calls the status.
    """
    said = payload.get("error") if isinstance(payload, Mapping) else None
    said = said if isinstance(said, Mapping) else {}
    message = said.get("message") or f"the service answered {status} {reason}".rstrip()
    name = said.get("field")
    return error_class(status)(
        f"{name}: {message}" if name else str(message),
        status=status,
        kind=said.get("type"),
        field=name,
        retry_after=retry_after,
    )


def _document_path(document_id: str) -> str:
    return "/v1/documents/" + quote(document_id, safe="")


def _named(collection: str | None) -> dict[str, Any]:
    return {} if collection is None else {"collection": collection}


def _file(given: str | Path | File) -> File:
    if isinstance(given, tuple):
        return given
    path = Path(given)
    return path.name, path.read_bytes()


def _turn(turn: Turn) -> Json:
    return {"role": turn.role.value, "text": turn.text}


def _evidence(one: str | Evidence) -> Json:
    return {"id": one} if isinstance(one, str) else _stated(one)


def _stated(given: Article | Evidence) -> Json:
    """Return what is stated, as JSON; what is not is left to the service."""
    fields = {name: value for name, value in asdict(given).items() if value is not None}
    if given.published is not None:
        fields["published"] = given.published.isoformat()
    return fields
