"""What training tells the network of tokens."""

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from service.training.token_vectors import topic_vectors, use_vectors


def test_topic_vectors_keep_the_main_directions_at_unit_length() -> None:
    table = np.array([[3, 0, 0], [-3, 0.01, 0], [0, 0, 0]], dtype=np.float32)
    found = topic_vectors(table, 1)
    assert found.shape == (4, 1)
    assert found[0].tolist() == [0]
    assert np.allclose(found[1], -found[2], atol=1e-5)
    assert np.allclose(np.abs(found[1:3]), 1, atol=1e-5)


def test_words_used_alike_come_out_alike() -> None:
    words = "张三 李四 说 道 吨 斤 五 六".split()
    tokenizer = Tokenizer(WordLevel({word: row for row, word in enumerate(words)}, unk_token="道"))  # noqa: S106 - no password
    tokenizer.pre_tokenizer = Whitespace()
    texts = [
        f"{name} {verb} {number} {unit}"
        for name in ("张三", "李四")
        for verb in ("说", "道")
        for number in ("五", "六")
        for unit in ("吨", "斤")
    ]
    vectors = use_vectors(texts * 3, tokenizer, 4, seed=0)
    likeness = vectors @ vectors.T
    row = {word: place + 1 for place, word in enumerate(words)}
    assert likeness[row["张三"], row["李四"]] > 0.95
    assert likeness[row["吨"], row["斤"]] > 0.95
    assert likeness[row["张三"], row["吨"]] < 0.5
