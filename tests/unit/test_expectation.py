import pytest

from service.reader.english_expectation import expect_english
from service.reader.expectation import (
    AGE,
    AREA,
    CLOCK,
    HOURS,
    LENGTH,
    MONEY,
    OCCASIONS,
    ORDINALS,
    PEOPLE,
    SHARE,
    TEMPERATURE,
    VOLUME,
    WEEKDAYS,
    AnswerType,
    End,
    expect,
)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("甲县给乙县投入多少产业园资金", AnswerType.FIGURE),
        ("两地有几家企业结对", AnswerType.FIGURE),
        ("资金拨付率是多少", AnswerType.PERCENT),
        ("这笔钱占年度资金的多少", AnswerType.PERCENT),
        ("产值同比增长多少", AnswerType.PERCENT),
        ("合作从哪年开始", AnswerType.DATE),
        ("专卖店什么时候开张", AnswerType.DATE),
        ("从摘牌到开工用了几天", AnswerType.DURATION),
        ("园区主任是谁", AnswerType.PERSON),
        ("公司负责人叫什么", AnswerType.PERSON),
        ("项目落在哪个村", AnswerType.PLACE),
        ("果汁是在哪生产的", AnswerType.PLACE),
        ("项目由哪家公司投资", AnswerType.ORGANISATION),
        ("引去批文的企业叫什么", AnswerType.ORGANISATION),
        ("重点任务有哪些", AnswerType.LIST),
        ("最先入驻的是哪两家企业", AnswerType.LIST),
        ("平台叫什么名字", AnswerType.NAME),
        ("为什么要建这个平台", AnswerType.STATEMENT),
    ],
)
def test_a_question_word_tells_what_kind_of_answer_is_asked_for(
    question: str, kind: AnswerType
) -> None:
    assert expect(question).kind is kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("how much did xiaoshan invest", AnswerType.FIGURE),
        ("what percentage of the funds was spent", AnswerType.PERCENT),
        ("when was the park opened", AnswerType.DATE),
        ("who is the chairman", AnswerType.PERSON),
        ("which county did it help", AnswerType.PLACE),
        ("which hangzhou district is it paired with", AnswerType.PLACE),
        ("which two counties did it help", AnswerType.LIST),
        ("which agricultural university signed", AnswerType.ORGANISATION),
        ("total floor area of the park", AnswerType.FIGURE),
    ],
)
def test_an_english_question_is_read_too(question: str, kind: AnswerType) -> None:
    assert expect_english(question).kind is kind


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("投入多少支援资金", MONEY),
        ("花了多少钱", MONEY),
        ("占地多大", AREA),
        ("派了多少名教师", PEOPLE),
        ("产业园总产值", MONEY),
        ("增长了百分之几", SHARE),
    ],
)
def test_what_is_counted_tells_the_unit(question: str, units: frozenset[str]) -> None:
    assert expect(question).units == units


def test_a_measure_word_that_begins_a_longer_word_is_none() -> None:
    asked = expect("投了多少支援资金")
    assert asked.phrase.of("投了多少支援资金") == "多少"
    assert asked.head == "支援资金"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("旺苍专卖店十天零售额", AnswerType.FIGURE),
        ("科创园建筑面积", AnswerType.FIGURE),
        ("资金拨付率", AnswerType.PERCENT),
        ("开园时间", AnswerType.DATE),
        ("产业园的由来", AnswerType.STATEMENT),
    ],
)
def test_keywords_without_a_question_word_are_read_by_their_last_word(
    question: str, kind: AnswerType
) -> None:
    assert expect(question).kind is kind


@pytest.mark.parametrize(
    "question", ["图书馆星期几闭馆?", "图书馆一星期里哪天不开门", "一周中哪一天休息"]
)
def test_a_day_of_the_week_is_told_from_a_date(question: str) -> None:
    assert expect(question).units == WEEKDAYS
    assert expect("图书馆哪天开馆?").units == frozenset()


def test_how_often_is_counted_by_any_word_for_it() -> None:
    assert expect("每月往县里跑几回").units == OCCASIONS


@pytest.mark.parametrize("question", ["一个月交多少租金", "砚北2021年gdp", "全市生产总值"])
def test_rents_and_products_are_money(question: str) -> None:
    assert expect(question).units == MONEY


@pytest.mark.parametrize(
    ("question", "items"),
    [("最先入驻的是哪两家企业", 2), ("三种功能是什么", 3), ("哪10个县", 0), ("有哪些任务", 0)],
)
def test_a_list_may_say_how_long_it_is(question: str, items: int) -> None:
    assert expect(question).items == items


def test_an_english_rank_of_a_place_is_the_chinese_one() -> None:
    assert expect_english("which county is its partner").head == "县"


def test_a_capacity_is_a_figure() -> None:
    assert expect_english("what is the daily capacity of the plant").kind is AnswerType.FIGURE


def test_how_big_an_age_is_counts_years_of_life() -> None:
    assert expect("馆长今年多大岁数").units == AGE
    assert expect("馆里有多大").units == AREA


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("超市几点关门", CLOCK),
        ("火是几点扑灭的", CLOCK),
        ("学校是几时办起来的", frozenset()),
        ("图书馆开放时间是什么", HOURS),
        ("办事大厅上班时间", HOURS),
        ("开工时间是什么", frozenset()),
    ],
)
def test_a_time_of_day_is_told_from_a_date(question: str, units: frozenset[str]) -> None:
    asked = expect(question)
    assert (asked.kind, asked.units) == (AnswerType.DATE, units)


@pytest.mark.parametrize(
    ("question", "end"),
    [
        ("展览什么时候举行", End.NONE),
        ("展览从什么时候开始", End.FIRST),
        ("报名什么时候截止", End.LAST),
        ("超市几点关门", End.LAST),
        ("展览开始和结束是什么时候", End.NONE),
    ],
)
def test_a_question_may_ask_for_an_end_of_a_stretch_of_time(question: str, end: End) -> None:
    assert expect(question).end is end


@pytest.mark.parametrize(
    ("question", "kind", "units"),
    [
        ("工艺品展是第几届", AnswerType.FIGURE, ORDINALS),
        ("水库的坝高是多少", AnswerType.FIGURE, LENGTH),
        ("水库库容多少", AnswerType.FIGURE, VOLUME),
        ("平均气温多少", AnswerType.FIGURE, TEMPERATURE),
        ("公司营收多少", AnswerType.FIGURE, MONEY),
        ("净利润同比掉了多少", AnswerType.PERCENT, SHARE),
        ("带来了什么变化", AnswerType.STATEMENT, frozenset()),
        ("起火原因是什么", AnswerType.STATEMENT, frozenset()),
        ("林知远是谁", AnswerType.STATEMENT, frozenset()),
        ("马主任是谁", AnswerType.PERSON, frozenset()),
        ("两名乐师分别是谁", AnswerType.LIST, frozenset()),
        ("采用什么几乎相同的结构", AnswerType.NAME, frozenset()),
        ("列车停在哪个车站", AnswerType.PLACE, frozenset()),
        ("县长姓名", AnswerType.PERSON, frozenset()),
    ],
)
def test_what_is_measured_or_told_decides_the_kind(
    question: str, kind: AnswerType, units: frozenset[str]
) -> None:
    found = expect(question)
    assert (found.kind, found.units) == (kind, units)
