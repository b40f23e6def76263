import json

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from index.checksum import write_manifest
from index.embedders import load_embedder
from index.errors import ModelDamaged, ModelUnavailable
from index.static_embedder import StaticEmbedder


def make_model(folder, *, rows=4):
    """Write a model of three words whose rows are 2·(1,0), 1·(0,1) and 1·(-1,0)."""
    words = {"[UNK]": 0, "园": 1, "区": 2, "park": 3}
    tokenizer = Tokenizer(models.WordLevel(words, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.save(str(folder / "tokenizer.json"))
    table = np.array([[0, 0], [1, 0], [0, 1], [-1, 0]], dtype=np.int8)[:rows]
    scales = np.array([1.0, 2.0, 1.0, 1.0], dtype=np.float32)[:rows]
    save_file({"embeddings": table, "weights": scales}, folder / "model.safetensors")
    write_manifest(folder, ["model.safetensors", "tokenizer.json"])
    return folder


def test_a_text_is_the_unit_mean_of_its_scaled_rows(tmp_path):
    embedder = StaticEmbedder.load(make_model(tmp_path), name="tiny")
    expected = np.array([[2.0, 1.0]]) / np.sqrt(5.0)
    np.testing.assert_allclose(embedder.embed_passages(["园 区"]), expected, atol=1e-6)


def test_rows_come_in_the_order_of_the_texts_across_batches(tmp_path):
    embedder = StaticEmbedder.load(make_model(tmp_path))
    vectors = embedder.embed_passages(["园", "区"] * 700)
    assert vectors.shape == (1400, 2)
    np.testing.assert_allclose(vectors[::2], [[1.0, 0.0]] * 700)
    np.testing.assert_allclose(vectors[1::2], [[0.0, 1.0]] * 700)


@pytest.mark.parametrize("text", ["", "   ", "未 知", "\ud800"])
def test_a_text_of_nothing_known_is_a_row_of_zeros(tmp_path, text):
    embedder = StaticEmbedder.load(make_model(tmp_path))
    assert embedder.embed_queries([text]).tolist() == [[0.0, 0.0]]


def test_texts_that_cancel_out_are_zeros_and_not_nan(tmp_path):
    embedder = StaticEmbedder.load(make_model(tmp_path))
    assert embedder.embed_queries(["园 park park"]).tolist() == [[0.0, 0.0]]


def test_no_texts_are_no_rows(tmp_path):
    assert StaticEmbedder.load(make_model(tmp_path)).embed_passages([]).shape == (0, 2)


def test_the_id_names_the_model_and_its_very_weights(tmp_path):
    embedder = StaticEmbedder.load(make_model(tmp_path), name="tiny")
    published = json.loads((tmp_path / "manifest.json").read_text())["sha256"]
    assert embedder.model_id == f"tiny-{published['model.safetensors'][:12]}"


def test_a_changed_byte_of_the_weights_is_found(tmp_path):
    weights = make_model(tmp_path) / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelDamaged, match="sha256"):
        StaticEmbedder.load(tmp_path)


def test_a_missing_file_is_named(tmp_path):
    (make_model(tmp_path) / "tokenizer.json").unlink()
    with pytest.raises(ModelUnavailable, match=r"tokenizer\.json"):
        StaticEmbedder.load(tmp_path)


def test_a_table_of_another_vocabulary_is_refused(tmp_path):
    with pytest.raises(ModelDamaged, match="different models"):
        StaticEmbedder.load(make_model(tmp_path, rows=3))


def test_weights_that_are_none_are_refused_even_with_a_fresh_manifest(tmp_path):
    make_model(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"not weights at all")
    write_manifest(tmp_path, ["model.safetensors", "tokenizer.json"])
    with pytest.raises(ModelDamaged, match="not a static embedding"):
        StaticEmbedder.load(tmp_path)


def test_the_bundled_model_puts_a_question_next_to_what_answers_it():
    embedder = load_embedder()
    question = embedder.embed_queries(["产业园投入了多少资金"])
    passages = embedder.embed_passages(
        ["县里为产业园投入资金两百万元，建成厂房三座。", "昨夜的比赛中，主队在加时赛里取胜。"]
    )
    near, far = (question @ passages.T)[0]
    assert near > far + 0.2


def test_the_bundled_model_reads_english_questions_over_chinese_passages():
    embedder = load_embedder()
    question = embedder.embed_queries(["how much money was invested in the industrial park"])
    passages = embedder.embed_passages(
        ["县里为产业园投入资金两百万元，建成厂房三座。", "昨夜的比赛中，主队在加时赛里取胜。"]
    )
    near, far = (question @ passages.T)[0]
    assert near > far + 0.1
