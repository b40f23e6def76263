"""Where settings are read from: the command line, the environment, `.env` and `wenju.toml`."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource

from index.errors import InvalidSetting

PREFIX = "WENJU_"
CONFIG = "WENJU_CONFIG"
ENVIRONMENT = "environment"
DOTENV, TOML = ".env", "wenju.toml"
OF_THE_LAUNCHER = frozenset({"WENJU_PYTHON", CONFIG})


@dataclass(frozen=True, slots=True)
class Source:
    """Values from one place.

    Attributes:
        name: `command line`, `environment` or a file's path.
        load: Gives the values by field, not checked yet.
        pattern: How a field is called there; `{}` stands for its name.
    """

    name: str
    load: Callable[[], Mapping[str, object]]
    pattern: str

    @property
    def values(self) -> Mapping[str, object]:
        """The values by field, not checked yet."""
        return self.load()

    def place(self, field: str) -> str:
        """Return what a reader would look for there."""
        if self.pattern.startswith("--"):
            return self.pattern.format(field.replace("_", "-"))
        return self.pattern.format(field if self.name.endswith(TOML) else field.upper())


def read_sources(kind: type[BaseSettings], given: Mapping[str, object]) -> list[Source]:
    """Return the places that hold settings, the one that counts most first.

    The files are looked for in the working folder, or where WENJU_CONFIG names a folder
    or a `.toml` file; its neighbour `.env` is read too.

    Args:
        kind: Which settings there are.
        given: Values of the command line; None counts as not given.

    Raises:
        InvalidSetting: A file cannot be read, or holds an unknown setting.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    sources = [
        Source("command line", lambda: chosen, "--{}"),
        Source(ENVIRONMENT, cache(lambda: EnvSettingsSource(kind)()), f"{PREFIX}{{}}"),
    ]
    dotenv, toml = _files()
    if dotenv.is_file():
        values = _read_dotenv(kind, dotenv)
        sources.append(Source(str(dotenv), lambda: values, f"{PREFIX}{{}} in {dotenv}"))
    if toml.is_file():
        held = _read_toml(kind, toml)
        sources.append(Source(str(toml), lambda: held, f"{{}} in {toml}"))
    return sources


def unknown_variables(kind: type[BaseSettings]) -> list[str]:
    """Return a remark on every WENJU_ variable of the environment that sets nothing."""
    known = {PREFIX + name.upper() for name in kind.model_fields} | OF_THE_LAUNCHER
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    return [f"{name} sets nothing{_nearest(name, known)}" for name in unknown]


def _files() -> tuple[Path, Path]:
    named = os.environ.get(CONFIG, "")
    place = Path(named).expanduser()
    if not named or place.is_dir():
        return place / DOTENV, place / TOML
    if not place.is_file():
        raise InvalidSetting(f"{CONFIG} names {named!r}: there is no such file or folder")
    return place.with_name(DOTENV), place


def _read_dotenv(kind: type[BaseSettings], path: Path) -> dict[str, object]:
    try:
        return DotEnvSettingsSource(kind, env_file=path, dotenv_filtering="only_existing")()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSetting(f"{path} cannot be read: {error}") from error


def _read_toml(kind: type[BaseSettings], path: Path) -> dict[str, object]:
    import tomllib  # most have no such file, and a question does not wait for it

    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSetting(f"{path} cannot be read: {error}") from error
    if unknown := [name for name in held if name not in kind.model_fields]:
        complaints = [f"{name!r}{_nearest(name, kind.model_fields)}" for name in unknown]
        raise InvalidSetting(f"{path} holds what is no setting: {', '.join(complaints)}")
    return {name: value for name, value in held.items() if value != ""}


def _nearest(name: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f" (did you mean {near[0]!r}?)" if near else ""
