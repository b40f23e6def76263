"""The environment in which a user starts a program that is installed."""

import os


def as_installed(**more: str) -> dict[str, str]:
    """Return the environment of this process, in which Python keeps what it compiled.

    A build machine often forbids that, and every start then compiles every module again, which
    no user waits for: an installer compiles them, or the first start does.

    Args:
        more: Set beside it.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | more
