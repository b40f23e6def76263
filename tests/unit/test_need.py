from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from index.checksum import write_manifest
from index.errors import ModelDamaged, ModelUnavailable
from index.need import TERMS_FILE, Need, asking_places, shares, term_cues
from index.rarity import Rarity
from index.reorder import RERANK_FOLDER

NEWS = Rarity.load()


def written(folder: Path, cues: str, weights: list[float]) -> Path:
    names = np.frombuffer(cues.encode(), dtype=np.uint8)
    save_file({"cues": names, "weights": np.array(weights, np.float32)}, folder / TERMS_FILE)
    write_manifest(folder, [TERMS_FILE])
    return folder


def test_a_chance_is_the_logistic_of_the_weights_of_its_cues() -> None:
    need = Need({"bias": 1.0, "=采茶": 1.0, "]雾": -3.0})
    assert need.chances("云雾采茶", ["云雾", "采茶"], NEWS) == pytest.approx(
        [0.1192, 0.8808], abs=1e-4
    )


def test_numbers_and_words_are_as_likely_everywhere_and_no_chance_is_certain() -> None:
    need = Need({"bias": 50.0})
    assert need.chances("3月gdp采茶", ["3", "gdp", "采茶"], NEWS) == pytest.approx([0.8, 0.8, 0.99])


def test_what_comes_along_expects_a_name_and_no_asking_word() -> None:
    question = "范廷颂是什么时候被任为主教的?"
    terms = ["廷颂", "颂是", "什么", "时候", "候被", "主教"]
    name, across, what, when, other, title = Need.load(RERANK_FOLDER).chances(question, terms, NEWS)
    assert min(name, title) > 0.8
    assert max(across, what, when, other) < 0.2


def test_a_pair_goes_by_what_it_is_and_by_what_stands_around_it() -> None:
    asking, rare = asking_places("谁采茶"), NEWS.weight("采茶")
    assert asking == [0]
    assert dict(term_cues("谁采茶", "采茶", NEWS, asking)) == {
        "bias": 1.0,
        "rarity": rare,
        "rarity2": rare * rare,
        "near1": 1.0,
        "place": 1 / 3,
        "last": 1.0,
        "<谁": 1.0,
        "[采": 1.0,
        "]茶": 1.0,
        ">$": 1.0,
        "=采茶": 1.0,
    }


def test_a_character_has_no_rarity_and_no_parts() -> None:
    cues = dict(term_cues("谁采茶", "采", NEWS, [0]))
    assert cues == {"bias": 1, "near1": 1, "place": 1 / 3, "last": 1, "<谁": 1, ">茶": 1, "=采": 1}


def test_where_nothing_asks_the_nearest_asking_word_is_far() -> None:
    cues = dict(term_cues("采茶了", "采茶", NEWS, []))
    assert cues["near4"] == 1.0
    assert (cues["first"], cues["<^"], cues[">了"]) == (1.0, 1.0, 1.0)


def test_common_pairs_stand_in_more_passages_than_rare_ones() -> None:
    common, rare, number = shares(["中国", "廷颂", "3"], NEWS)
    assert common > 0.1
    assert rare < 0.001
    assert number == 0.01


def test_weights_without_names_are_refused(tmp_path: Path) -> None:
    assert Need.load(written(tmp_path, "bias\n=采茶", [1.0, 0.5])).weights == {
        "bias": 1,
        "=采茶": 0.5,
    }
    with pytest.raises(ModelDamaged, match="does not name"):
        Need.load(written(tmp_path, "bias", [1.0, 0.5]))


def test_missing_weights_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable):
        Need.load(tmp_path)
