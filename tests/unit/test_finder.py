from index.gazetteer import Gazetteer
from service.reader.expectation import expect
from service.reader.finder import find_candidates

CHINA = Gazetteer.load()


def fitting(question: str, text: str) -> list[str]:
    found = find_candidates(text, question, expect(question), CHINA)
    best = max((c.fit for c in found), default=0.0)
    return [c.span.of(text) for c in found if c.fit == best]


def test_only_figures_in_the_unit_asked_for_fit() -> None:
    text = "投入资金3978万元,占79.5%,派出12名教师"
    assert fitting("投入多少资金", text) == ["3978万元"]


def test_a_date_is_not_taken_for_a_figure() -> None:
    assert fitting("有几个项目", "2021年6月,12个项目开工") == ["12个"]


def test_a_person_stands_behind_a_title_or_before_a_verb_of_speech() -> None:
    assert fitting("园区主任是谁", "园区主任林知远说,企业进场了") == ["林知远"]


def test_a_signature_in_brackets_is_a_person() -> None:
    assert fitting("作者是谁", "共同迈向新台阶。(王小菲)") == ["王小菲"]


def test_a_company_begins_behind_the_verb_before_it() -> None:
    text = "项目由杭州好星网络科技有限公司投资建设"
    assert fitting("哪家公司投资", text) == ["杭州好星网络科技有限公司"]


def test_places_that_stand_together_also_make_one() -> None:
    found = fitting("落在哪里", "项目签约落地昭化区昭化镇鸭浮村。")
    assert "昭化镇鸭浮村" in found


def test_an_enumeration_is_a_list_without_the_verb_before_it() -> None:
    text = "任务包括产业合作、人才交流、劳务协作等三项"
    assert fitting("任务有哪些", text) == ["产业合作、人才交流、劳务协作"]


def test_what_stands_where_the_question_asks_is_a_candidate() -> None:
    question, text = "生命耗完即算为什么", "生命耗完即算为踢爆。"
    found = find_candidates(text, question, expect("生命耗完即算为何物"), CHINA)
    assert "踢爆" in [c.span.of(text) for c in found]
