"""Routes for forms, beside those of the same path that take JSON."""

from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope


class MultipartRoute(APIRoute):
    """A route for forms only, so that one path takes JSON and uploads alike."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match as usual, but nothing that is not a form."""
        kind = dict(scope.get("headers", ())).get(b"content-type", b"")
        if not kind.lower().startswith(b"multipart/form-data"):
            return Match.NONE, {}
        return super().matches(scope)
