from hypothesis import given
from hypothesis import strategies as st

from index.script import fold
from index.terms import passage_terms, query_terms, query_weights, terms_of, terms_of_all
from tests.index_fakes import passage


def test_chinese_becomes_pairs_and_single_characters() -> None:
    assert passage_terms("产业园") == "产业 业园 产 业 园"


def test_pairs_do_not_reach_over_punctuation_or_numbers() -> None:
    assert passage_terms("甲乙，丙3丁") == "甲乙 甲 乙 丙 丁 3"


def test_words_and_numbers_are_terms_as_they_stand() -> None:
    assert passage_terms("app用户 3gwh") == "用户 用 户 app 3 gwh"


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert passage_terms("3,978") == passage_terms("3978") == "3978"
    assert passage_terms("79.50%") == "79.5"
    assert passage_terms("79.5万") == "万 79.5"
    assert passage_terms("007") == "7"
    assert passage_terms("0.5") == "0.5"


def test_numbers_in_a_row_stay_apart() -> None:
    assert passage_terms("11,22") == "11 22"


def test_versions_and_dotted_dates_keep_every_digit() -> None:
    assert passage_terms("1.2.0") == "1.2.0"


def test_a_question_names_each_term_once_in_order() -> None:
    assert query_terms("山山山水") == ["山山", "山水", "山", "水"]


def test_single_characters_weigh_less_beside_pairs() -> None:
    weights = query_weights("萧山")
    assert weights["萧山"] > weights["萧"] > 0


def test_words_that_only_ask_weigh_little() -> None:
    weights = query_weights("投入多少")
    assert 0 < weights["多少"] < weights["投入"]


def test_a_question_of_one_character_searches_it_in_full() -> None:
    assert query_weights("盐") == {"盐": 1.0}


def test_title_and_headings_go_to_a_field_of_their_own() -> None:
    found = terms_of(passage("甲乙\n丙", title="标题", headings=("小节",)))
    assert found.heading == "标题 小节 标 题 小 节"
    assert found.text == "甲乙 甲 乙 丙"


def test_names_are_romanised_in_title_and_text() -> None:
    found = terms_of(passage("旺蒼縣", title="蕭山"))
    assert found.romanised == "xiao'shan wang'cang cang'xian"


def test_traditional_and_simplified_have_the_same_terms() -> None:
    assert terms_of(passage("產業園區")) == terms_of(passage("产业园区"))


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_folded_already_gives_the_same_terms(title: str, text: str) -> None:
    one = passage(text, title=title.replace("\n", " "))
    assert terms_of_all([one, one], [fold(one.context)] * 2) == [terms_of(one)] * 2


@given(st.text(max_size=80))
def test_no_term_holds_white_space_and_every_question_term_is_a_passage_term(text: str) -> None:
    folded = fold(text)
    terms = passage_terms(folded).split(" ") if passage_terms(folded) else []
    assert all(term and not any(map(str.isspace, term)) for term in terms)
    assert set(query_terms(folded)) == set(terms)
