"""Options and arguments that commands share, and how they reach the library."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

if TYPE_CHECKING:  # pydantic and the index are loaded by the commands that need them
    from service.library import Library
    from service.settings import Settings

StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store",
        metavar="DIR",
        help="Folder of the index; WENJU_STORE sets it too. "
        "By default .wenju in the current folder.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]

LibraryOpener: TypeAlias = "Callable[[Settings], Library]"


def open_library(
    context: typer.Context, settings: "Settings", *, seeded: bool = False
) -> "Library":
    """Return the library that the settings name.

    Args:
        context: Carries the opener as its `obj`; without one the real library is opened.
        settings: Where the store is and which models it is used with.
        seeded: Build the demo index first, if this is its place and there is none.
    """
    if context.obj is not None:
        opener: LibraryOpener = context.obj
        return opener(settings)
    from service.bootstrap import ensure_seeds, open_local_library

    library = open_local_library(settings)
    if seeded:
        from service.cli.progress import shown_progress

        with shown_progress() as progress:
            ensure_seeds(library, settings, on_progress=progress)
    return library


def print_json(payload: dict[str, Any]) -> None:
    """Print one JSON object on a line of standard output, at once."""
    sys.stdout.write(json.dumps(payload, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def tell(message: str) -> None:
    """Print a line for a person on standard error."""
    typer.echo(message, err=True)
