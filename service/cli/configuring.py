"""`config`."""

from typing import TYPE_CHECKING, Any

from service.cli.options import JsonOption, StoreOption, print_json, tell

if TYPE_CHECKING:
    from service.settings import Settings

HIDDEN = "(hidden)"


def config(json: JsonOption = False, store: StoreOption = None) -> None:
    """Show every setting, its value and where it comes from; secrets stay hidden.

    The command line counts first, then WENJU_ variables, then .env, then
    wenju.toml, then the default. Both files are looked for in the current
    folder, or where WENJU_CONFIG names a folder or a .toml file.
    """
    from service.setting_sources import read_sources, unknown_variables
    from service.settings import Settings, settings_from

    sources = read_sources(Settings, {"store": store})
    settings = settings_from(sources)
    rows = [
        {
            "setting": name,
            "value": shown_value(settings, name),
            "from": next((one.name for one in sources if name in one.values), "default"),
        }
        for name in Settings.model_fields
    ]
    if json:
        print_json({"settings": rows, "remarks": unknown_variables(Settings)})
        return
    _show(rows)
    for remark in unknown_variables(Settings):
        tell(f"wenju: {remark}")


def shown_value(settings: "Settings", name: str) -> Any:  # Any: what JSON can hold
    """Return a setting's value as JSON; what is secret in it is hidden."""
    from service.settings import is_secret

    if is_secret(name):
        return None if getattr(settings, name) is None else HIDDEN
    value = settings.model_dump(mode="json", include={name})[name]
    if isinstance(value, str) and "://" in value and "@" in value:
        scheme, _, rest = value.partition("://")
        return f"{scheme}://{HIDDEN}@{rest.rpartition('@')[2]}"  # a name and password in a URL
    return value


def _show(rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from service.cli.show import printable

    table = Table("Setting", "Value", "From")
    for row in rows:
        value = row["value"]
        words = ", ".join(value) if isinstance(value, list) else str(value)
        shown = "" if value is None else words
        style = "dim" if row["from"] == "default" else ""
        table.add_row(
            Text(row["setting"], style),
            Text(printable(shown), style, overflow="fold"),
            Text(printable(row["from"]), style, overflow="fold"),
        )
    Console().print(table)
