"""The character model: what it finds likely, and what it refuses to load."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from index.clean.character_model import CharacterModel, character_model
from index.errors import ModelDamaged
from index.training.characters import FIELDS, count, model


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name, fields in FIELDS.items():
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write(json.dumps(dict.fromkeys(fields, "山上有樹，山下有水。" * 9)) + "\n")
    return tmp_path


def test_a_trained_model_prefers_pairs_it_has_seen(data: Path) -> None:
    trained = CharacterModel(model(*count(data)))
    assert trained.log_probability("山上有") > trained.log_probability("上山有")
    assert trained.log_probability("山下") > trained.log_probability("山鼎")


def test_both_scripts_are_as_likely() -> None:
    bundled = character_model()
    assert bundled.log_probability("經濟發展") == bundled.log_probability("经济发展")


def test_the_bundled_model_prefers_chinese_to_shifted_bytes() -> None:
    bundled = character_model()
    assert bundled.log_probability("帶動當地勞動就業") > bundled.log_probability("帶動當貏趧泳蜆業")


def test_a_text_without_a_pair_has_log_probability_zero() -> None:
    assert character_model().log_probability("山") == 0
    assert character_model().log_probability("") == 0


def test_arrays_that_do_not_fit_are_refused() -> None:
    arrays = {
        "characters": np.array([1, 2], dtype=np.uint32),
        "single": np.zeros(2, dtype=np.float16),
        "rest": np.zeros(1, dtype=np.float16),
        "pairs": np.zeros(0, dtype=np.uint32),
        "conditional": np.zeros(0, dtype=np.float16),
    }
    with pytest.raises(ModelDamaged):
        CharacterModel(arrays)
    with pytest.raises(ModelDamaged):
        CharacterModel({})
