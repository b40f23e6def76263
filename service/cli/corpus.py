"""`ingest`, `documents`, `remove` and `compact`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli.exit_codes import ExitCode
from service.cli.filtering import (
    CollectionOption,
    CollectionsOption,
    FromOption,
    SourcesOption,
    UntilOption,
    filter_of,
)
from service.cli.options import JsonOption, StoreOption, open_library, print_json, tell

if TYPE_CHECKING:
    from service.library import Intake, Library
    from service.watching import Followed

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
    collection: CollectionOption = "default",
    prune: Annotated[
        bool,
        typer.Option(
            "--prune",
            help="Also take out of the collection what was read from these folders and is gone.",
        ),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Then follow what is added, changed and removed there."),
    ] = False,
    engine: Annotated[
        str | None,
        typer.Option("--engine", metavar="ENGINE", help="What shares the work: processes or ray."),
    ] = None,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Read articles into the index.

    A file that cannot be read is reported, and the rest go on. Reading a file
    again replaces what it gave before; what has not changed is left as it is,
    so an ingest that was broken off is simply run again and goes on from what it
    had kept, thousands of articles or a minute at a time. Exit code 0: something
    was read, or all was there already; 2: nothing could be read. --watch ends
    with 0 on Ctrl-C or SIGTERM.
    """
    from service.settings import load_settings

    settings = load_settings(store=store, engine=engine)
    library = open_library(context, settings)
    if watch:
        _watch(library, paths, settings.store, collection, prune=prune, json=json)
        return
    intake, pruned = _read(library, paths, collection, prune=prune)
    _report(intake, pruned if prune else None, json=json)
    if not intake.read and not pruned:
        raise typer.Exit(ExitCode.ERROR)


def _read(
    library: "Library", paths: list[Path], collection: str, *, prune: bool
) -> "tuple[Intake, tuple[str, ...]]":
    """Ingest, and take out what is gone; nothing is done where pruning would not be safe."""
    from dataclasses import replace

    from index.filter import collection_name
    from service.cli.progress import shown_progress
    from service.watching import absolute, pruned

    if prune:
        from index.gone import require_folders

        require_folders(absolute(paths))
    with shown_progress() as progress:
        intake = library.ingest(paths, collection=collection, on_progress=progress)
    if not prune:
        return intake, ()
    gone = pruned(library, paths, collection=collection_name(collection))
    return replace(intake, generation=library.generation), gone


def _report(intake: "Intake", pruned: tuple[str, ...] | None, *, json: bool) -> None:
    """Print what was read and, where that was asked for, what was taken out."""
    from service.cli.show import printable
    from service.render import intake_payload, source_payload

    if json:
        sources = [source_payload(source) for source in intake.sources]
        said = {} if pruned is None else {"removed": list(pruned)}
        print_json(intake_payload(intake) | {"sources": sources} | said)
        return
    _show_intake(intake)
    for document_id in pruned or ():
        typer.echo(f"removed: {printable(document_id)}")
    if pruned is not None:
        typer.echo(f"{len(pruned)} removed that were gone")


def _watch(
    library: "Library",
    paths: list[Path],
    store: Path,
    collection: str,
    *,
    prune: bool,
    json: bool,
) -> None:
    """Ingest, then follow the folders until a signal ends it."""
    import signal

    from index.errors import StoreError
    from index.filter import collection_name
    from service.watching import absolute, changes, follow

    def ended(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, ended)
    waiting: set[Path] = set()
    named = collection_name(collection)
    try:
        found = changes(paths, ignored=store.absolute(), tell=tell)
        next(found)  # from here on nothing is missed
        intake, pruned = _read(library, paths, collection, prune=prune)
        _report(intake, pruned if prune else None, json=json)
        tell(f"following {', '.join(map(str, absolute(paths)))}; Ctrl-C ends it")
        for changed in found:
            waiting |= changed
            if not waiting:
                continue
            try:
                followed = follow(library, paths, waiting, collection=named)
            except StoreError as refused:  # another writer, a full disk: tried again
                tell(f"wenju: {refused}")
                continue
            waiting = set()
            _show_followed(followed, json=json)
    except KeyboardInterrupt:
        tell("wenju: no longer following")


def _show_followed(followed: "Followed", *, json: bool) -> None:
    """Print what was done about changed files, if anything was."""
    from service.cli.show import printable
    from service.render import source_payload

    if json:
        print_json(
            {
                "added": followed.added,
                "replaced": followed.replaced,
                "removed": list(followed.removed),
                "problems": [source_payload(source) for source in followed.problems],
                "generation": followed.generation,
            }
        )
        return
    for source in followed.problems:
        typer.echo(f"skipped: {printable(_near(source.name))}: {printable(source.problem or '')}")
    for document_id in followed.removed:
        typer.echo(f"removed: {printable(document_id)}")
    if followed.added or followed.replaced:
        typer.echo(
            f"{followed.added} new, {followed.replaced} replaced; generation {followed.generation}"
        )


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


def documents(
    context: typer.Context,
    collection: CollectionsOption = None,
    source: SourcesOption = None,
    since: FromOption = None,
    until: UntilOption = None,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """List what the index holds."""
    from service.render import documents_payload
    from service.settings import load_settings

    library = open_library(context, load_settings(store=store))
    held = library.documents(filter_of(collection, source, since, until))
    if json:
        print_json(documents_payload(held, library.generation))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from service.cli.show import printable

    several = len({summary.collection for summary in held}) > 1
    named = ("Id", "Collection") if several else ("Id",)
    table = Table(*named, "Title", "Source", "Published", "Characters", "Passages")
    for summary in held:
        place = (summary.id, summary.collection) if several else (summary.id,)
        words = (*place, summary.title or "", summary.source or "")
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


def compact(json: JsonOption = False, store: StoreOption = None) -> None:
    """Write the index anew in one piece and give back the disk that many changes took.

    It holds the same afterwards. Questions go on being answered meanwhile, also
    by running servers; changes have to wait.
    """
    from service.bootstrap import open_local_library
    from service.settings import load_settings

    report = open_local_library(load_settings(store=store)).compact()
    if json:
        print_json(
            {
                "bytes_before": report.bytes_before,
                "bytes_after": report.bytes_after,
                "generation": report.generation,
            }
        )
        return
    sizes = [f"{size / 2**20:.1f} MB" for size in (report.bytes_before, report.bytes_after)]
    typer.echo(f"{sizes[0]} before, {sizes[1]} now; generation {report.generation}")
