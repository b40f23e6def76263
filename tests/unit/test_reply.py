import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.generate.reply import Statement, parse_reply


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("投资4.2亿元。 [1] «投资4.2亿元»", [("投资4.2亿元。", (1,), ("投资4.2亿元",))]),
        ("投资4.2亿元【2】。", [("投资4.2亿元。", (2,), ())]),
        ("投资4.2亿元[1][3]。", [("投资4.2亿元。", (1, 3), ())]),
        ("投资4.2亿元［1，3］", [("投资4.2亿元", (1, 3), ())]),
        ("- 投资4.2亿元。[1] “投资4.2亿元”", [("投资4.2亿元。", (1,), ("投资4.2亿元",))]),
        ("1. 建了6个。[1]\n2、去年建的。[2]", [("建了6个。", (1,), ()), ("去年建的。", (2,), ())]),
        ("3.5万人受益。[1]", [("3.5万人受益。", (1,), ())]),
        ("建了6个。\n[1] «6个»", [("建了6个。", (1,), ("6个",))]),
        ("建了6个[1]，投资4亿[2]。", [("建了6个", (1,), ()), ("，投资4亿。", (2,), ())]),
        ("Six berths. [1] <<6个>>", [("Six berths.", (1,), ("6个",))]),
        ("建了6个。[1] «没有收尾", [("建了6个。", (1,), ("没有收尾",))]),
        ("<think>也许 [9]</think>建了6个。[1]", [("建了6个。", (1,), ())]),
        ("```\n**建了6个**。[1]\n```", [("建了6个。", (1,), ())]),
        ("建了6个。[1]\n建了6个。[1]", [("建了6个。", (1,), ())]),
        ("看![图](http://x.test/a)这里。[1]", [("看这里。", (1,), ())]),
        ("没有出处的话。", [("没有出处的话。", (), ())]),
        ("NOT_FOUND", []),
        ("Not found.", []),
        ("", []),
        ("<think>没想完", []),
        ("[1] «只有引文»", []),
    ],
)
def test_a_reply_comes_apart_into_statements_keys_and_quotes(
    reply: str, expected: list[tuple[str, tuple[int, ...], tuple[str, ...]]]
) -> None:
    assert parse_reply(reply) == [Statement(*parts) for parts in expected]


def test_invisible_and_reordering_characters_are_left_out() -> None:
    assert parse_reply("建了\u202e6\u200b个。[1]")[0].text == "建了6个。"


def test_an_endless_reply_is_cut_off() -> None:
    assert len(parse_reply("".join(f"第{n}句。[1]\n" for n in range(10_000)))) == 24


@given(st.text("建6个。[]【】«»<>“”1, \n*-`NOT_FOUND", max_size=80))
def test_any_reply_gives_statements_with_text_and_plain_keys(reply: str) -> None:
    for statement in parse_reply(reply):
        assert statement.text.strip()
        assert "\n" not in statement.text
        assert all(0 <= key < 1000 for key in statement.keys)
