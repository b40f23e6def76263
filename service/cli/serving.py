"""`serve` and `doctor`."""

from typing import Annotated

import typer

from service.cli.exit_codes import ExitCode
from service.cli.options import JsonOption, StoreOption, open_library, print_json


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen at.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.")] = None,
    store: StoreOption = None,
) -> None:
    """Serve the HTTP API and the chat page until Ctrl-C.

    By default at 127.0.0.1:8000, for this machine alone. Beyond it every
    request needs a key: make one with `wenju keys add` first.
    """
    from service.http.server import run_server
    from service.settings import load_settings

    settings = load_settings(store=store, host=host, port=port)
    run_server(open_library(context, settings, seeded=True), settings)


def doctor(
    repair: Annotated[
        bool, typer.Option("--repair", help="First mend what is damaged in the index.")
    ] = False,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Say what is installed, which models are used and what would be downloaded.

    Reads the whole index and checks it. Then asks a question offline, in a throw-away
    index, and proves that no connection is opened for it. Exit code 0: all is well;
    2: something is not, or --repair could not save everything.
    """
    from service.doctor import Findings, examine, mend
    from service.settings import load_settings

    settings = load_settings(store=store)
    mended = tuple(mend(settings)) if repair else ()
    findings = Findings((*mended, *examine(settings).items))
    if json:
        print_json(findings.payload())
    else:
        for finding in findings.items:
            mark = "ok  " if finding.well else "BAD "
            typer.secho(mark, fg="green" if finding.well else "red", nl=False)
            typer.echo(f"{finding.name:<24} {finding.value}")
    raise typer.Exit(ExitCode.ANSWERED if findings.well else ExitCode.ERROR)
