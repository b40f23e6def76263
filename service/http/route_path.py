"""The path by which a request is routed."""

from starlette.types import Scope


def route_path(scope: Scope) -> str:
    """Return a request's path below the place where the application is mounted."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    if not root or not path.startswith(root):
        return path
    return path[len(root) :] or "/"
