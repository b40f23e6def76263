import random
from pathlib import Path

import pytest

from eval.bench.durability.disk import File, Folder, Loss
from eval.bench.durability.recording import Call, Replay, calls_of

DRAWN = random.Random(1)


def test_what_was_synced_stays_and_what_was_not_may_go() -> None:
    file = File(b"old")
    file.pending.append((0, b"new"))
    assert file.after(Loss.ALL, DRAWN) == b"old"
    assert file.after(Loss.NOTHING, DRAWN) == b"new"
    file.sync()
    assert file.after(Loss.ALL, DRAWN) == b"new"


def test_a_write_may_be_lost_sector_by_sector_and_by_nothing_smaller() -> None:
    file = File(bytes(1024), [(0, b"\1" * 1024)])
    seen = {file.after(Loss.ANY, DRAWN) for _ in range(60)}
    old, new = bytes(512), b"\1" * 512
    assert {content.ljust(1024, b"\0") for content in seen} == {
        first + second for first in (old, new) for second in (old, new)
    }


def test_a_name_is_lost_until_its_folder_is_synced(tmp_path: Path) -> None:
    root = Folder()
    root.change(**{"a": File(b"x")})
    root.write_out(tmp_path / "before", Loss.ALL, DRAWN)
    assert list((tmp_path / "before").iterdir()) == []
    root.sync()
    root.write_out(tmp_path / "after", Loss.ALL, DRAWN)
    assert (tmp_path / "after" / "a").read_bytes() == b"x"


def hexed(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def test_a_record_of_strace_is_done_again_call_by_call() -> None:
    name, data = hexed("/disk/a"), hexed("hello")
    record = (
        f'7 openat(AT_FDCWD<{hexed("/")}>, "{name}", O_WRONLY|O_CREAT, 0644) = 3<{name}>\n'
        f'7 write(3<{name}>, "{data}", 5 <unfinished ...>\n'
        f'8 mkdir("{hexed("/disk/b")}", 0755) = 0\n'
        "7 <... write resumed>) = 5\n"
        f"7 fsync(3<{name}>) = 0\n"
        f'7 rename("{name}", "{hexed("/disk/c")}") = 0\n'
        f'7 unlink("{hexed("/disk/gone")}") = -1 ENOENT (No such file)\n'
    )
    calls = list(calls_of(record))
    assert [call.name for call in calls] == ["openat", "mkdir", "write", "fsync", "rename"]
    replay = Replay(Folder(), Path("/disk"), Path("/acknowledged"))
    assert [replay.do(call) for call in calls] == [True, True, True, True, True]
    assert sorted(replay.root.names) == ["b", "c"]
    moved = replay.root.names["c"]
    assert isinstance(moved, File)
    assert moved.durable == b"hello"


def test_the_acknowledgement_outside_the_disk_is_noticed() -> None:
    replay = Replay(Folder(), Path("/disk"), Path("/acknowledged"))
    data = f'"{hexed("1")}"'
    assert not replay.do(Call("write", (f"3<{hexed('/acknowledged')}>", data, "1"), 1))
    assert replay.acknowledged


def test_a_call_that_cannot_be_done_again_is_no_silent_gap() -> None:
    replay = Replay(Folder(), Path("/disk"), Path("/acknowledged"))
    with pytest.raises(NotImplementedError, match="sendfile"):
        replay.do(Call("sendfile", ("3</disk/a>", "4</disk/b>", "NULL", "9"), 9))
