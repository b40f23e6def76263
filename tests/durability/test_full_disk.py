import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SMALL, LARGE = "1500k", "64m"


def mounted(place: Path, options: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a disk of its own with room for little, which root alone can make."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0 or not mounted(place, f"size={SMALL}"):
        pytest.skip("only root can mount a small disk, and not in every container")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)  # noqa: S603, S607


def wenju(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-m", "service.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def held(store: Path) -> list[str]:
    listed = wenju("documents", "--json", "--store", store)
    assert listed.returncode == 0, listed.stderr
    return [one["id"] for one in json.loads(listed.stdout)["documents"]]


def test_a_full_disk_fails_the_change_alone_and_with_room_it_works(
    disk: Path, tmp_path: Path
) -> None:
    few, many, store = tmp_path / "few", tmp_path / "many", disk / "store"
    for folder, count in ((few, 3), (many, 300)):
        folder.mkdir()
        for number in range(count):
            text = f"第{number}号渡口去年运客{number * 7 + 3}人，船工{number + 2}人。" * 20
            (folder / f"{folder.name}-{number}.txt").write_text(text, encoding="utf-8")
    first = wenju("ingest", few, "--store", store)
    assert first.returncode == 0, first.stderr
    failed = wenju("ingest", many, "--store", store)
    assert failed.returncode == 2
    assert "Traceback" not in failed.stderr
    assert "full" in failed.stderr or "No space left" in failed.stderr
    assert held(store) == ["few-0.txt", "few-1.txt", "few-2.txt"]
    asked = wenju("ask", "第2号渡口去年运客多少人？", "--store", store)
    assert "17人" in asked.stdout.replace(" ", ""), asked.stdout + asked.stderr
    assert mounted(disk, f"remount,size={LARGE}")
    assert wenju("ingest", many, "--store", store).returncode == 0
    assert len(held(store)) == 303
