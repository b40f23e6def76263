"""The path by which a request is routed."""

from typing import Any

from starlette.types import Scope


def route_path(scope: Scope) -> str:
    """Return a request's path below the place where the application is mounted."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    if not root or not path.startswith(root):
        return path
    return path[len(root) :] or "/"


def template_of(scope: Scope) -> str:
    """Return the path of the route that served a request, with names in place of values.

    What a caller sends stands in no log and no measurement this way.
    """
    route: Any = scope.get("route")
    return str(getattr(route, "path", None) or "(none)")
