"""Files that come with the package, read when they are first needed."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import ModelDamaged, ModelUnavailable

_HELP = "try again, and look at the disk or install wenju again where that does not help"
_TOO_MANY = frozenset({errno.EMFILE, errno.ENFILE})


@contextmanager
def shipped(place: Path | str) -> Iterator[None]:
    """Turn what goes wrong while such files are read into an error that says what to do.

    What is read inside the block is used once it is over, so that whoever calls again
    reads again: a disk that was full of open files has room a moment later.

    Args:
        place: The file or its folder, or what it is, where nobody says which it is.

    Raises:
        ModelUnavailable: A file is missing, or the system does not let it be read.
        ModelDamaged: It holds something else than was published.
    """
    try:
        yield
    except FileNotFoundError as missing:
        raise ModelUnavailable(
            f"{missing.filename or place} is missing; install wenju again"
        ) from missing
    except RuntimeError as failed:  # engines in C++ know no other for a file they cannot read
        raise ModelUnavailable(f"{place} cannot be read: {failed}; {_HELP}") from failed
    except OSError as failed:
        raise ModelUnavailable(_refused(failed, place)) from failed
    except _malformed() as broken:
        raise ModelDamaged(
            f"{place} cannot be read: {type(broken).__name__}: {broken}; install wenju again"
        ) from broken


def _refused(failed: OSError, place: Path | str) -> str:
    """Say why the system does not let a file be read, and what helps."""
    named = failed.filename or place
    if failed.errno in _TOO_MANY:
        return (
            f"{named} cannot be opened: too many files are open; try again when there are fewer, "
            "or allow more (ulimit -n)"
        )
    return f"{named}, which comes with wenju, cannot be read ({failed.strerror or failed}); {_HELP}"


def _malformed() -> tuple[type[Exception], ...]:
    """Return what parsers raise; asked for only when something was raised."""
    from safetensors import SafetensorError

    return (SafetensorError, ValueError, KeyError, TypeError)
