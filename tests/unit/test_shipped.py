import errno
import json
import os
from pathlib import Path

import pytest

from index.errors import ModelDamaged, ModelUnavailable
from index.shipped import shipped

TABLE = Path("models/table.json")


def refused(number: int) -> OSError:
    return OSError(number, os.strerror(number), str(TABLE))


def test_a_missing_file_is_named_with_the_way_out() -> None:
    with (
        pytest.raises(ModelUnavailable, match=r"models/table.json is missing; install wenju"),
        shipped(TABLE),
    ):
        raise refused(errno.ENOENT)


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE])
def test_too_many_open_files_are_not_taken_for_a_missing_one(number: int) -> None:
    with (
        pytest.raises(ModelUnavailable, match=r"table.json cannot be opened: too many .*ulimit"),
        shipped(TABLE),
    ):
        raise refused(number)


def test_a_disk_that_does_not_read_is_said() -> None:
    with (
        pytest.raises(ModelUnavailable, match=r"table.json, .* \(Input/output error\); try again"),
        shipped(TABLE),
    ):
        raise refused(errno.EIO)


def test_an_engine_that_does_not_say_which_file_it_could_not_read_is_named_itself() -> None:
    with (
        pytest.raises(ModelUnavailable, match="the engine's table cannot be read: no file"),
        shipped("the engine's table"),
    ):
        raise RuntimeError("no file")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"other": 1}'])
def test_a_file_that_makes_no_sense_is_damage(tmp_path: Path, content: str) -> None:
    (tmp_path / "table.json").write_text(content)
    with (
        pytest.raises(ModelDamaged, match=r"table.json cannot be read: .*install wenju again"),
        shipped(tmp_path / "table.json"),
    ):
        json.loads((tmp_path / "table.json").read_text())["statements"]


def test_an_error_of_ours_passes_as_it_is() -> None:
    with pytest.raises(ModelDamaged, match=r"^of another kind$"), shipped(TABLE):
        raise ModelDamaged("of another kind")
