from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from index.checksum import write_manifest
from index.closeness import FEATURES
from index.document import Passage
from index.errors import ModelDamaged, ModelUnavailable
from index.need import TERMS_FILE, Need
from index.rarity import Rarity
from index.reorder import WEIGHTS_FILE, Reorder
from index.span import Span

NEWS = Rarity.load()


def passage(text: str) -> Passage:
    whole = Span(0, len(text))
    return Passage("d#0", "d", 0, whole, whole, text)


def written(folder: Path, names: str) -> Path:
    weights = np.zeros(len(names.split()), dtype=np.float32)
    save_file({"weights": weights}, folder / WEIGHTS_FILE, metadata={"features": names})
    save_file(
        {"cues": np.frombuffer(b"bias", np.uint8), "weights": np.ones(1)}, folder / TERMS_FILE
    )
    write_manifest(folder, [TERMS_FILE, WEIGHTS_FILE])
    return folder


def test_each_passage_gets_the_weighted_sum_of_its_features() -> None:
    weights = np.array([name == "run" for name in FEATURES], dtype=np.float32) * 2
    found = [passage("云雾山采茶。"), passage("天晴了。")]
    assert Reorder(weights, NEWS, Need({})).added("云雾山", found) == [2.0, 0.0]


def test_no_passages_get_nothing() -> None:
    assert Reorder.load().added("云雾山", []) == []


def test_the_weights_that_come_along_prefer_the_sentence_that_says_it_all() -> None:
    found = [passage("旺苍云雾山今年采茶。天晴了。"), passage("旺苍天晴了。云雾山今年采茶。")]
    together, apart = Reorder.load().added("旺苍云雾山采茶", found)
    assert together > apart


def test_weights_of_other_features_are_refused(tmp_path: Path) -> None:
    assert Reorder.load(written(tmp_path, " ".join(FEATURES))).weights.shape == (len(FEATURES),)
    with pytest.raises(ModelDamaged, match="other features"):
        Reorder.load(written(tmp_path, " ".join(reversed(FEATURES))))


def test_missing_weights_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable):
        Reorder.load(tmp_path)
