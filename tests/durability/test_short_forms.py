"""Short forms of `python -m eval.bench.durability`, each in a process of its own.

It forks children, which a process with threads should not.
"""

import subprocess
import sys

import pytest

from eval.bench.durability.tracer import missing

traced = pytest.mark.skipif(missing() is not None, reason=str(missing()))


def report(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "eval.bench.durability", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@traced
def test_a_store_that_is_killed_loses_nothing_acknowledged_and_holds_nothing_half() -> None:
    said = report("kills", "--count", "20")
    assert "kills: 10 at random moments, 10 at named steps" in said
    assert "lost: 0\nfailures: 0\n" in said


@traced
def test_a_power_cut_leaves_the_old_generation_or_the_new_one() -> None:
    said = report("power", "--count", "24", "--changes", "3")
    assert "states after a power cut: 24" in said
    assert "failures: 0\n" in said


@traced
def test_a_call_that_fails_leaves_the_old_answers_and_the_repeat_works() -> None:
    assert "failures: 0\n" in report("faults", "--every", "60")


@traced
def test_a_file_of_the_package_that_cannot_be_read_is_named_in_a_clear_error() -> None:
    assert "failures: 0\n" in report("package", "--every", "30")


def test_damage_to_any_file_is_noticed_or_harmless() -> None:
    said = report("damage", "--flips", "2", "--cuts", "1", "--every", "4")
    assert said.count("failures: 0\n") == 2


def test_a_file_with_a_forged_checksum_harms_nobody_but_the_process_that_parses_it() -> None:
    said = report("forged", "--flips", "6")
    for engine in ("FAISS", "tantivy", "SQLite"):
        assert f"{engine}: 6 forged" in said
    assert "failures: 0\n" in said


def test_sixteen_askers_see_one_generation_each_while_all_is_written_anew() -> None:
    said = report("askers", "--changes", "4")
    assert "8 threads of one process and 8 processes, while 6 generations were made" in said
    assert "failures: 0\n" in said
