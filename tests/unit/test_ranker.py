from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from index.checksum import write_manifest
from index.errors import ModelDamaged
from service.reader.features import Features
from service.reader.ranker import FEATURES, Ranker

NOTHING = Features(**dict.fromkeys(FEATURES, 0.0))


def ranker(**weights: float) -> Ranker:
    row = np.array([weights.get(name, 0.0) for name in FEATURES], dtype=np.float32)
    calibration = np.zeros(len(FEATURES) + 3, dtype=np.float32)
    calibration[-2] = 1.0  # the margin
    return Ranker(row, calibration)


def test_a_score_is_the_weighted_sum_of_the_measures() -> None:
    one = replace(NOTHING, nearness=0.5, fit=1.0)
    scores = ranker(nearness=2.0, fit=3.0).scores([one.values(), NOTHING.values()])
    assert scores.tolist() == [4.0, 0.0]


def test_confidence_grows_with_the_margin() -> None:
    sure, torn = (ranker().confidence(NOTHING, 1.0, margin) for margin in (3.0, 0.0))
    assert torn == 0.5
    assert sure == pytest.approx(0.9526, abs=1e-4)


def test_the_shipped_weights_hold_another_year_and_another_place_against_an_answer() -> None:
    weights = dict(zip(FEATURES, Ranker.load().weights.tolist(), strict=True))
    assert weights["time_conflict"] < -3
    assert weights["place_missing"] < -2
    assert weights["nearness"] > 0


def test_weights_for_other_features_are_refused(tmp_path: Path) -> None:
    tensors = {"weights": np.zeros(3, np.float32), "calibration": np.zeros(6, np.float32)}
    save_file(tensors, tmp_path / "ranker.safetensors")
    write_manifest(tmp_path, ["ranker.safetensors"])
    with pytest.raises(ModelDamaged, match="other features"):
        Ranker.load(tmp_path)
