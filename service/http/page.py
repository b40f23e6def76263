"""`/`: the chat page and the files that it is made of, all served from here."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from index.shipped import shipped

router = APIRouter(include_in_schema=False)

FOLDER = Path(__file__).resolve().parent.parent / "page"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",  # the icon
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",  # text becomes text nodes, so no policy may ever be made
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",  # asked for again with its tag, so that an update shows at once
}


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file of the page.

    Attributes:
        body: Its bytes.
        kind: Its media type.
        tag: Its entity tag, quotes included.
    """

    body: bytes
    kind: str
    tag: str


@router.api_route("/", methods=["GET", "HEAD"])
def page(request: Request) -> Response:
    """Return the page."""
    return _sent("index.html", request)


@router.api_route("/page/{name}", methods=["GET", "HEAD"])
def page_file(name: str, request: Request) -> Response:
    """Return a script, a style sheet or the icon of the page."""
    return _sent(name, request)


def _sent(name: str, request: Request) -> Response:
    file = page_files().get(name)
    if file is None:
        raise HTTPException(404, "the page has no such file")
    headers = HEADERS | {"ETag": file.tag}
    if request.headers.get("if-none-match") == file.tag:
        return Response(status_code=304, headers=headers)
    return Response(file.body, media_type=file.kind, headers=headers)


@cache
def page_files() -> dict[str, PageFile]:
    """Return every file of the page by its name; they are read once."""
    with shipped(FOLDER):
        return {path.name: _file(path) for path in sorted(FOLDER.iterdir()) if path.suffix in KINDS}


def _file(path: Path) -> PageFile:
    body = path.read_bytes()
    digest = hashlib.sha256(body).hexdigest()[:16]
    return PageFile(body, KINDS[path.suffix], f'"{digest}"')
