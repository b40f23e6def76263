from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.code_points import code_points
from index.pieces import Neighbours, Remembered
from index.span import Span
from index.static_embedder import StaticEmbedder
from index.token_rows import TokenRows
from index.tokens import TokenCounter, count_tokens

_TEXTS = st.lists(
    st.one_of(
        st.sampled_from("。，“”— \n1290,.abÀß▁山海企业企業㐀鿿𠀀😀\0"),
        st.characters(exclude_categories=("Cs",)),
        st.sampled_from(["产业园区", "经济发展", "2023年", "sino-", "[UNK]", "😀😀", "の产", "▁a"]),
    ),
    max_size=20,
).map("".join)


@cache
def _embedder():
    return StaticEmbedder.load()


def test_characters_of_one_token_are_not_apart_and_others_are():
    neighbours = Neighbours(["产业", "园"])
    assert neighbours.apart(code_points("产业园产")).tolist() == [False, True, True]


def test_each_piece_is_found_out_once_and_given_its_number():
    asked = []

    def find(pieces):
        asked.append(pieces)
        return [len(piece) for piece in pieces]

    remembered = Remembered(find)
    begins = np.array([True, False, True, True, False, True])
    assert remembered.of(code_points("产业园产业区"), begins).tolist() == [2, 1, 2, 1]
    assert remembered.of(code_points("园产业\0业区"), begins).tolist() == [2, 1, 2, 1]
    assert asked == [["区", "园"], ["产业"], ["业"], ["\0业", "园产"]]


def test_what_is_too_much_is_forgotten_and_found_out_again():
    forgotten = []
    remembered = Remembered(lambda pieces: [0] * len(pieces), lambda: forgotten.append(True))
    long = code_points("产" * 500_001)
    remembered.of(long, np.arange(long.size) == 0)
    assert forgotten == []
    remembered.of(long, np.arange(long.size) == 0)
    assert forgotten == [True]


@given(st.lists(_TEXTS, min_size=1, max_size=6))
def test_texts_counted_together_count_as_each_by_itself(texts):
    counters = TokenCounter.of_all(texts)
    counted = [counter.count(Span(0, len(counter.text))) for counter in counters]
    assert counted == list(map(count_tokens, texts))


@given(st.lists(_TEXTS, min_size=16, max_size=20))
def test_rows_of_pieces_are_those_that_the_tokenizer_gives_for_whole_texts(texts):
    tokenizer = _embedder().tokenizer
    expected = [
        encoding.ids for encoding in tokenizer.encode_batch(texts, add_special_tokens=False)
    ]
    assert [rows.tolist() for rows in TokenRows(tokenizer, much=1).of_all(texts)] == expected


def test_a_tokenizer_that_prepares_texts_otherwise_is_given_whole_texts():
    tokenizer = StaticEmbedder.load().tokenizer
    tokenizer.normalizer = None
    texts = ["abc 产业 abc"] * 20
    expected = tokenizer.encode("abc 产业 abc", add_special_tokens=False).ids
    assert [rows.tolist() for rows in TokenRows(tokenizer, much=1).of_all(texts)] == [expected] * 20


def test_threads_that_learn_pieces_at_once_get_the_rows_that_each_gets_alone():
    tokenizer = _embedder().tokenizer
    texts = [
        [f"{a}{b}县第{n}号{b}{a}码头投资{n}万元" for b in "春夏秋冬山水风云花月"]
        for n, a in enumerate("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳")
    ]
    expected = [
        [one.ids for one in tokenizer.encode_batch(part, add_special_tokens=False)]
        for part in texts
    ]
    shared = TokenRows(tokenizer, much=1)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(shared.of_all, texts))
    assert [[rows.tolist() for rows in part] for part in found] == expected
