"""`/v1/jobs`: documents put into the store while nobody waits at the line."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncGenerator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from index.document import Document
from service.http.articles import documents_of
from service.http.collection import CollectionName, open_collection
from service.http.dependencies import CallerOf, LibraryOf, SettingsOf
from service.http.errors import RETRY_SECONDS, fault_of
from service.http.events import SILENCE, STILL_HERE, EventStream, event, events_beside
from service.http.job_schema import JobOut, JobsOut
from service.http.multipart_route import MultipartRoute
from service.http.prefer import RESPOND_ASYNC
from service.http.running import Running
from service.http.schema import DocumentIn, DocumentsIn
from service.http.uploads import read_uploads, save_uploads
from service.jobs.board import JobBoard, JobsFull, Work
from service.jobs.job import Job
from service.keys.caller import Caller
from service.keys.scope import KeyScope
from service.library import Intake, Progress
from service.render import Json, intake_payload

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

_LOOK = 0.2  # seconds between two looks at a job whose events are sent
_ACCEPTED: dict[int | str, Json] = {202: {"description": "Taken on; `Location` names it"}}
AS_JOB: dict[int | str, Json] = {
    202: {"model": JobOut, "description": "With `Prefer: respond-async`: taken on as a job"}
}
"""What a route answers besides that adds documents, and as a job where one is preferred."""


def upload_job(
    files: list[UploadFile],
    request: Request,
    library: LibraryOf,
    settings: SettingsOf,
    caller: CallerOf,
    collection: Annotated[CollectionName | None, Form()] = None,
) -> JSONResponse:
    """Take uploaded files on, to be read and added as a job."""
    named = open_collection(collection, caller)
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="wenju-job-")))
        save_uploads(files, folder, settings)
        content = _digest([named, *(f"{one.name} {_file_digest(one)}" for one in _files(folder))])

        def run(tell: Progress) -> Intake:
            documents, sources = read_uploads(folder, tell)
            intake = library.add(documents, collection=named, on_progress=tell)
            return replace(intake, sources=sources)

        return _taken_on(Work(run, content, held.pop_all()), request, caller)


router.add_api_route(
    "",
    upload_job,
    methods=["POST"],
    status_code=202,
    include_in_schema=False,
    route_class_override=MultipartRoute,
)


@router.post("", response_model=JobOut, status_code=202, responses=_ACCEPTED)
def start_job(
    body: DocumentsIn | DocumentIn, request: Request, library: LibraryOf, caller: CallerOf
) -> JSONResponse:
    """Take documents on, to be added as a job: articles as JSON, or files as a form.

    The body is that of `POST /v1/documents`. The same content that is sent again before
    the job is over gives the same job; afterwards a new one, which finds it unchanged.
    """
    named = open_collection(body.collection, caller)
    documents = documents_of(body)
    content = _digest([named, *(_facts(document) for document in documents)])

    def run(tell: Progress) -> Intake:
        return library.add(documents, collection=named, on_progress=tell)

    return _taken_on(Work(run, content), request, caller)


@router.get("", response_model=JobsOut)
async def list_jobs(request: Request, caller: CallerOf) -> Json:
    """List the caller's jobs, oldest first: those under way and the last ones that ended."""
    board: JobBoard = request.app.state.jobs
    return {"jobs": [job_payload(job) for job in board.jobs() if _may_see(caller, job)]}


@router.get("/{job_id}", response_model=JobOut)
async def read_job(job_id: str, request: Request, caller: CallerOf) -> Json:
    """Say how far a job has come, and what came of it."""
    return job_payload(_job(job_id, request, caller))


@router.get("/{job_id}/events", responses={200: events_beside("A `job` event for each change")})
async def follow_job(job_id: str, request: Request, caller: CallerOf) -> EventStream:
    """Send a job as server-sent events, one for each change, until it is over."""
    job = _job(job_id, request, caller)
    board: JobBoard = request.app.state.jobs
    running: Running = request.app.state.running
    return EventStream(_followed(job, board, running.closing))


@router.post("/{job_id}/cancel", response_model=JobOut)
async def cancel_job(job_id: str, request: Request, caller: CallerOf) -> Json:
    """Cancel a job: what it was to add is added whole or not at all. One that is over stays."""
    job = _job(job_id, request, caller)
    board: JobBoard = request.app.state.jobs
    return job_payload(board.cancel(job.id) or job)


async def _followed(job: Job, board: JobBoard, closing: asyncio.Event) -> AsyncGenerator[str, None]:
    silent = 0.0
    yield event(job_payload(job), "job")
    while not job.over and not closing.is_set():
        await asyncio.sleep(_LOOK)
        now = board.find(job.id) or job
        if now != job:
            job, silent = now, 0.0
            yield event(job_payload(job), "job")
        elif (silent := silent + _LOOK) >= SILENCE:
            silent = 0.0
            yield STILL_HERE


def job_payload(job: Job) -> Json:
    """Return a job as JSON."""
    failure = None
    if job.problem is not None:
        fault = fault_of(job.problem)
        failure = {"type": fault.kind, "message": fault.message}
    return {
        "id": job.id,
        "state": job.state.value,
        "stage": job.stage or None,
        "done": job.done,
        "total": job.total,
        "cancelling": job.cancelling and not job.over,
        "created": job.created.isoformat(),
        "ended": job.ended.isoformat() if job.ended else None,
        "result": intake_payload(job.intake) if job.intake else None,
        "error": failure,
    }


def _taken_on(work: Work, request: Request, caller: Caller) -> JSONResponse:
    board: JobBoard = request.app.state.jobs
    try:
        job = board.submit(work, owner=caller.id)
    except JobsFull:
        raise HTTPException(
            503, "too many jobs wait already", {"Retry-After": RETRY_SECONDS}
        ) from None
    headers = {"Location": f"/v1/jobs/{job.id}"}
    return JSONResponse(job_payload(job), status_code=202, headers=headers)


def applied(taken: JSONResponse) -> JSONResponse:
    """Return a job's answer that says that the client's preference for it was heard."""
    taken.headers["Preference-Applied"] = RESPOND_ASYNC
    return taken


def _job(job_id: str, request: Request, caller: Caller) -> Job:
    board: JobBoard = request.app.state.jobs
    job = board.find(job_id)
    if job is None or not _may_see(caller, job):
        raise HTTPException(404, "there is no such job, or it ended long ago")
    return job


def _may_see(caller: Caller, job: Job) -> bool:
    return caller.id == job.owner or (caller.may(KeyScope.ADMIN) and caller.collections is None)


def _facts(document: Document) -> str:
    return f"{document.id} {document.sha256} {document.metadata!r}"


def _files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
