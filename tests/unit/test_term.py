from index.span import Span
from service.reader.term import Alternative, Match, Term, TermKind, find_term


def test_every_place_of_a_written_term_is_found() -> None:
    term = Term("园区", (Alternative("园区"),), 1.0)
    assert find_term(term, "园区与园区") == [
        Match(term, Span(0, 2), 1.0),
        Match(term, Span(3, 5), 1.0),
    ]


def test_each_way_to_write_a_term_is_found_with_its_weight() -> None:
    term = Term("funds", (Alternative("资金"), Alternative("基金", weight=0.5)), 1.0)
    found = find_term(term, "基金和资金")
    assert [(m.span, m.weight) for m in found] == [(Span(3, 5), 1.0), (Span(0, 2), 0.5)]


def test_a_romanised_name_is_found_by_its_syllables() -> None:
    term = Term("wangcang", (Alternative("", ("wang", "cang")),), 1.0, TermKind.PLACE)
    syllables = ["gei", "wang", "cang", "xian"]
    assert [m.span for m in find_term(term, "给旺苍县", syllables)] == [Span(1, 3)]


def test_an_empty_alternative_is_found_nowhere() -> None:
    assert find_term(Term("x", (Alternative(""),), 1.0), "任何文字") == []


def test_only_names_and_places_name_the_subject() -> None:
    kinds = {kind: Term("x", (), 1.0, kind).names_subject for kind in TermKind}
    assert kinds == {
        TermKind.PLACE: True,
        TermKind.NAME: True,
        TermKind.NUMBER: False,
        TermKind.WORD: False,
    }


def test_a_name_is_found_with_words_in_brackets_inside_it_and_a_word_is_not() -> None:
    text = "共建澄(溪)海(棠)新区"
    place = Term("澄海", (Alternative("澄海"),), 1.5, TermKind.PLACE)
    assert [m.span for m in find_term(place, text)] == [Span(2, 7)]
    assert find_term(Term("澄海", (Alternative("澄海"),), 1.5), text) == []
