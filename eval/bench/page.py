"""The page in a browser: what a first visit costs, what axe-core finds, what it looks like.

    python -m eval.bench.page                        what a first visit transfers
    python -m eval.bench.page --axe PATH             axe-core's findings as well
    python -m eval.bench.page --pictures docs        writes docs/page-*.png as well

axe-core is no part of this repository: `npm pack axe-core`, unpack the archive anywhere,
and name its `axe.min.js`. Serves the demo corpus from a store of its own. Exit code 1 when
a finding is serious or critical, or a first visit transfers 200 kB or asks another host.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds" / "articles"
MOST_BYTES = 200_000
SERIOUS = {"serious", "critical"}
ANSWERED = "萧山给旺苍投入多少产业园资金"
REFUSED = "宇恒电池今年4月拿了几亩地？"
DIFFERING = "岚川竹产业园投资多少"
DESKTOP, PHONE, NARROW = (1280, 800), (390, 844), (360, 640)


@dataclass(frozen=True, slots=True)
class Look:
    """One state of the page.

    Attributes:
        name: What it is called in the report and in a picture's name.
        size: Width and height of the window in CSS pixels.
        questions: What is asked first, in order.
        locale: The browser's language.
        dark: The system's theme.
        press: What is pressed then, as selectors.
        pictured: Whether it stands in the documentation.
    """

    name: str
    size: tuple[int, int]
    questions: tuple[str, ...] = ()
    locale: str = "zh-CN"
    dark: bool = False
    press: tuple[str, ...] = ()
    pictured: bool = False


MARK = ".turn:last-child .said .mark"
LOOKS = (
    Look("welcome", DESKTOP, pictured=True),
    Look("citation", DESKTOP, (ANSWERED,), press=(MARK,), pictured=True),
    Look("refusal", DESKTOP, (REFUSED,), press=(".sources .mark",)),
    Look("conflict-dark", DESKTOP, (DIFFERING,), dark=True, press=(MARK,), pictured=True),
    Look("removal", DESKTOP, press=("#documents .remove",)),
    Look("filter-dark", DESKTOP, dark=True, press=("#library-view summary",)),
    Look("phone", PHONE, (DIFFERING,), locale="zh-TW", pictured=True),
    Look("phone-citation", PHONE, (ANSWERED,), press=(MARK,), pictured=True),
    Look("phone-library", NARROW, locale="en-GB", dark=True, press=("#library-open",)),
)


@dataclass(slots=True)
class Findings:
    """What was found.

    Attributes:
        requests: How many a first visit made.
        transferred: Bytes of their bodies.
        outside: Requests to another host, of all looks.
        violations: axe-core's, with the look they were found in.
        checks: How many of axe-core's rules passed, by look.
    """

    requests: int = 0
    transferred: int = 0
    outside: list[str] = field(default_factory=list)
    violations: list[dict[str, Any]] = field(default_factory=list)
    checks: dict[str, int] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether everything keeps to what is promised."""
        serious = [one for one in self.violations if one["impact"] in SERIOUS]
        return not serious and not self.outside and self.transferred < MOST_BYTES


