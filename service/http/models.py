"""`GET /v1/models`: the one model there is, readable to OpenAI's and Anthropic's clients."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from service.render import Json

router = APIRouter(prefix="/v1/models", tags=["OpenAI", "Anthropic"])

MODEL = "wenju"
_RECORD = {
    "id": MODEL,
    "object": "model",
    "created": 0,
    "owned_by": MODEL,
    "type": "model",
    "display_name": MODEL,
    "created_at": "1970-01-01T00:00:00Z",
    "lifecycle": "active",
}


class ModelOut(BaseModel):
    """A model, in both clients' forms at once."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str
    type: Literal["model"]
    display_name: str
    created_at: str
    lifecycle: Literal["active"]


class ModelsOut(BaseModel):
    """All models, on one page."""

    object: Literal["list"]
    data: list[ModelOut]
    has_more: bool
    first_id: str
    last_id: str


@router.get("", response_model=ModelsOut)
async def list_models() -> Json:
    """List the one model there is."""
    return {
        "object": "list",
        "data": [_RECORD],
        "has_more": False,
        "first_id": MODEL,
        "last_id": MODEL,
    }


@router.get("/{model_id:path}", response_model=ModelOut)
async def read_model(model_id: str) -> Json:
    """Describe a model; there is one."""
    if model_id != MODEL:
        raise HTTPException(404, f"there is no such model here; the one there is is {MODEL!r}")
    return _RECORD
