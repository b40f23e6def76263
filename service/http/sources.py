"""`/v1/sources`: the outlets that the documents name."""

from collections import Counter

from fastapi import APIRouter, Request

from service.http.dependencies import CallerOf, LibraryOf
from service.http.listing import Listings
from service.http.schema import SourcesOut
from service.http.visible import visible
from service.render import Json

router = APIRouter(prefix="/v1/sources", tags=["documents"])


@router.get("", response_model=SourcesOut)
def list_sources(request: Request, library: LibraryOf, caller: CallerOf) -> Json:
    """List the outlets that the caller's documents name, the one with most documents first."""
    listings: Listings = request.app.state.listings
    listed, generation = listings.of(library, visible(None, caller))
    counted = Counter(one.source for one in listed if one.source is not None)
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return {
        "sources": [{"name": name, "documents": number} for name, number in ordered],
        "documents": len(listed),
        "index_generation": generation,
    }
