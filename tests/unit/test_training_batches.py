import numpy as np
import pytest

from index.training.batches import Cloze, ClozeTask, PairTask, ParallelTask, crop, encode
from index.training.corpus import Pair, is_held_out, sentences
from index.training.measure import recall
from index.training.shipping import load_model, quantise, save_model
from index.training.tokenizer import train_tokenizer

ARTICLE = ["县里修了一条路。", "路通到茶园。", "茶园在山上。", "山上有风。"] * 3
ENGLISH = ["the road leads to the tea garden", "there is wind on the hill"] * 5


@pytest.fixture(scope="module")
def tokenizer():
    return train_tokenizer(ARTICLE + ENGLISH, vocabulary=120)


def test_punctuation_and_white_space_are_no_tokens(tokenizer):
    assert tokenizer.encode("茶园， 。\n!?").tokens == tokenizer.encode("茶园").tokens


def test_a_word_and_the_same_letters_inside_another_are_different_tokens(tokenizer):
    assert tokenizer.encode("the").tokens[0].startswith("▁")
    assert all(not token.startswith("▁") for token in tokenizer.encode("3the").tokens[:1])


def test_an_unknown_character_is_the_unknown_token(tokenizer):
    assert tokenizer.encode("龘").tokens == ["[UNK]"]


def test_a_batch_never_holds_a_positive_twice(tokenizer):
    pairs = [Pair(f"{word}?", passage) for passage in ARTICLE[:2] for word in ("路", "茶园")]
    queries, positives = PairTask(pairs, tokenizer).batch(10, np.random.default_rng(1))
    assert len(queries) == len(positives) == 2
    assert positives[0].tolist() != positives[1].tolist()


def test_a_sentence_taken_out_is_not_in_its_passage(tokenizer):
    task = ClozeTask([ARTICLE[:4]], tokenizer, Cloze(kept=0.0, cropped=0.0, windows=1))
    known = {tuple(ids.tolist()): text for text in ARTICLE for ids in encode(tokenizer, [text])}
    queries, positives = task.batch(8, np.random.default_rng(2))
    for query, positive in zip(queries, positives, strict=True):
        assert tuple(query.tolist()) in known
        rest = [i for text in ARTICLE[:4] for i in encode(tokenizer, [text])[0].tolist()]
        assert len(positive) == len(rest) - len(query)


def test_the_same_seed_draws_the_same_batches(tokenizer):
    pairs = [Pair(english, chinese) for english, chinese in zip(ENGLISH, ARTICLE, strict=False)]
    task = ParallelTask(pairs, tokenizer)
    one, other = (task.batch(4, np.random.default_rng(3)) for _ in range(2))
    assert [q.tolist() for q in one[0]] == [q.tolist() for q in other[0]]
    assert [p.tolist() for p in one[1]] == [p.tolist() for p in other[1]]


def test_a_crop_is_a_run_of_what_was_given():
    ids = np.arange(50, dtype=np.int32)
    random = np.random.default_rng(4)
    for _ in range(50):
        run = crop(ids, 3, 14, 1.0, random)
        assert 3 <= run.size <= 14
        assert run.tolist() == list(range(run[0], run[0] + run.size))
    assert crop(ids, 3, 14, 0.0, random) is ids


def test_recall_counts_queries_whose_positive_is_near_enough():
    vectors = {"a": [1, 0], "b": [0, 1], "甲": [1, 0], "乙": [0.9, 0.1]}

    def embed(texts):
        return np.array([vectors[text] for text in texts], dtype=np.float32)

    found = recall(embed, [Pair("a", "甲"), Pair("a", "乙")], candidates=2, at=(1, 2))
    assert found == {1: 0.5, 2: 1.0}


def test_a_saved_model_comes_back_within_half_a_step_of_its_rows(tokenizer, tmp_path):
    table = np.random.default_rng(5).normal(size=(tokenizer.get_vocab_size(), 8))
    table = table.astype(np.float32)
    table[0] = 0
    save_model(tmp_path, tokenizer, table)
    loaded, rows = load_model(tmp_path)
    step = quantise(table)[1]
    assert loaded.get_vocab() == tokenizer.get_vocab()
    assert (np.abs(rows - table) <= step[:, None] * 0.501).all()


def test_the_split_depends_on_the_text_alone_and_takes_a_twentieth():
    taken = sum(is_held_out(str(number)) for number in range(4000))
    assert 150 < taken < 250
    assert is_held_out("路") is is_held_out("路")


def test_sentences_keep_their_marks_and_lose_white_space():
    assert sentences("一条路。 通到山上！\nit is long. and 3.5 km") == [
        "一条路。",
        "通到山上！",
        "it is long.",
        "and 3.5 km",
    ]
