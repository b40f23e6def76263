"""What is measured of a candidate."""

from dataclasses import replace

from index.gazetteer import Gazetteer
from index.glossary import Glossary
from index.rarity import Rarity
from index.span import Span
from service.reader.analysis import Analysis, analyse
from service.reader.candidate import Candidate
from service.reader.english import analyse_english
from service.reader.features import Features, features
from service.reader.neural.span_odds import SpanOdds
from service.reader.sentence import sentences_of
from service.training.reader import view_of

CHINA, NEWS = Gazetteer.load(), Rarity.load()


def measured(analysis: Analysis, text: str, answer: str) -> Features:
    sentence = sentences_of(view_of(text, "a", 0, CHINA), analysis)[0]
    start = text.index(answer)
    span = Span(start, start + len(answer))
    return features(sentence, Candidate(span, 1.0), SpanOdds.none(len(text)))


def chinese(question: str) -> Analysis:
    return analyse(question, gazetteer=CHINA, rarity=NEWS)


def test_what_is_counted_stands_near_only_in_the_same_item() -> None:
    text = "年销售8亿元以上,年缴税收3000万元以上。"
    asked = chinese("一年能交多少税")
    assert measured(asked, text, "3000万元").head_near == 1.0
    assert measured(asked, text, "8亿元").head_near == 0.0


def test_a_figure_of_a_row_may_be_of_another_subject() -> None:
    text = "高新产业和装备产业分别增长15.1%、29%。"
    asked = chinese("装备产业增速是多少")
    assert measured(asked, text, "15.1%").another_asked == 1.0
    assert measured(asked, text, "29%").another_asked == 0.0


def test_a_figure_of_several_is_not_that_of_one_told_apart_behind_it() -> None:
    text = "采购澜坪县、岚川县农产品3120万元,其中澜坪县1870万元,岚川县1250万元。"
    asked = chinese("岚川县的农产品多少万元")
    assert measured(asked, text, "3120万元").another_asked == 1.0
    assert measured(asked, text, "1250万元").another_asked == 0.0
    both = chinese("农产品多少万元")
    assert measured(both, text, "3120万元").another_asked == 0.0


def test_what_was_before_conflicts_with_a_question_about_now() -> None:
    text = "村集体收入原先是3万元,如今有23万元。"
    now, before = chinese("集体收入现在有多少"), chinese("集体收入原来有多少")
    assert measured(now, text, "3万元").time_conflict == 1.0
    assert measured(now, text, "23万元").time_conflict == 0.0
    assert measured(before, text, "3万元").time_conflict == 0.0
    assert measured(before, text, "23万元").time_conflict == 1.0


def test_the_last_answer_of_a_conversation_was_said_before() -> None:
    text = "采购3120万元,其中岚川县1250万元。"
    asked = replace(chinese("岚川县采购多少万元"), said=frozenset({"3120万元"}))
    assert measured(asked, text, "3120万元").said_before == 1.0
    assert measured(asked, text, "1250万元").said_before == 0.0


def test_a_place_asked_about_in_pinyin_repeats_the_question() -> None:
    question = "Which county is Xiaoshan's partner?"
    asked = analyse_english(question, glossary=Glossary.load(), rarity=NEWS)
    text = "萧山与旺苍县结对。"
    assert measured(asked, text, "萧山").repeats_question == 1.0
    assert measured(asked, text, "旺苍县").repeats_question == 0.0
