import pytest

from index.closeness import FEATURES, AskedTerms, Closeness, closeness
from index.document import Passage
from index.rarity import Rarity
from index.span import Span

NEWS = Rarity.load()
ASKED = AskedTerms("旺苍云雾山采茶多少斤", NEWS)


def passage(text: str, document: str = "d", ordinal: int = 0) -> Passage:
    whole = Span(0, len(text))
    return Passage(f"{document}#{ordinal}", document, ordinal, whole, whole, text)


def measured(*passages: Passage) -> list[Closeness]:
    return closeness(ASKED, passages, [1.0, 0.5, 0.25][: len(passages)])


def test_terms_of_one_sentence_count_more_than_those_of_two() -> None:
    together, apart, far = measured(
        passage("旺苍云雾山今年采茶。", "a"),
        passage("旺苍云雾山。今年采茶。", "b"),
        passage("旺苍云雾山。天晴了。今年采茶。", "c"),
    )
    assert together.sentence > apart.sentence == far.sentence
    assert together.window == apart.window > far.window
    assert apart.second > together.second == 0.0


def test_traditional_text_is_as_close_as_simplified() -> None:
    (simplified,) = measured(passage("旺苍云雾山今年采茶。"))
    (traditional,) = measured(passage("旺蒼雲霧山今年採茶。"))
    assert traditional == simplified


def test_one_long_stretch_counts_more_than_its_pieces() -> None:
    whole, pieces = measured(passage("旺苍云雾山。", "a"), passage("旺苍，云雾，雾山。", "b"))
    assert (whole.run, pieces.run) == (0.25, 0.08)
    assert whole.rare_run > pieces.rare_run


def test_shared_stretches_do_not_overlap_and_end_at_marks() -> None:
    assert ASKED.runs("云雾山采茶，旺苍") == ["旺苍", "云雾山采茶"]
    assert AskedTerms("茶，茶？", NEWS).runs("茶，茶") == []


def test_the_best_other_passage_of_the_document_is_told() -> None:
    one, other, stranger = measured(
        passage("旺苍云雾山。", "a", 0), passage("今年天晴。", "a", 1), passage("旺苍。", "b", 3)
    )
    assert (one.sibling, other.sibling, stranger.sibling) == (0.5, 1.0, 0.0)
    assert one.sibling_coverage == 0.0 == stranger.sibling_coverage
    assert other.sibling_coverage == pytest.approx(one.sentence)


def test_a_passage_of_nothing_that_is_asked_is_not_close() -> None:
    (found,) = measured(passage("？"))
    assert found.values()[: FEATURES.index("length")] == (0.0, 0.0, 0.0, 0.0, 0.0)


def test_values_stand_in_the_order_of_their_names() -> None:
    (found,) = measured(passage("旺苍采茶。"))
    assert found.values() == tuple(getattr(found, name) for name in FEATURES)
