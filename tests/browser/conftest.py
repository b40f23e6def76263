"""A browser for each module, and servers that stand for the session."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from service.bootstrap import open_local_library
from service.settings import Settings
from tests.browser.serving import serving
from tests.browser.visit import PATIENCE, Visit, chromium, launched, visiting

expect.set_options(timeout=PATIENCE)  # what is expected may come late on a busy machine
SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "articles"
Visiting = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium; closed with the module, since its loop would disturb asyncio elsewhere."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        started = launched(playwright, path)
        yield started
        started.close()


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on the demo corpus."""
    store = tmp_path_factory.mktemp("page") / "store"
    library = open_local_library(Settings(store=store))
    library.ingest([SEEDS])
    with serving(library, Settings(store=store)) as base:
        yield base


@pytest.fixture
def visit(browser: Browser, seeds: str) -> Iterator[Visit]:
    """A visit in Simplified Chinese on a wide screen."""
    with visiting(browser, seeds) as one:
        yield one


@pytest.fixture
def visits(browser: Browser, seeds: str) -> Visiting:
    """Begins visits of other kinds: a phone, another language, a dark room."""
    return partial(visiting, browser, seeds)
