import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import vocabulary
from index.span import Span
from index.tokens import TokenCounter, count_tokens, encoding


def test_the_encoding_is_found_by_name_without_a_connection() -> None:
    assert encoding().name == "wenju"
    assert encoding().n_vocab == 16_385


@given(st.text())
def test_tokens_decode_to_the_text_they_came_from(text: str) -> None:
    tokens = encoding().encode(text, disallowed_special=())
    assert encoding().decode(tokens) == text
    assert count_tokens(text) == len(tokens)


def test_text_that_looks_like_a_special_token_is_counted_as_text() -> None:
    assert count_tokens("<|endoftext|>") > 1


def test_a_lone_surrogate_is_counted_and_not_refused() -> None:
    assert count_tokens("山\ud800海") == count_tokens("山?海")


def test_common_chinese_words_take_one_token_in_both_scripts() -> None:
    assert [count_tokens(word) for word in ("企业", "企業", "经济", "經濟")] == [1, 1, 1, 1]


def test_no_token_is_longer_than_four_chinese_characters() -> None:
    longest = max(len(token) for token in encoding().token_byte_values())
    assert longest <= 12


def test_a_long_run_without_marks_is_counted_window_by_window() -> None:
    window = "产业园区协作资金" * 2
    assert count_tokens(window * 5_000) == 5_000 * count_tokens(window)


@given(
    st.lists(
        st.one_of(
            st.sampled_from("。，“”—… \n\t\u3000 1290,.abÀɏß山海企业企業㐀鿿\ud800"),
            st.characters(),
            st.sampled_from(["产业园", "  ", "2023年", "Sino-", "\r\n", "!!!!", "。”“"]),
        ),
        max_size=30,
    ).map("".join)
)
def test_a_stretch_counts_what_it_would_by_itself(text: str) -> None:
    counter = TokenCounter(text)
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            assert counter.count(Span(start, end)) == count_tokens(text[start:end])


def test_a_changed_vocabulary_is_refused(tmp_path) -> None:
    damaged = tmp_path / "wenju.tiktoken"
    damaged.write_bytes(vocabulary.VOCABULARY.read_bytes()[:-9])
    with pytest.raises(ValueError, match="checksum"):
        vocabulary.read_ranks(damaged, vocabulary.VOCABULARY_SHA256)
