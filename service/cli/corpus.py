"""`ingest`, `documents` and `remove`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.exit_codes import ExitCode
from service.cli.options import JsonOption, StoreOption, open_library, print_json, tell

if TYPE_CHECKING:
    from service.library import Intake

MOST_ROWS = 200  # of files that were read without a remark; all others are listed
PathsArgument = Annotated[
    list[Path],
    typer.Argument(
        readable=False,  # reading tells, file by file; the rest go on
        metavar="PATH...",
        help="Files and folders: .txt .md .html .pdf .docx .jsonl",
    ),
]


def ingest(
    context: typer.Context,
    paths: PathsArgument,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Read articles into the index.

    A file that cannot be read is reported, and the rest go on. Reading a file
    again replaces what it gave before. Exit code 0: something was read, or
    all was there already; 2: nothing could be read.
    """
    from service.cli.progress import shown_progress
    from service.render import intake_payload, source_payload
    from service.settings import load_settings

    library = open_library(context, load_settings(store=store))
    with shown_progress() as progress:
        intake = library.ingest(paths, on_progress=progress)
    if json:
        sources = [source_payload(source) for source in intake.sources]
        print_json(intake_payload(intake) | {"sources": sources})
    else:
        _show_intake(intake)
    if not intake.read:
        raise typer.Exit(ExitCode.ERROR)


def _show_intake(intake: "Intake") -> None:
    """Print what was read, skipped and why, and what was guessed."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from service.cli.show import printable

    table = Table("File", "Documents", "What happened")
    quiet = [source for source in intake.sources if not source.problem and not source.warnings]
    hidden = set(quiet[MOST_ROWS:])
    for source in intake.sources:
        if source in hidden:
            continue
        notes = "; ".join(filter(None, (source.problem, *source.warnings)))
        style = "red" if source.problem else "yellow" if source.warnings else None
        outcome = f"skipped: {notes}" if source.problem else notes or "read"
        table.add_row(
            Text(printable(_near(source.name)), overflow="fold"),
            str(source.documents),
            Text(printable(outcome), style or ""),
        )
    Console().print(table)
    if hidden:
        typer.echo(f"and {len(hidden)} more that were read without a remark")
    typer.echo(
        f"{intake.added} new, {intake.replaced} replaced, {intake.unchanged} unchanged, "
        f"{len(intake.skipped)} skipped; generation {intake.generation}"
    )


def _near(name: str) -> str:
    """Return a path as seen from the current folder, where it lies below it."""
    try:
        return str(Path(name).relative_to(Path.cwd()))
    except ValueError:
        return name


def documents(context: typer.Context, json: JsonOption = False, store: StoreOption = None) -> None:
    """List what the index holds."""
    from service.render import documents_payload
    from service.settings import load_settings

    library = open_library(context, load_settings(store=store))
    held = library.documents()
    if json:
        print_json(documents_payload(held, library.generation))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from service.cli.show import printable

    table = Table("Id", "Title", "Source", "Published", "Characters", "Passages")
    for summary in held:
        words = (summary.id, summary.title or "", summary.source or "")
        published = summary.published.isoformat() if summary.published else ""
        table.add_row(
            *(Text(printable(word), overflow="fold") for word in words),
            published,
            str(summary.characters),
            str(summary.passages),
        )
    Console().print(table)


def remove(
    context: typer.Context,
    document_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids to remove.")],
    store: StoreOption = None,
) -> None:
    """Take documents out of the index: all that are named, or none if one is unknown."""
    from service.settings import load_settings

    library = open_library(context, load_settings(store=store))
    generation = library.remove(document_ids)
    tell(f"removed {len(set(document_ids))}; generation {generation}")
