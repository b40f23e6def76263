"""`/healthz`, `/readyz`: is it alive, can it answer."""

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from service.http.dependencies import LibraryOf
from service.http.errors import RETRY_SECONDS
from service.http.running import Running

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process runs."""

    status: str = "ok"


class Readiness(BaseModel):
    """The store can be asked."""

    status: str = "ready"
    index_generation: int


@router.get("/healthz")
async def healthz() -> Health:
    """Say that the process runs; looks at nothing else."""
    return Health()


@router.get("/readyz")
def readyz(request: Request, library: LibraryOf) -> Readiness:
    """Say that the store is open; 503 when it is missing, or the service is about to end."""
    running: Running = request.app.state.running
    if running.closing.is_set():
        raise HTTPException(503, "the service is about to end", {"Retry-After": RETRY_SECONDS})
    return Readiness(index_generation=library.generation)
