"""A visit to the page: what a person does there, and what the browser notices meanwhile."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from playwright.sync_api import Browser, Locator, Page, Playwright, Route

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 100_000  # milliseconds; a busy machine is no bug
NOTICING = """
window.fired = [];
window.violations = [];
for (const name of ["alert", "confirm", "prompt", "print"])
  window[name] = () => window.fired.push(name);
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.sourceFile}:${event.lineNumber}`));
"""


def chromium() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def launched(playwright: Playwright, path: str) -> Browser:
    """Start a browser that keeps to itself."""
    quiet = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=path, args=[*quiet, *as_root])


def fetched(method: str, url: str, **options: Any) -> httpx.Response:
    """Call the API beside the browser."""
    return httpx.request(method, url, timeout=PATIENCE / 1000, **options)


@dataclass
class Visit:
    """One visit. Everything but what is expected is a fault that `faults` lists."""

    page: Page
    base: str
    requested: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()
    """Parts of console messages that are meant to come."""

    def at(self, selector: str) -> Locator:
        return self.page.locator(selector)

    def ask(self, question: str) -> Locator:
        """Ask as a person does and return the turn once it is answered."""
        before = self.at(".turn").count()
        self.page.fill("#question", question)
        self.page.keyboard.press("Enter")
        turn = self.at(".turn").nth(before)
        turn.locator('.answer[aria-busy="false"]').wait_for()
        return turn

    def until(self, condition: str) -> None:
        """Wait until an expression holds; the page's policy forbids Playwright's own way."""
        while not self.page.evaluate(condition):
            self.page.wait_for_timeout(50)

    def highlighted(self) -> str:
        """Return the marked characters of the original that is shown."""
        self.at("#article-body[aria-busy='false']").wait_for()
        return "".join(self.at("#article-body mark").all_text_contents())

    def faults(self) -> list[str]:
        """Return what should not have happened: errors, scripts, requests elsewhere."""
        told = [one for one in self.complaints if not any(part in one for part in self.expected)]
        seen: list[Any] = self.page.evaluate("[...window.fired, ...window.violations]")
        return [*told, *self.outside, *map(str, seen)]


@contextlib.contextmanager
def visiting(browser: Browser, base: str, **options: Any) -> Iterator[Visit]:
    """Open the page in a fresh context; at the end nothing may have gone wrong.

    Args:
        browser: Where.
        base: The service's address.
        **options: Of the browser context: `viewport`, `locale`, `color_scheme`, and others.
    """
    context = browser.new_context(
        **{
            "locale": "zh-CN",
            "viewport": {"width": 1280, "height": 800},
            "reduced_motion": "reduce",  # a busy machine need not draw what no test looks at
            **options,
        }
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(NOTICING)
    page = context.new_page()
    visit = Visit(page, base)

    def watched(route: Route) -> None:
        url = route.request.url
        visit.requested.append(url)
        if url.startswith(f"{base}/"):
            route.continue_()
        else:
            visit.outside.append(f"request to {url}")
            route.abort()

    context.route("**/*", watched)
    context.on("page", lambda other: visit.complaints.append(f"opened {other.url}"))
    page.on("dialog", lambda dialog: (visit.complaints.append("dialog"), dialog.dismiss()))
    page.on("pageerror", lambda error: visit.complaints.append(f"error: {error}"))
    page.on(
        "console",
        lambda said: (
            visit.complaints.append(f"console: {said.text}")
            if said.type in ("error", "warning")
            else None
        ),
    )
    try:
        page.goto(f"{base}/")
        page.locator("#library-count:not(:empty)").wait_for(state="attached")
        yield visit
        assert visit.faults() == []
    finally:
        context.close()
