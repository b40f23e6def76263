from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from eval.calibrate import WEIGHTS, fit, fold_of, write
from index.checksum import write_manifest
from service.acceptance import Acceptance
from service.reader.ranker import FEATURES, Ranker
from tests.eval_fakes import item

ZEROS = np.zeros(len(FEATURES), dtype=np.float32)
ACCEPTANCE = Acceptance(tuple(1 - step / 100 for step in range(101)))


def test_what_was_fitted_is_written_beside_what_was_trained(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    calibration = np.zeros(len(FEATURES) + 3, dtype=np.float32)
    trained = ZEROS + 2
    save_file(
        {"weights": ZEROS, "trained": trained, "calibration": calibration}, tmp_path / WEIGHTS
    )
    write_manifest(tmp_path, [WEIGHTS])
    write(Ranker(ZEROS + 1, calibration + 3), ACCEPTANCE, tmp_path, questions=7)
    read = Ranker.load(tmp_path)
    assert read.weights.tolist() == [1.0] * len(FEATURES)
    assert set(read.calibration.tolist()) == {3.0}
    assert load_file(tmp_path / WEIGHTS)["trained"].tolist() == trained.tolist()
    assert Acceptance.load(tmp_path) == ACCEPTANCE


def test_a_question_is_always_of_one_fold_and_folds_are_about_as_large() -> None:
    folds = [fold_of(item(item_id=str(number))) for number in range(500)]
    assert folds == [fold_of(item(item_id=str(number))) for number in range(500)]
    assert {fold: 70 < folds.count(fold) < 130 for fold in range(5)} == dict.fromkeys(
        range(5), True
    )


def test_the_regression_finds_the_odds_of_a_single_input() -> None:
    # Of 100 with 0 a quarter is right, of 100 with 1 three quarters: odds 1/3 and 3.
    rows = np.repeat([[0.0], [1.0]], 100, axis=0)
    right = np.array([True] * 25 + [False] * 75 + [True] * 75 + [False] * 25)
    slope, constant = fit(rows, right)
    assert 1 / (1 + np.exp(-constant)) == pytest.approx(0.25, abs=0.06)
    assert 1 / (1 + np.exp(-constant - slope)) == pytest.approx(0.75, abs=0.06)
