"""The bundled folder, read by numpy and by sentence-transformers."""

import numpy as np
import pytest

from index.script import fold
from index.sentence_embedder import SentenceTransformerEmbedder
from index.static_embedder import BUNDLED_MODEL, StaticEmbedder

TOLERANCE = 1e-4
"""Both sum in float32, in another order: thousands of tokens differ by 1e-5."""

TEXTS = [
    "縣里為產業園投入資金兩百萬元",
    "县里为产业园投入资金两百万元，建成厂房三座。",
    "How much money did the county put into the park?",
    "GDP 增长 5.3%，iPhone15 与 C919",
    "",
    "。！？…",
    "한국어 ☃ \U0001f600",
    "长" * 5000,
    "这是一段很长的文字，" * 1000,
]


@pytest.fixture(scope="module")
def both():
    return StaticEmbedder.load(), SentenceTransformerEmbedder(str(BUNDLED_MODEL), offline=True)


def test_both_ways_of_reading_the_bundled_model_give_the_same_vectors(both):
    ours, theirs = both
    texts = [fold(text) for text in TEXTS]
    np.testing.assert_allclose(
        ours.embed_passages(texts), theirs.embed_passages(texts), atol=TOLERANCE
    )
    np.testing.assert_allclose(
        ours.embed_queries(texts), theirs.embed_queries(texts), atol=TOLERANCE
    )
    assert ours.dimension == theirs.dimension


def test_a_text_and_its_traditional_form_have_one_vector(both):
    ours, _ = both
    one, other = ours.embed_passages([fold("产业园区的资金"), fold("產業園區的資金")])
    np.testing.assert_array_equal(one, other)
