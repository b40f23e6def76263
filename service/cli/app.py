"""The command `wenju`: its subcommands, and what becomes of errors."""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import typer

from index.errors import WenjuError
from service.cli import asking, configuring, corpus, keys, mcp, proving, serving
from service.cli.exit_codes import ERROR_CODES, ExitCode

PLUGINS = "wenju.commands"
"""Entry points of this group are called with the app, to add commands to it."""

HELP = """Ask questions of Chinese articles; every answer shows where it stands.

Ask in Simplified or Traditional Chinese or in English.
Exit codes: 0 answered, 1 refused, 2 error.
"""


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand with lines that show how it is used."""

    run: Callable[..., None]
    examples: tuple[str, ...]


COMMANDS = {
    "ask": Command(
        asking.ask,
        (
            'wenju ask "萧山给旺苍投入多少产业园资金"',
            'wenju ask "How much did Xiaoshan invest in Wangcang?" --json',
            "wenju ask - --json < questions.txt",
        ),
    ),
    "search": Command(
        asking.search, ("wenju search 产业园 -k 5", 'wenju search "industrial park" --json')
    ),
    "chat": Command(asking.chat, ("wenju chat", "wenju chat --store ~/news/.wenju")),
    "verify": Command(
        proving.verify,
        (
            'wenju verify "青石港新建泊位8个。" --document port.txt',
            "wenju verify - --document a.txt --document news-0107 --json < answer.txt",
        ),
    ),
    "ingest": Command(
        corpus.ingest,
        (
            "wenju ingest articles/",
            "wenju ingest news.jsonl report.pdf --store ~/news/.wenju",
            "wenju ingest articles/ --prune --watch",
        ),
    ),
    "documents": Command(corpus.documents, ("wenju documents", "wenju documents --json")),
    "remove": Command(corpus.remove, ("wenju remove news-0107", "wenju remove a.txt b.txt")),
    "compact": Command(corpus.compact, ("wenju compact", "wenju compact --store ~/news/.wenju")),
    "serve": Command(serving.serve, ("wenju serve", "wenju serve --port 8080 --store ~/news")),
    "mcp": Command(mcp.mcp, ("wenju mcp --store ~/news/.wenju", "wenju mcp --http --port 8001")),
    "config": Command(configuring.config, ("wenju config", "wenju config --json")),
    "doctor": Command(
        serving.doctor, ("wenju doctor", "wenju doctor --json", "wenju doctor --repair")
    ),
}
GROUPS = {"keys": keys.app}
"""Commands that have commands of their own."""


def create_app(*, plugins: bool = True) -> typer.Typer:
    """Return the command line.

    Args:
        plugins: Also load the commands that other packages register; finding
            them takes time that a question need not pay for.
    """
    app = typer.Typer(
        name="wenju",
        help=HELP,
        epilog=_epilog(('wenju ask "萧山给旺苍投入多少产业园资金"', "wenju ingest articles/")),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name, command in COMMANDS.items():
        app.command(name, epilog=_epilog(command.examples))(command.run)
    for name, group in GROUPS.items():
        app.add_typer(group, name=name, epilog=_epilog(keys.EXAMPLES))
    if plugins:
        from importlib.metadata import entry_points

        for plugin in sorted(entry_points(group=PLUGINS), key=lambda found: found.name):
            plugin.load()(app)
    return app


def _epilog(examples: Sequence[str]) -> str:
    lines = [f"  {example}" for example in examples]
    return "\n".join(["\b", "Examples:", *lines])  # \b: keep the lines as they are


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code; expected errors show no traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # Matrices here are small, and a server answers many at once: threads of the linear
    # algebra would wait for each other, on a busy machine for seconds. Read at its import.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _speak_utf8()
    try:
        app = create_app(plugins=not given or given[0] not in {*COMMANDS, *GROUPS})
        app(given, prog_name="wenju")
    except WenjuError as error:
        typer.echo(f"wenju: {error}", err=True)
        sys.exit(exit_code(error))
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except BrokenPipeError:  # whoever read our output has read enough
        _stop_speaking()
        sys.exit(ExitCode.ANSWERED)
    except OSError as error:  # a full disk behind the output, for one
        _stop_speaking()
        named = f"{error.filename}: " if error.filename else ""
        typer.echo(f"wenju: {named}{error.strerror or error}", err=True)
        sys.exit(ExitCode.ERROR)
    except ImportError as error:  # parts are loaded when first needed, and their files may be gone
        typer.echo(f"wenju: {error}; install wenju again", err=True)
        sys.exit(ExitCode.ERROR)


def exit_code(error: WenjuError) -> ExitCode:
    """Return the exit code of an error by its nearest mapped class."""
    return next(ERROR_CODES[kind] for kind in type(error).__mro__ if kind in ERROR_CODES)


def _stop_speaking() -> None:
    """Let what is still to be written go nowhere, so that the end does not fail over it."""
    with suppress(OSError):  # where too many files are open, too
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
