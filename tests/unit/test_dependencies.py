import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
OURS = ("index", "prompts", "service", "eval")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def imported(folder: Path) -> set[str]:
    names: set[str] = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - set(OURS)


def declared(lines: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in lines}


def locked(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if not line.startswith("#")]
    return {pair[0]: pair[1] for pair in pairs}


def test_every_package_that_is_imported_is_declared() -> None:
    owners = packages_distributions()
    missing = {
        f"{floor}: {name}"
        for floor in OURS
        for name in imported(ROOT / floor)
        if not {canonicalize_name(owner) for owner in owners.get(name, (name,))}
        & declared([*PROJECT["dependencies"], *EXTRAS["dev"], *EXTRAS["training"]])
    }
    assert missing == set()


def test_the_locks_hold_a_fitting_version_of_everything_declared() -> None:
    run, develop = locked("requirements.lock"), locked("requirements-dev.lock")
    for lines, versions in (
        (PROJECT["dependencies"], run),
        (EXTRAS["dev"], run | develop),
    ):
        for requirement in map(Requirement, lines):
            assert versions[canonicalize_name(requirement.name)] in requirement.specifier


def test_the_locks_hold_names_and_versions_only() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--" not in text
        assert "@" not in text
