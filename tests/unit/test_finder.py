import pytest

from index.gazetteer import Gazetteer
from service.reader.candidate import CONTRADICTED
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


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("园区主任叫什么", {"纪伯安": CONTRADICTED, "林知远": 1.0}),
        ("谁是厂长", {"纪伯安": 1.0, "林知远": CONTRADICTED}),
        ("负责人是谁", {"纪伯安": 1.0, "林知远": 1.0}),
        ("副主任是谁", {"纪伯安": CONTRADICTED, "林知远": CONTRADICTED}),
    ],
)
def test_a_person_given_another_title_is_not_who_is_asked_for(
    question: str, expected: dict[str, float]
) -> None:
    text = "厂长纪伯安说,竹子韧性好,园区主任林知远说,企业进场了"
    found = find_candidates(text, question, expect(question), CHINA)
    assert {c.span.of(text): c.fit for c in found} == expected


def test_a_signature_in_brackets_is_a_person() -> None:
    assert fitting("作者是谁", "共同迈向新台阶。(王小菲)") == ["王小菲"]


def test_a_company_begins_behind_the_verb_before_it() -> None:
    text = "项目由杭州好星网络科技有限公司投资建设"
    assert fitting("哪家公司投资", text) == ["杭州好星网络科技有限公司"]


def test_places_that_stand_together_also_make_one() -> None:
    found = fitting("落在哪里", "项目签约落地昭化区昭化镇鸭浮村。")
    assert "昭化镇鸭浮村" in found


def test_a_place_known_to_have_another_rank_hardly_fits() -> None:
    text = "他从云峰街道搬来,老家在旺苍县的柘岱口乡"
    asked = "老家是哪个乡"
    found = {c.span.of(text): c.fit for c in find_candidates(text, asked, expect(asked), CHINA)}
    assert found["柘岱口乡"] == 1.0
    assert (found["云峰街道"], found["云峰"], found["旺苍县"]) == (
        CONTRADICTED,
        CONTRADICTED,
        CONTRADICTED,
    )


def test_ranks_that_counties_changed_between_are_confused_with_each_other_only() -> None:
    text = "旺苍与杭州、浙江"
    asked = "和哪个区结对"
    found = {c.span.of(text): c.fit for c in find_candidates(text, asked, expect(asked), CHINA)}
    assert (found["旺苍"], found["杭州"], found["浙江"]) == (0.4, 0.4, CONTRADICTED)


def test_a_row_that_is_called_what_is_asked_for_fits_better() -> None:
    text = "将在青溪、远山等镇流转土地,实现高质量、高水平发展"
    assert fitting("涉及哪几个镇", text) == ["青溪、远山"]


def test_a_row_after_a_finished_verb_begins_behind_its_particle() -> None:
    assert fitting("展出哪几种水果", "节上展出了苹果、梨、桃三种水果") == ["苹果、梨、桃"]


def test_an_enumeration_is_a_list_without_the_verb_before_it() -> None:
    text = "任务包括产业合作、人才交流、劳务协作等三项"
    assert fitting("任务有哪些", text) == ["产业合作、人才交流、劳务协作"]


def test_what_stands_where_the_question_asks_is_a_candidate() -> None:
    question, text = "生命耗完即算为什么", "生命耗完即算为踢爆。"
    found = find_candidates(text, question, expect("生命耗完即算为何物"), CHINA)
    assert "踢爆" in [c.span.of(text) for c in found]


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        (
            "校服是哪两家企业送的",
            "远山建设有限公司和青溪纺织有限公司共同捐了校服",
            "远山建设有限公司和青溪纺织有限公司",
        ),
        (
            "试点是哪两个地方",
            "东岭乡的上村、西河街道的桥头社区做了试点",
            "东岭乡的上村、西河街道的桥头社区",
        ),
        ("涉及哪几个镇", "项目在东岭、西河、南坪等镇流转、租用土地", "东岭、西河、南坪"),
        (
            "三个平台都是什么",
            "做强“生态农业、数字贸易、县城建设”三大平台",
            "生态农业、数字贸易、县城建设",
        ),
    ],
)
def test_a_list_ends_where_its_last_name_does(question: str, text: str, expected: str) -> None:
    assert expected in fitting(question, text)


def test_a_list_of_another_length_fits_less() -> None:
    text = "甲镇、乙镇、丙镇修了路,丁镇、戊镇建了厂"
    found = find_candidates(text, "", expect("是哪两个镇"), CHINA)
    fits = {c.span.of(text): c.fit for c in found}
    assert fits["丁镇、戊镇"] == 1.0
    assert fits["甲镇、乙镇、丙镇"] == 0.5


def fits_of(question: str, text: str) -> dict[str, float]:
    found = find_candidates(text, question, expect(question), CHINA)
    return {candidate.span.of(text): candidate.fit for candidate in found}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("展览什么时候举行", {"7月10日至7月25日": 1.0, "7月10日": 0.75, "7月25日": 0.75}),
        ("展览什么时候开始", {"7月10日至7月25日": 0.6, "7月10日": 1.0, "7月25日": 0.4}),
        ("展览什么时候结束", {"7月10日至7月25日": 0.6, "7月10日": 0.4, "7月25日": 1.0}),
    ],
)
def test_a_stretch_of_days_is_the_answer_unless_an_end_is_asked_for(
    question: str, expected: dict[str, float]
) -> None:
    assert fits_of(question, "展览7月10日至7月25日举行") == expected


def test_an_hour_that_is_asked_for_is_no_date() -> None:
    found = fits_of("超市几点开门", "超市在2月1日开业,早上九点开门")
    assert found == {"2月1日": CONTRADICTED, "早上九点": 1.0}


def test_a_date_may_bring_its_time_of_day() -> None:
    text = "明火于2月10日4时20分扑灭"
    when = {"2月10日": 1.0, "2月10日4时20分": 1.0, "4时20分": 0.6}
    hour = {"2月10日": CONTRADICTED, "2月10日4时20分": 1.0, "4时20分": 1.0}
    day = {"2月10日": 1.0, "2月10日4时20分": 0.75, "4时20分": 0.6}
    assert fits_of("明火何时扑灭", text) == when
    assert fits_of("明火几点扑灭", text) == hour
    assert fits_of("明火哪天扑灭", text) == day


@pytest.mark.parametrize(
    ("question", "expected"), [("几点关门", ["17:00"]), ("几点开门", ["每天9:00"])]
)
def test_opening_and_closing_are_the_ends_of_the_hours(question: str, expected: list[str]) -> None:
    assert fitting(question, "开放时间为每天9:00-17:00") == expected


def test_opening_hours_are_all_that_stand_in_a_row() -> None:
    text = "上班时间为上午8:30至12:00,下午2:00至5:30,7月1日起执行"
    found = fits_of("上班时间是什么", text)
    assert found["上午8:30至12:00,下午2:00至5:30"] == 1.0
    assert (found["7月1日"], found["12:00"]) == (0.6, 0.75)


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("这是今年第几号台风", "今年第5号台风将登陆,3号线停运", ["第5号"]),
        ("青石县排名第几", "产值居全市首位,增速列第三位", ["首位", "第三位"]),
        ("公寓在什么路上", "她住在青石市丽州南路6楼", ["青石市丽州南路"]),
        ("客车从哪个车站发车", "从青石市汽车南站出发前往白沙镇", ["青石市汽车南站"]),
    ],
)
def test_places_in_an_order_and_roads_and_stations_are_found_where_asked_for(
    question: str, text: str, found: list[str]
) -> None:
    assert fitting(question, text) == found
