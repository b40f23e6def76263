import pytest

from service.reader.figure import find_figures, find_lost


@pytest.mark.parametrize(
    ("text", "figure", "unit"),
    [
        ("共建资金3978万元,占", "3978万元", "元"),
        ("资金3,978万元", "3,978万元", "元"),
        ("占年度资金的79.5%,", "79.5%", "%"),
        ("店面100余平方米的", "100余平方米", "平方米"),
        ("完成12万余平方米", "12万余平方米", "平方米"),
        ("出售8.46万亩森林", "8.46万亩", "亩"),
        ("3-5年内覆盖", "3-5年", "年"),
        ("投入三千九百七十八万元", "三千九百七十八万元", "元"),
        ("约三分之一", "三分之一", "%"),
        ("总投资九亿三千万元,", "九亿三千万元", "元"),
        ("造价2亿3000万元,", "2亿3000万元", "元"),
        ("三千九百七十八万元", "三千九百七十八万元", "元"),
        ("共1484人", "1484人", "人"),
        ("年产3gwh电池", "3gwh", "gwh"),
    ],
)
def test_a_quantity_is_found_with_its_scale_and_unit(text: str, figure: str, unit: str) -> None:
    found = [(f.span.of(text), f.unit) for f in find_figures(text)]
    assert found == [(figure, unit)]


def test_several_quantities_come_left_to_right() -> None:
    text = "4所学校、3家医院、13家企业"
    assert [f.span.of(text) for f in find_figures(text)] == ["4所", "3家", "13家"]


def test_a_plan_named_by_numerals_is_no_quantity() -> None:
    assert find_figures("十四五开局") == []


def test_an_ordinal_is_no_quantity() -> None:
    assert find_figures("第3届") == []


@pytest.mark.parametrize("text", ["摘得亩新地", "面积多达平方米", "奖补资金万元"])
def test_a_unit_without_its_number_is_where_the_number_was_lost(text: str) -> None:
    assert len(find_lost(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "面积约0.4平方公里",
        "亩均论英雄",
        "每亩产量",
        "亿元以上项目7个",
        "30亿元",
        "数万元",
        "以吨计",
    ],
)
def test_a_unit_that_needs_no_number_has_lost_none(text: str) -> None:
    assert find_lost(text) == []


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("医生18名,护士 名,床位200张", ["名"]),
        ("新建水库 座,加固水库3座", ["座"]),
        ("护士□□名。", ["名"]),
        ("投入资金(  )万元", ["万元"]),
        ("数 名专家,每 亩收入,共 12名", []),
        ("我们 个人认为", []),
    ],
)
def test_a_blank_or_mark_before_a_unit_is_a_lost_number(text: str, units: list[str]) -> None:
    assert [span.of(text) for span in find_lost(text)] == units


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("判处有期徒刑三年零两个月", ["三年零两个月"]),
        ("全程5小时20分钟", ["5小时20分钟"]),
        ("用时1分30秒", ["1分30秒"]),
        ("2年3个月,3人", ["2年3个月", "3人"]),
        ("20分钟2小时", ["20分钟", "2小时"]),
        ("3年5人", ["3年", "5人"]),
    ],
)
def test_a_stretch_of_time_in_falling_units_is_one_figure(text: str, found: list[str]) -> None:
    assert [figure.span.of(text) for figure in find_figures(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("惠及农户1 268户", ["1 268户"]),
        ("投资12 345.6万元", ["12 345.6万元"]),
        ("青石县 35 216间", ["35", "216间"]),
        ("共3 20人", ["3", "20人"]),
    ],
)
def test_blanks_part_thousands_between_a_word_and_a_unit(text: str, found: list[str]) -> None:
    assert [figure.span.of(text) for figure in find_figures(text)] == found