@contextmanager
def served(store: Path) -> Iterator[str]:
    """Serve the demo corpus in a process of its own; yields its address."""
    program = [sys.executable, "-P", "-m", "service.cli"]
    subprocess.run(  # noqa: S603  # our own program
        [*program, "ingest", str(SEEDS), "--store", str(store)],
        check=True,
        capture_output=True,
        cwd=ROOT,
    )
    with subprocess.Popen(  # noqa: S603  # our own program
        [*program, "serve", "--port", "0", "--store", str(store)],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stderr is not None  # noqa: S101  # it is a pipe
        try:
            line = next(one for one in process.stderr if " at http://" in one)
            yield line.split()[-1]
        finally:
            process.terminate()


def visit(browser: Browser, base: str, look: Look, findings: Findings, *, plain: bool) -> Page:
    """Open the page as a look describes it.

    Args:
        browser: Where.
        base: The service's address.
        look: What to do there.
        findings: Takes up requests to other hosts.
        plain: Whether the page's policy holds; axe-core cannot be put into a page under it.
    """
    context = browser.new_context(
        viewport={"width": look.size[0], "height": look.size[1]},
        locale=look.locale,
        color_scheme="dark" if look.dark else "light",
        reduced_motion="reduce",
        bypass_csp=not plain,
    )
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((f"{base}/", "blob:"))
            else findings.outside.append(request.url)
        ),
    )
    page.goto(f"{base}/")
    page.wait_for_selector("#documents li", state="attached")
    for at, question in enumerate(look.questions):
        page.fill("#question", question)
        page.keyboard.press("Enter")
        page.locator(".turn").nth(at).locator('.answer[aria-busy="false"]').wait_for()
    for selector in look.press:
        page.locator(selector).first.click()
    if MARK in look.press or ".sources .mark" in look.press:
        page.wait_for_selector("#article-body mark", state="attached")
    return page


def first_visit(browser: Browser, base: str, findings: Findings) -> None:
    """Measure what a first visit to an empty conversation transfers."""
    page = visit(browser, base, LOOKS[0], findings, plain=True)
    sizes: list[int] = page.evaluate(
        "[...performance.getEntriesByType('navigation'),"
        " ...performance.getEntriesByType('resource')].map((one) => one.encodedBodySize)"
    )
    findings.requests, findings.transferred = len(sizes), sum(sizes)
    page.context.close()


def audited(browser: Browser, base: str, look: Look, axe: str, findings: Findings) -> None:
    """Run axe-core on a look."""
    page = visit(browser, base, look, findings, plain=False)
    page.evaluate(axe)
    told = page.evaluate("axe.run().then(({violations, passes}) => ({violations, passes}))")
    findings.checks[look.name] = len(told["passes"])
    for one in told["violations"]:
        places = [node["html"][:160] for node in one["nodes"]]
        found = {"look": look.name, "rule": one["id"], "impact": one["impact"], "places": places}
        findings.violations.append(found)
    page.context.close()


def pictured(browser: Browser, base: str, look: Look, folder: Path, findings: Findings) -> None:
    """Write the picture of a look, in few colours: it is flat."""
    from PIL import Image

    page = visit(browser, base, look, findings, plain=True)
    page.wait_for_timeout(300)
    path = folder / f"page-{look.name}.png"
    page.screenshot(path=path)
    page.context.close()
    with Image.open(path) as image:
        image.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


def run(arguments: argparse.Namespace) -> Findings:
    """Do what the command line asks for."""
    findings = Findings()
    axe = arguments.axe.read_text(encoding="utf-8") if arguments.axe else None
    quiet = ["--disable-gpu", "--disable-background-networking", "--disable-sync"]
    if os.geteuid() == 0:
        quiet.append("--no-sandbox")
    path = arguments.chromium or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise SystemExit("no Chromium on this machine: name one with --chromium PATH")
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "store") as base,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        first_visit(browser, base, findings)
        for look in LOOKS:
            if axe is not None:
                audited(browser, base, look, axe, findings)
            if arguments.pictures is not None and look.pictured:
                pictured(browser, base, look, arguments.pictures, findings)
        browser.close()
    return findings


def main() -> None:
    """Measure, print JSON, and fail where a promise is broken."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--axe", type=Path, help="axe-core's axe.min.js")
    parser.add_argument("--pictures", type=Path, help="the folder to write page-*.png to")
    parser.add_argument("--chromium", help="the browser; the one on the path by itself")
    findings = run(parser.parse_args())
    report = {
        "requests": findings.requests,
        "transferred": findings.transferred,
        "outside": findings.outside,
        "violations": findings.violations,
        "checks": findings.checks,
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))  # noqa: T201  # the report
    raise SystemExit(0 if findings.passed else 1)


if __name__ == "__main__":
    main()
