"""The HTTP application: routes, limits and errors put together."""

from importlib.metadata import version

from fastapi import FastAPI

from service.http import ask, completions, documents, health, verify
from service.http.authentication import Authentication
from service.http.body_limit import BodyLimit
from service.http.docs_page import docs_router
from service.http.errors import ERROR_RESPONSES, install_error_handlers
from service.keys.key_file import KeyFile
from service.keys.keyring import Keyring, is_loopback
from service.keys.rate import RateLimits
from service.library import Library
from service.settings import Settings

DESCRIPTION = """Ask questions of Chinese articles in Simplified or Traditional Chinese or
English. Every citation is proven: `text[start_char_index:end_char_index] == cited_text`
holds in the document named, counted in Unicode code points. What the articles
do not say is refused, with a reason and the nearest evidence."""


def create_app(library: Library, settings: Settings, *, keyring: Keyring | None = None) -> FastAPI:
    """Return the application that serves one library.

    The pages that FastAPI adds by itself load scripts from outside, so they
    are off; `/docs` is our own.

    Args:
        library: What is asked and filled.
        settings: Limits, and who may ask.
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
    )
    app.state.library = library
    app.state.settings = settings
    for noun in (ask, verify, documents, completions, health):
        app.include_router(noun.router)
    app.include_router(docs_router)
    install_error_handlers(app)
    app.add_middleware(BodyLimit, most=settings.body_bytes)
    app.add_middleware(
        Authentication, keyring=keyring or open_keyring(settings), rates=RateLimits()
    )
    return app


def open_keyring(settings: Settings) -> Keyring:
    """Return the keys of the settings' store."""
    beyond = not is_loopback(settings.host)
    return Keyring(KeyFile(settings.store), settings.keys, beyond_loopback=beyond)
