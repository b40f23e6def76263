"""`mcp`."""

import sys
from typing import Annotated

import typer

from service.cli.options import StoreOption, open_library, tell

HttpOption = Annotated[
    bool, typer.Option("--http", help="Serve over streamable HTTP at /mcp, not over stdio.")
]


def mcp(
    context: typer.Context,
    http: HttpOption = False,
    host: Annotated[str | None, typer.Option(help="With --http: address to listen at.")] = None,
    port: Annotated[int | None, typer.Option(help="With --http: port; 0 takes a free one.")] = None,
    store: StoreOption = None,
) -> None:
    """Give a model the tools ask, search, get_document and verify (Model Context Protocol).

    Over standard input and output, for a client that starts it, until the input ends;
    messages go to standard error. With --http at 127.0.0.1:8000/mcp until Ctrl-C.
    """
    from service.settings import load_settings

    if not http and (host is not None or port is not None):
        raise typer.BadParameter("--host and --port go with --http")
    settings = load_settings(store=store, host=host, port=port)
    library = open_library(context, settings, seeded=True)
    if http:
        from service.http.mcp_only import create_mcp_app
        from service.http.server import run_server

        run_server(library, settings, application=create_mcp_app)
        return
    from service.mcp.desk import Desk
    from service.mcp.server import run_stdio

    if sys.stdin.isatty():
        tell("wenju: this speaks MCP on standard input; let a client start it (docs/mcp.md)")
    run_stdio(Desk(library, settings.question_characters))
