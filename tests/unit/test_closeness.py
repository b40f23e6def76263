import pytest

from index.closeness import FEATURES, AskedTerms, Closeness, closeness
from index.document import Passage
from index.need import Need
from index.rarity import Rarity
from index.span import Span

NEWS = Rarity.load()
NEED = Need({"bias": 2.0, "=多少": -4.0, "=多": -4.0, "=少": -4.0})
ASKED = AskedTerms("旺苍云雾山采茶多少斤", NEWS, NEED)


def passage(text: str, title: str | None = None, headings: tuple[str, ...] = ()) -> Passage:
    whole = Span(0, len(text))
    return Passage("d#0", "d", 0, whole, whole, text, headings, title)


def measured(*passages: Passage) -> list[Closeness]:
    return closeness(ASKED, passages)


def test_terms_of_one_sentence_count_more_than_those_of_two() -> None:
    together, apart, far = measured(
        passage("旺苍云雾山今年采茶。"),
        passage("旺苍云雾山。今年采茶。"),
        passage("旺苍云雾山。天晴了。今年采茶。"),
    )
    assert together.sentence > apart.sentence == far.sentence
    assert together.window == apart.window > far.window
    assert together.odds > apart.odds == far.odds
    assert apart.odds_window > far.odds_window
    assert together.odds_anywhere == apart.odds_anywhere == far.odds_anywhere
    assert apart.second > together.second == 0.0


def test_the_title_and_headings_stand_beside_every_sentence() -> None:
    whole = passage("旺苍云雾山采茶。")
    one, titled, headed, without = measured(
        whole,
        passage("今年采茶。", title="旺苍云雾山"),
        passage("今年采茶。", title="旺苍", headings=("云雾山",)),
        passage("今年采茶。"),
    )
    assert titled.sentence == headed.sentence == without.sentence < one.sentence
    assert titled.title > headed.title > without.title == 0.0
    assert titled.titled == titled.covered == pytest.approx(titled.title + titled.sentence)
    assert titled.odds > without.odds
    assert titled.text == without.text == without.covered
    assert (titled.needed, titled.needed_anywhere) > (without.needed, without.needed_anywhere)


def test_a_term_that_only_asks_is_hardly_needed() -> None:
    asking, saying = measured(passage("多少。"), passage("采茶。"))
    assert saying.needed > 5 * asking.needed > 0.0
    assert saying.odds > asking.odds


def test_what_the_answer_looks_like_counts_beside_the_words_of_the_question() -> None:
    asked = AskedTerms("2021年采茶多少斤", NEWS, NEED)
    figure, none = closeness(asked, [passage("2021年采茶30斤。"), passage("2021年采茶。")])
    assert (figure.expected, none.expected) == (1.0, -1.0)
    when = AskedTerms("云雾山什么时候采茶", NEWS, NEED)
    dated, undated = closeness(when, [passage("云雾山3月采茶。"), passage("云雾山采茶30斤。")])
    assert (dated.expected, undated.expected) == (1.0, -1.0)
    (other,) = closeness(AskedTerms("谁采茶", NEWS, NEED), [passage("3人采茶。")])
    assert other.expected == 0.0


def test_traditional_text_is_as_close_as_simplified() -> None:
    (simplified,) = measured(passage("旺苍云雾山今年采茶。", title="云雾山"))
    (traditional,) = measured(passage("旺蒼雲霧山今年採茶。", title="雲霧山"))
    assert traditional == simplified


def test_one_long_stretch_counts_more_than_its_pieces() -> None:
    whole, pieces = measured(passage("旺苍云雾山。"), passage("旺苍，云雾，雾山。"))
    assert (whole.run, pieces.run) == (0.25, 0.08)
    assert whole.rare_run > pieces.rare_run


def test_shared_stretches_do_not_overlap_and_end_at_marks() -> None:
    assert ASKED.runs("云雾山采茶，旺苍") == ["旺苍", "云雾山采茶"]
    assert AskedTerms("茶，茶？", NEWS, NEED).runs("茶，茶") == []


def test_a_passage_of_nothing_that_is_asked_is_not_close() -> None:
    (found,) = measured(passage("？"))
    shares = FEATURES[: FEATURES.index("odds")]
    assert [getattr(found, name) for name in shares] == [0.0] * len(shares)
    assert found.odds == found.odds_window == found.odds_anywhere < 0.0


def test_a_question_without_terms_finds_everything_as_close() -> None:
    one, other = closeness(AskedTerms("？！", NEWS, NEED), [passage("采茶。"), passage("天晴了。")])
    assert (one.odds, one.needed, one.run) == (other.odds, other.needed, other.run) == (0, 0, 0)


def test_values_stand_in_the_order_of_their_names() -> None:
    (found,) = measured(passage("旺苍采茶。"))
    assert found.values() == tuple(getattr(found, name) for name in FEATURES)
