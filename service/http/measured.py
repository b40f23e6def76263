"""`GET /metrics`, and what of the index it shows."""

from collections.abc import Callable
from functools import lru_cache

from fastapi import APIRouter, Request
from fastapi.responses import Response

from index.errors import WenjuError
from service.http.metrics import CONTENT_TYPE, Metrics
from service.library import Library

router = APIRouter(tags=["health"])
PATH = "/metrics"


@router.get(PATH, response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request) -> Response:
    """Return counts and timings in Prometheus' text format."""
    measured: Metrics = request.app.state.metrics
    return Response(measured.text(), media_type=CONTENT_TYPE)


def show_index(metrics: Metrics, library: Library) -> None:
    """Show the index's generation and size; 0 while it cannot be read."""

    @lru_cache(maxsize=1)
    def size(generation: int) -> tuple[int, int]:
        held = library.documents()
        return len(held), sum(one.passages for one in held)

    def shown(value: Callable[[], float]) -> Callable[[], float]:
        def look() -> float:
            try:
                return value()
            except WenjuError:
                return 0.0

        return look

    metrics.gauge(
        "wenju_index_generation",
        "The generation of the index; it grows with every change.",
        shown(lambda: library.generation),
    )
    metrics.gauge(
        "wenju_index_documents",
        "Documents in the index.",
        shown(lambda: size(library.generation)[0]),
    )
    metrics.gauge(
        "wenju_index_passages",
        "Passages in the index.",
        shown(lambda: size(library.generation)[1]),
    )
