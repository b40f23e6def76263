"""`keys add`, `keys list` and `keys revoke`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli.options import JsonOption, StoreOption, print_json, tell

if TYPE_CHECKING:
    from service.keys.key import Key
    from service.keys.key_file import KeyFile

EXAMPLES = (
    "wenju keys add --name office --scope ask --rate 120/min",
    "wenju keys add --name crawler --scope ingest --collection news",
    "wenju keys list",
    "wenju keys revoke office",
)


class ScopeOption(StrEnum):
    """The scopes, as the command line names them."""

    ASK = "ask"
    INGEST = "ingest"
    ADMIN = "admin"


app = typer.Typer(
    help="Make, list and take back the API keys of a store.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def add(
    name: Annotated[str, typer.Option(help="Whose it is; shown in the list, not in the log.")],
    scope: Annotated[
        list[ScopeOption],
        typer.Option(help="What it is good for; repeat it for several. admin includes all."),
    ],
    collection: Annotated[
        list[str] | None,
        typer.Option(help="Bind it to a collection; repeat it for several. By default to none."),
    ] = None,
    rate: Annotated[
        str | None, typer.Option(metavar="N/min", help="Most requests a minute.")
    ] = None,
    json: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Make a key and print it: it is shown this once, and only a digest of it is kept."""
    from datetime import UTC, datetime

    from index.filter import collection_name
    from service.keys.key import new_key, parse_rate
    from service.keys.scope import KeyScope

    key, token = new_key(
        name.strip() or "unnamed",
        scopes=frozenset(KeyScope(one.value) for one in scope),
        collections=tuple(dict.fromkeys(map(collection_name, collection or ()))),
        rate=None if rate is None else parse_rate(rate),
        now=datetime.now(UTC),
    )
    file = _file(store)
    file.add(key)
    if json:
        print_json(_payload(key) | {"key": token})
        return
    typer.echo(token)
    tell(f"wenju: key {key.id} is in {file.path}; copy it now, it cannot be shown again")


@app.command("list")
def list_keys(json: JsonOption = False, store: StoreOption = None) -> None:
    """List the keys, also those that were taken back."""
    keys = _file(store).read()
    if json:
        print_json({"keys": [_payload(key) for key in keys]})
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from service.cli.show import printable

    table = Table("Id", "Name", "Scopes", "Collections", "A minute", "Made", "Taken back")
    for key in keys:
        table.add_row(
            key.id,
            Text(printable(key.name), overflow="fold"),
            ", ".join(sorted(key.scopes)),
            ", ".join(key.collections) or "all",
            str(key.rate or ""),
            f"{key.created:%Y-%m-%d}",
            f"{key.revoked:%Y-%m-%d}" if key.revoked else "",
        )
    Console().print(table)


@app.command()
def revoke(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="Id of a key, or a name for all of it.")
    ],
    store: StoreOption = None,
) -> None:
    """Take a key back; a running service knows at its next request."""
    from datetime import UTC, datetime

    for key in _file(store).revoke(name, now=datetime.now(UTC)):
        tell(f"wenju: key {key.id} ({key.name}) is good for nothing any more")


def _file(store: Any) -> "KeyFile":  # Any: a path or None, as every command's option
    from service.keys.key_file import KeyFile
    from service.settings import load_settings

    return KeyFile(load_settings(store=store).store)


def _payload(key: "Key") -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": sorted(key.scopes),
        "collections": list(key.collections),
        "rate_per_minute": key.rate,
        "created": key.created.isoformat(),
        "revoked": key.revoked.isoformat() if key.revoked else None,
    }
