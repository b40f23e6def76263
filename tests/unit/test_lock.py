import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import StoreBusy
from index.lock import WriterLock

HOLD = """
import sys, time
from pathlib import Path
from index.lock import WriterLock
with WriterLock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_is_refused_at_once_and_told_who_writes(tmp_path: Path) -> None:
    with WriterLock(tmp_path / "lock"), pytest.raises(StoreBusy) as refused:
        WriterLock(tmp_path / "lock").__enter__()
    said = str(refused.value)
    assert said.startswith(f"{tmp_path} is being written to by process {os.getpid()} on ")
    assert socket.gethostname() in said
    assert re.search(r"since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00: .*python", said)


def test_the_lock_is_free_after_the_block(tmp_path: Path) -> None:
    for _ in range(2):
        with WriterLock(tmp_path / "lock"):
            pass


def test_a_dead_holder_keeps_nothing(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with subprocess.Popen(  # noqa: S603 - our own program above
        [sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE, cwd=Path.cwd()
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StoreBusy, match=f"process {holder.pid} "):
            WriterLock(lock).__enter__()
        holder.kill()
    with WriterLock(lock):
        pass


def test_a_holder_that_could_not_be_written_down_still_keeps_others_out(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with WriterLock(lock):
        lock.write_bytes(b"{")
        with pytest.raises(StoreBusy, match="an unknown process"):
            WriterLock(lock).__enter__()
