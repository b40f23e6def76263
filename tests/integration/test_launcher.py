"""The launcher, in a folder of its own with an interpreter that only plays at installing."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = """#!/bin/bash
case "$1 $2" in
  "-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  "-m pip") echo "pip $*" >> "$CALLS"; sleep "${SLOW:-0.2}"; [[ ! -e $BROKEN ]] ;;
  "-P -m") printf '%s\\n' "$@" ;;
  *) exec "$REAL_PYTHON" "$@" ;;
esac
"""


def _interruptible() -> None:
    """Undo what a shell does to the interrupts of what it starts in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Home:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.calls = folder / "calls"
        self.broken = folder / "broken"
        shutil.copy(ROOT / "wenju", folder / "wenju")
        (folder / "pyproject.toml").write_text("[project]\nname = 'x'\n")
        (folder / "requirements.lock").write_text("one==1\ntwo==2\n")
        python = folder / "python"
        python.write_text(STAND_IN)
        python.chmod(0o755)
        self.environment = os.environ | {
            "WENJU_PYTHON": str(python),
            "REAL_PYTHON": sys.executable,
            "CALLS": str(self.calls),
            "BROKEN": str(self.broken),
        }

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603  # our own script
            [self.folder / "wenju", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment | environment,
            preexec_fn=_interruptible,  # nothing else runs in this process
        )

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        with self.start(*arguments, **environment) as process:
            out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def installs(self) -> int:
        return self.calls.read_text().count("requirements.lock") if self.calls.exists() else 0


@pytest.fixture
def home(tmp_path: Path) -> Home:
    folder = tmp_path.resolve() / "a folder"
    folder.mkdir()
    return Home(folder)


def test_the_first_run_installs_and_the_second_starts_at_once(home: Home) -> None:
    code, out, err = home.run("ask", "问 题", "--json")
    assert code == 0
    assert out.splitlines() == ["-P", "-m", "service.cli", "ask", "问 题", "--json"]
    assert "setting up 2 packages" in err
    assert home.run("documents") == (0, "-P\n-m\nservice.cli\ndocuments\n", "")
    assert home.installs() == 1


def test_an_interrupted_set_up_is_taken_up_again(home: Home) -> None:
    home.broken.touch()
    code, out, err = home.run("ask", "x")
    assert (code, out) == (2, "")
    assert "Run again to go on" in err
    home.broken.unlink()
    assert home.run("ask", "x")[0] == 0
    assert home.installs() == 2


def test_a_changed_lock_is_installed(home: Home) -> None:
    home.run("ask", "x")
    (home.folder / "requirements.lock").write_text("one==1\n")
    home.run("ask", "x")
    assert home.installs() == 2


def test_first_runs_at_the_same_time_install_once(home: Home) -> None:
    runs = [home.start("ask", str(number)) for number in range(3)]
    outcomes = [(run.communicate(timeout=60)[0], run.returncode) for run in runs]
    assert [code for _, code in outcomes] == [0, 0, 0]
    assert home.installs() == 1


def test_it_is_found_through_a_link_from_elsewhere(home: Home, tmp_path: Path) -> None:
    home.run("ask", "x")
    link = tmp_path / "link"
    link.symlink_to(home.folder / "wenju")
    done = subprocess.run(  # noqa: S603  # our own script
        [link, "documents"],
        capture_output=True,
        text=True,
        env=home.environment,
        cwd=tmp_path,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "documents"


def test_without_a_fitting_python_it_says_what_is_needed(home: Home, tmp_path: Path) -> None:
    code, _, err = home.run("ask", "x", WENJU_PYTHON="/nowhere/python")
    assert code == 2
    assert "WENJU_PYTHON=/nowhere/python is no Python 3.11+" in err
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "env", "mkdir"):
        (tools / name).symlink_to(shutil.which(name) or name)
    code, _, err = home.run("ask", "x", WENJU_PYTHON="", PATH=str(tools))
    assert code == 2
    assert "needs Python 3.11 or newer" in err


def test_an_interrupt_ends_the_set_up_and_leaves_nothing_half_ready(home: Home) -> None:
    with home.start("ask", "x", SLOW="5") as process:
        while not home.calls.exists():
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "run again to go on" in err
    assert home.run("ask", "x")[0] == 0
    assert home.installs() == 2
