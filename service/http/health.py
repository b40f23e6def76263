"""`/healthz`, `/readyz`: is it alive, can it answer."""

from fastapi import APIRouter
from pydantic import BaseModel

from service.http.dependencies import LibraryOf

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
def readyz(library: LibraryOf) -> Readiness:
    """Say that the store is open; 503 when it is missing or cannot be used."""
    return Readiness(index_generation=library.generation)
