"""Files that come with wenju and cannot be read, each in a process that has read nothing yet."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index import errors

ROOT = Path(errors.__file__).resolve().parents[1]
_FAULTS = {"openat": ("ENOENT", "EIO", "EMFILE"), "read": ("EIO",)}
_ENGINES = ("opencc", "pypinyin")  # named where their files are not: they open many
_CODE = (".py", ".pyc", ".so", ".pth")
_OPENED = re.compile(r'openat\(AT_FDCWD, "([^"]+)", O_RDONLY(?![^)]*O_DIRECTORY)[^)]*\) = \d+')
_ARTICLES = {
    "渡口.txt": "红岸渡口2020年运客1200人，船工12人。",
    # Runs that were shifted by a byte: only these need the model of characters.
    "乱码.txt": "红岸渡口2021年运客1300人，"
    + "船工13人".encode("gb18030").decode("latin-1")
    + "。",
}
COMMANDS = (
    ("ingest", "{articles}"),
    ("ask", "红岸渡口2020年运客多少人？"),
    ("ask", "How many people did the ferry carry in 2020?"),
)
"""What is run; each in a fresh process, on a store that the first has made."""


@dataclass(slots=True)
class Tally:
    """What came of many faults.

    Attributes:
        files: The files that were made to fail.
        borne: How often the command said what it says without a fault.
        refused: How often it ended with an error that names the file.
        failures: Tracebacks, other answers, errors that do not name it.
    """

    files: set[str] = field(default_factory=set)
    borne: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the figures for a person."""
        return [
            f"files of the package that fresh processes read: {len(self.files)}",
            f"borne: {self.borne}, refused by name of the file: {self.refused.total()}",
            *(f"{times:6} {said}" for said, times in self.refused.most_common()),
            f"failures: {len(self.failures)}",
            *self.failures[:40],
        ]


class Package:
    """Commands run as anybody runs them, while one file of the package cannot be read.

    Args:
        work: An empty folder.
    """

    def __init__(self, work: Path) -> None:
        self._store, self._articles = work / "store", work / "articles"
        self._record = work / "record"
        self._articles.mkdir()
        for name, text in _ARTICLES.items():
            (self._articles / name).write_text(text, encoding="utf-8")
        self.tally = Tally()

    def run(self, *, every: int = 1) -> None:
        """Let each file fail in each way; or every so manieth."""
        number = 0
        for command in COMMANDS:
            right, files = self._right(command)
            for file in files:
                for call, kinds in _FAULTS.items():
                    for error in kinds:
                        number += 1
                        if number % every == 0:
                            self._fail(command, right, file, f"{call}:error={error}")

    def _right(self, command: Sequence[str]) -> tuple[str, list[str]]:
        """Return what a command says, and the files of the package that it reads."""
        self._wenju(command, [])  # compiles what was never run here
        end = self._wenju(command, ["-e", "trace=openat"])
        opened = _OPENED.findall(self._record.read_text("utf-8", "replace"))
        return end.stdout, sorted(set(filter(_is_data, opened)))

    def _fail(self, command: Sequence[str], right: str, file: str, fault: str) -> None:
        end = self._wenju(command, ["-P", file, "-e", f"inject={fault}"])
        self.tally.files.add(file)
        what = f"{command[0]}, {Path(file).name}, {fault}"
        if end.returncode in (0, 1) and end.stdout == right:
            self.tally.borne += 1
        elif end.returncode == 2 and _is_clear(end.stderr, file):
            said = end.stderr.strip().splitlines()[-1]
            self.tally.refused[re.sub(r"/\S+/", "", said)[:110]] += 1
        else:
            said = (end.stderr.strip().splitlines() or [end.stdout])[-1]
            self.tally.failures.append(f"{what}: exit {end.returncode}: {said}"[:300])

    def _wenju(
        self, command: Sequence[str], options: Sequence[str]
    ) -> "subprocess.CompletedProcess[str]":
        name, argument = command
        own = [name, argument.format(articles=self._articles), "--store", str(self._store)]
        traced = ["strace", "-f", "-qq", "-o", str(self._record), *options] if options else []
        if name == "ingest":
            shutil.rmtree(self._store, ignore_errors=True)
        return subprocess.run(  # noqa: S603 - our own words
            [*traced, sys.executable, "-m", "service.cli", *own],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1"},
        )


def _is_data(file: str) -> bool:
    """Say whether a file is data that comes with wenju, or with what it cannot do without."""
    if file.endswith(_CODE):
        return False
    own = Path(file).is_relative_to(ROOT) and ".venv" not in file
    return own or "/opencc/" in file or "/pypinyin/" in file


def _is_clear(said: str, file: str) -> bool:
    """Say whether an error names the file, or the engine whose it is, and no more is said."""
    last = (said.strip().splitlines() or [""])[-1]
    named = Path(file).name in last or any(one in file and one in last.lower() for one in _ENGINES)
    return last.startswith("wenju: ") and named and "Traceback" not in said
