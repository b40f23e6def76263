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
ADMIN = Rule(KeyScope.ADMIN, waits=False)

RULES: tuple[tuple[str, str, Rule], ...] = (
    # The first line that fits counts; GET stands for HEAD too, * for any method.
    ("GET", "/healthz", PUBLIC),
    ("GET", "/readyz", PUBLIC),
    ("GET", "/docs", PUBLIC),
    ("GET", "/openapi.json", PUBLIC),
    ("GET", "/v1/models", Rule(KeyScope.ASK, waits=False)),
    ("POST", "/v1/ask", ASK),
    ("POST", "/v1/search", ASK),
    ("POST", "/v1/verify", ASK),
    ("POST", "/v1/chat/completions", ASK),
    ("GET", "/v1/documents", ASK),
    ("POST", "/v1/documents", INGEST),
    ("POST", "/v1/documents/files", INGEST),
    ("DELETE", "/v1/documents", INGEST),
    ("GET", "/v1/documents/{document_id:path}", ASK),
    ("DELETE", "/v1/documents/{document_id:path}", INGEST),
)

_COMPILED: tuple[tuple[str, Pattern[str], Rule], ...] = tuple(
    (method, compile_path(path)[0], rule) for method, path, rule in RULES
)


def rule_for(method: str, path: str) -> Rule | None:
    """Return what a request must satisfy, or None where no route is listed."""
    asked = "GET" if method == "HEAD" else method
    for listed, pattern, rule in _COMPILED:
        if listed in (asked, "*") and pattern.match(path):
            return rule
    return None
