"""Write requirements.lock and requirements-dev.lock from what is installed.

Run it in the project's environment after changing dependencies:

    .venv/bin/python .ci/lock.py

A lock holds names and versions only. Walks the dependency closure of
`pyproject.toml`, so that a package installed by hand does not slip in.
"""

import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
BUILD = ("hatchling", "editables")
HEADER = "# {what}\n# Written by .ci/lock.py; names and versions only.\n"


def closure(requirements: Iterable[str]) -> dict[str, str]:
    """Return every installed package that `requirements` lead to, with its version."""
    versions: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(Requirement(line), "") for line in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            raise SystemExit(f"not installed: {requirement}") from None
        versions[name] = found.version.partition("+")[0]
        for wanted in ("", *requirement.extras):
            if (name, wanted) not in seen:
                seen.add((name, wanted))
                waiting += [(Requirement(line), wanted) for line in found.requires or ()]
    return versions


def write(name: str, what: str, versions: dict[str, str]) -> None:
    """Write one lock file, a package a line, in order."""
    lines = [f"{package}=={version}\n" for package, version in sorted(versions.items())]
    (ROOT / name).write_text(HEADER.format(what=what) + "".join(lines), encoding="utf-8")


def main() -> None:
    """Write both locks."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = closure([*project["dependencies"], *BUILD])
    everything = closure(
        [*project["dependencies"], *BUILD, *project["optional-dependencies"]["dev"]]
    )
    write("requirements.lock", "What ./wenju installs.", needed)
    write(
        "requirements-dev.lock",
        "What ./test installs beside requirements.lock.",
        {name: version for name, version in everything.items() if name not in needed},
    )


if __name__ == "__main__":
    main()
