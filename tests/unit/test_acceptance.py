import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.checksum import write_manifest
from index.errors import ModelDamaged, ModelUnavailable
from service.acceptance import FILE, Acceptance

FALLING = tuple(1 - step / 100 for step in range(101))


def test_an_accepted_error_asks_for_the_confidence_of_its_percent() -> None:
    acceptance = Acceptance(FALLING)
    assert acceptance.threshold(0.15) == pytest.approx(0.85)
    assert acceptance.threshold(0.0) == 1.0


def test_between_two_percents_the_stricter_counts() -> None:
    assert Acceptance(FALLING).threshold(0.159) == pytest.approx(0.85)


def test_who_accepts_every_error_is_shown_every_answer() -> None:
    assert Acceptance((1.0,) * 101).threshold(1.0) == 0.0


@given(st.floats(0, 1), st.floats(0, 1))
def test_who_accepts_more_errors_is_shown_no_less(first: float, second: float) -> None:
    low, high = sorted((first, second))
    acceptance = Acceptance(FALLING)
    assert acceptance.threshold(low) >= acceptance.threshold(high)


@pytest.mark.parametrize(
    "thresholds",
    [(), FALLING[:-1], FALLING[::-1], (*FALLING[:-1], float("nan")), (1.5, *FALLING[1:])],
)
def test_what_is_no_table_is_refused(thresholds: tuple[float, ...]) -> None:
    with pytest.raises(ModelDamaged, match="no table"):
        Acceptance(thresholds)


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    Acceptance(FALLING).save(tmp_path, questions=7)
    write_manifest(tmp_path, [FILE])
    assert Acceptance.load(tmp_path) == Acceptance(FALLING)
    assert json.loads((tmp_path / FILE).read_text("utf-8"))["questions"] == 7


def test_a_table_that_no_manifest_names_is_not_trusted(tmp_path: Path) -> None:
    Acceptance(FALLING).save(tmp_path, questions=7)
    write_manifest(tmp_path, [])
    with pytest.raises(ModelUnavailable, match="calibrate"):
        Acceptance.load(tmp_path)


def test_a_table_that_was_changed_is_not_read(tmp_path: Path) -> None:
    Acceptance(FALLING).save(tmp_path, questions=7)
    write_manifest(tmp_path, [FILE])
    Acceptance((0.0,) * 101).save(tmp_path, questions=7)
    with pytest.raises(ModelDamaged, match="sha256"):
        Acceptance.load(tmp_path)


@pytest.mark.parametrize("content", ["", "[]", '{"thresholds": 3}', '{"thresholds": ["x"]}'])
def test_a_file_of_another_form_is_not_read(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    write_manifest(tmp_path, [FILE])
    with pytest.raises(ModelDamaged):
        Acceptance.load(tmp_path)
