from pathlib import Path

import pytest

from index.acknowledged import NOTE, note, noted, require
from index.errors import StoreDamaged


def test_what_was_noted_last_is_read(tmp_path: Path) -> None:
    assert noted(tmp_path) == 0
    note(tmp_path, 7)
    note(tmp_path, 8)
    assert noted(tmp_path) == 8
    assert [file.name for file in tmp_path.iterdir()] == [NOTE]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "3", '{"generation": 9}', '{"generation": 9, "checksum": 1}']
)
def test_a_note_that_cannot_be_believed_says_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / NOTE).write_text(content)
    assert noted(tmp_path) == 0


def test_a_note_with_a_changed_number_says_nothing(tmp_path: Path) -> None:
    note(tmp_path, 8)
    changed = (tmp_path / NOTE).read_text().replace("8", "9", 1)
    (tmp_path / NOTE).write_text(changed)
    assert noted(tmp_path) == 0


def test_a_note_that_cannot_be_written_keeps_no_change_from_standing(tmp_path: Path) -> None:
    (tmp_path / f"{NOTE}.new").mkdir()
    note(tmp_path, 8)
    assert noted(tmp_path) == 0


def test_a_database_that_is_behind_what_was_acknowledged_is_damage(tmp_path: Path) -> None:
    require(tmp_path, 8, 8)
    require(tmp_path, 9, 8)  # killed before the note was written
    with pytest.raises(StoreDamaged, match="stands at generation 7, but 8 was acknowledged"):
        require(tmp_path, 7, 8)
    with pytest.raises(StoreDamaged, match="missing or empty, though 8 changes"):
        require(tmp_path, 0, 8)
