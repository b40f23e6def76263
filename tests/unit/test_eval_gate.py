from pathlib import Path

import pytest

from eval.dataset import Dataset
from eval.evaluation import Evaluation
from eval.gate import regressions, write_baseline
from eval.item import Item
from eval.run import evaluate
from index.errors import InvalidRecord, InvalidSetting, UnreadableSource
from tests.eval_fakes import PAGE, QUOTE, FakeAnswerer, FakeStore, answer, citation, item, refusal


def evaluation(right: int, *, of: int = 20, limit: int = 10) -> Evaluation:
    """Answer the first `right` of the questions and refuse the others."""
    items: tuple[Item, ...] = tuple(
        item("1200万元", item_id=str(n), text=f"第{n}问？") for n in range(of)
    )
    proven = answer("1200万元", citation(PAGE, QUOTE))
    answers = {f"第{n}问？": proven if n < right else refusal() for n in range(of)}
    answerer = FakeAnswerer(FakeStore(PAGE), answers)
    return evaluate(answerer, Dataset("set", items), limit=limit)


@pytest.fixture
def baseline(tmp_path: Path) -> Path:
    path = tmp_path / "baseline.json"
    write_baseline(evaluation(15), path)
    return path


def test_the_same_result_and_a_better_one_pass(baseline: Path) -> None:
    assert regressions(evaluation(15), baseline) == ()
    assert regressions(evaluation(20), baseline) == ()


def test_a_fall_within_the_interval_passes(baseline: Path) -> None:
    # 15 of 20: the interval reaches down to about 0.55.
    assert regressions(evaluation(13), baseline) == ()


def test_a_fall_below_the_interval_is_reported_overall_and_by_kind(baseline: Path) -> None:
    fallen = {(found.group, found.measure): found for found in regressions(evaluation(5), baseline)}
    assert ("overall", "right") in fallen
    assert ("by_kind/figure", "right") in fallen
    assert ("overall", "citation_truth") not in fallen
    found = fallen["overall", "right"]
    assert (found.value, found.baseline) == (0.25, 0.75)
    assert str(found).startswith("overall right: 0.250, was 0.750, least 0.5")


def test_a_measure_that_is_no_longer_taken_has_fallen(baseline: Path) -> None:
    text = baseline.read_text(encoding="utf-8").replace('"citation_truth"', '"gone"')
    baseline.write_text(text, encoding="utf-8")
    fallen = regressions(evaluation(15), baseline)
    assert [(found.group, found.measure, found.value) for found in fallen] == [
        ("overall", "gone", None),
        ("by_kind/figure", "gone", None),
    ]
    assert "not measured" in str(fallen[0])


def test_a_measure_that_no_question_scores_now_has_not_fallen(baseline: Path) -> None:
    measures = {found.measure for found in regressions(evaluation(0), baseline)}
    assert "coverage" in measures
    assert "citation_truth" not in measures


def test_another_set_or_another_depth_cannot_be_compared(baseline: Path) -> None:
    with pytest.raises(InvalidSetting, match="another fingerprint"):
        regressions(evaluation(15, of=21), baseline)
    with pytest.raises(InvalidSetting, match="another limit"):
        regressions(evaluation(15, limit=5), baseline)


@pytest.mark.parametrize("text", ["", "[]", '{"format": 0}', '{"format": 1}'])
def test_a_file_that_is_no_baseline_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text)
    with pytest.raises((InvalidRecord, InvalidSetting)):
        regressions(evaluation(1), path)


def test_a_baseline_that_is_not_there_or_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource):
        regressions(evaluation(1), tmp_path / "none.json")
    with pytest.raises(InvalidSetting, match="cannot be written"):
        write_baseline(evaluation(1), tmp_path)


def test_a_baseline_brings_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "baseline.json"
    write_baseline(evaluation(1), path)
    assert regressions(evaluation(1), path) == ()
