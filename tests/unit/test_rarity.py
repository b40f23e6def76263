import numpy as np
import pytest

from index.rarity import Rarity, pair_code

NEWS = Rarity.load()


def test_a_pair_of_chinese_characters_has_a_number_of_its_own() -> None:
    assert pair_code("一丁") == 1
    assert pair_code("丁一") == 1 << 16


@pytest.mark.parametrize("text", ["一", "一a", "3人", "一二三"])
def test_anything_else_has_none(text: str) -> None:
    assert pair_code(text) is None


def test_a_pair_in_every_article_weighs_nothing_and_an_unseen_one_most() -> None:
    codes = np.array([pair_code("我们")], dtype=np.uint32)
    table = Rarity(codes, np.array([16 * 10], dtype=np.uint8), articles=1024)
    assert table.weight("我们") == 0.0
    assert table.weight("旺苍") == 1.0
    assert table.weight("ab") == 1.0


def test_a_countys_name_is_rarer_than_everyday_words() -> None:
    assert NEWS.weight("旺苍") > NEWS.weight("园区") > NEWS.weight("中国")
