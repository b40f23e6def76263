"""The HTTP application: routes, limits and errors put together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from index.errors import WenjuError
from service.http import (
    ask,
    completions,
    documents,
    health,
    jobs,
    mcp,
    measured,
    messages,
    models,
    page,
    sources,
    verify,
)
from service.http.docs_page import docs_router
from service.http.errors import ERROR_RESPONSES, install_error_handlers
from service.http.guards import install_guards, open_keyring
from service.http.listing import Listings
from service.http.metrics import Metrics
from service.http.running import Running
from service.jobs.board import JobBoard
from service.keys.keyring import Keyring
from service.library import Library
from service.settings import Settings

NOUNS = (
    ask,
    verify,
    documents,
    sources,
    jobs,
    completions,
    messages,
    models,
    mcp,
    health,
    measured,
    page,
)
DESCRIPTION = """Ask questions of Chinese articles in Simplified or Traditional Chinese or
English. Every citation is proven: `text[start_char_index:end_char_index] == cited_text`
holds in the document named, counted in Unicode code points. What the articles
do not say is refused, with a reason and the nearest evidence."""


def create_app(
    library: Library,
    settings: Settings,
    running: Running | None = None,
    *,
    keyring: Keyring | None = None,
) -> FastAPI:
    """Return the application that serves one library.

    The pages that FastAPI adds by itself load scripts from outside, so they
    are off; `/docs` is our own.

    Args:
        library: What is asked and filled.
        settings: Limits, and who may ask.
        running: What the server adds that runs it; None where none does.
        keyring: Tells whose a key is; None for the keys in the settings' store.
    """
    app = FastAPI(
        title="wenju",
        version=version("wenju"),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        responses=ERROR_RESPONSES,
        separate_input_output_schemas=False,
        lifespan=_lifespan,
    )
    app.state.library = library
    app.state.settings = settings
    app.state.running = running = running or Running()
    app.state.listings = Listings()
    app.state.metrics = metrics = Metrics()
    app.state.jobs = board = JobBoard(most=settings.jobs, on_failure=_noting(running))
    measured.show_index(metrics, library)
    metrics.gauge(
        "wenju_jobs", "Jobs under way.", lambda: sum(not one.over for one in board.jobs())
    )
    for noun in NOUNS:
        app.include_router(noun.router)
    app.include_router(docs_router)
    install_error_handlers(app)
    install_guards(app, settings, keyring or open_keyring(settings), metrics, running)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """At the end let the present job finish; those that wait are dropped."""
    yield
    board: JobBoard = app.state.jobs
    settings: Settings = app.state.settings
    await asyncio.to_thread(board.close, seconds=settings.shutdown_seconds)


def _noting(running: Running) -> Callable[[Exception], None]:
    def note(error: Exception) -> None:
        if running.log is not None and not isinstance(error, WenjuError):
            running.log.failure("job failed", error)

    return note
