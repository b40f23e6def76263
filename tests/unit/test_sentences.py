import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans

MIXED = st.text(alphabet="山海甲 \n。！？；…，.!?;:\"'“”‘’（）()12aB%\u3000\ud800", max_size=80)


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天下雨。明天放晴！真的吗？", ["今天下雨。", "明天放晴！", "真的吗？"]),
        ("投资4.24亿元，占12.5%。另有3家。", ["投资4.24亿元，占12.5%。", "另有3家。"]),
        ("他说：“水到了。”大家笑了。", ["他说：“水到了。”", "大家笑了。"]),
        ("雨停了……鸟叫了。", ["雨停了……", "鸟叫了。"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("甲；乙;丙", ["甲；", "乙;", "丙"]),
        ("It costs 3.5 yuan. Dr. Li paid.", ["It costs 3.5 yuan.", "Dr. Li paid."]),
        ('He said "go." Then he left.', ['He said "go."', "Then he left."]),
        ("See https://a.example/x?y=1 now! Done", ["See https://a.example/x?y=1 now!", "Done"]),
        ("1. 修路\n2. 架桥", ["1. 修路", "2. 架桥"]),
        ("路修好了.桥也通了.", ["路修好了.", "桥也通了."]),
        ("真好！！！ 。再见。", ["真好！！！ 。", "再见。"]),
        ("（全文完。）后记。", ["（全文完。）", "后记。"]),
        ("", []),
        (" \u3000\n ", []),
    ],
)
def test_a_text_falls_into_its_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(MIXED)
def test_sentences_hold_every_visible_character_once_and_in_order(text: str) -> None:
    spans = sentence_spans(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    covered = {place for span in spans for place in range(span.start, span.end)}
    missed = [text[place] for place in range(len(text)) if place not in covered]
    assert all(character.isspace() for character in missed)


@given(MIXED)
def test_sentences_begin_and_end_with_visible_characters(text: str) -> None:
    assert all(sentence == sentence.strip() != "" for sentence in sentences(text))


@given(MIXED)
def test_no_sentence_spans_a_line_break(text: str) -> None:
    assert not any("\n" in sentence for sentence in sentences(text))
