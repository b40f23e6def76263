"""What each route asks of a caller. A route that is not listed here serves nobody.

A test goes through every route of the application and fails for one that is missing.
"""

from dataclasses import dataclass
from re import Pattern

from starlette.routing import compile_path

from service.keys.scope import KeyScope


@dataclass(frozen=True, slots=True)
class Rule:
    """What one route asks for.

    Attributes:
        scope: What the caller's key must be good for; None where no key is needed.
        waits: Takes one of the places for work (`WENJU_CONCURRENCY`), after a turn in the
            queue. Not for what is quick whatever happens, nor for what stays open.
    """

    scope: KeyScope | None
    waits: bool = True


PUBLIC = Rule(None, waits=False)
ASK, INGEST = Rule(KeyScope.ASK), Rule(KeyScope.INGEST)
JOBS = Rule(KeyScope.INGEST, waits=False)
METRICS = Rule(KeyScope.ADMIN, waits=False)

RULES: tuple[tuple[str, str, Rule], ...] = (
    # The first line that fits counts; GET stands for HEAD too, * for any method.
    ("GET", "/healthz", PUBLIC),
    ("GET", "/readyz", PUBLIC),
    ("GET", "/", PUBLIC),
    ("GET", "/page/{name}", PUBLIC),
    ("GET", "/docs", PUBLIC),
    ("GET", "/openapi.json", PUBLIC),
    ("GET", "/metrics", METRICS),
    ("GET", "/v1/models", Rule(KeyScope.ASK, waits=False)),
    ("GET", "/v1/models/{model_id:path}", Rule(KeyScope.ASK, waits=False)),
    ("POST", "/v1/ask", ASK),
    ("POST", "/v1/search", ASK),
    ("POST", "/v1/verify", ASK),
    ("POST", "/mcp", ASK),
    ("POST", "/v1/chat/completions", ASK),
    ("POST", "/v1/messages", ASK),
    ("POST", "/v1/messages/count_tokens", ASK),
    ("GET", "/v1/documents", ASK),
    ("GET", "/v1/sources", ASK),
    ("POST", "/v1/documents", INGEST),
    ("POST", "/v1/documents/files", INGEST),
    ("DELETE", "/v1/documents", INGEST),
    ("POST", "/v1/jobs", INGEST),
    ("GET", "/v1/jobs", JOBS),
    ("GET", "/v1/jobs/{job_id}", JOBS),
    ("POST", "/v1/jobs/{job_id}/cancel", JOBS),
    ("GET", "/v1/jobs/{job_id}/events", JOBS),
    ("GET", "/v1/documents/{document_id:path}/text", ASK),
    ("GET", "/v1/documents/{document_id:path}", ASK),
    ("DELETE", "/v1/documents/{document_id:path}", INGEST),
)

_COMPILED: tuple[tuple[str, Pattern[str], str, Rule], ...] = tuple(
    (method, compile_path(path)[0], path, rule) for method, path, rule in RULES
)


def rule_for(method: str, path: str) -> Rule | None:
    """Return what a request must satisfy, or None where no route is listed."""
    found = _listed(method, path)
    return found[1] if found else None


def template_for(method: str, path: str) -> str:
    """Return a route's path with names in place of values, fit for a log or a measurement."""
    found = _listed(method, path)
    return found[0] if found else "(none)"


def methods_of(path: str) -> tuple[str, ...]:
    """Return the methods of the route whose path fits first, in order; none where none does."""
    fitting = [(listed, template) for listed, fits, template, _ in _COMPILED if fits.match(path)]
    return tuple(sorted({listed for listed, template in fitting if template == fitting[0][1]}))


def _listed(method: str, path: str) -> tuple[str, Rule] | None:
    asked = "GET" if method == "HEAD" else method
    for listed, pattern, template, rule in _COMPILED:
        if listed in (asked, "*") and pattern.match(path):
            return template, rule
    return None
