import pytest

from service.claims.verdict import Reason
from tests.unit.claims.pages import reasons

FIRM = "北渡公司营业收入31亿元，同比增长8%；净利润2亿元，上年同期为1.4亿元。"
CENTRE = "平台有服务机构45家、创业载体18个，学员69名。"
TWO = "木器制造和竹编加工产值分别增长13%、27%。"
STAFF = "物流公司已拥有超40万名员工，其中一线员工超36万名。"
SHOPS = "南坪镇开了西餐厅。南坪镇现有两家百货超市。"
FUNDS = "全年下达项目资金700万元。已拨付项目资金640万元。"


@pytest.mark.parametrize(
    ("claim", "text", "piece"),
    [
        ("北渡公司净利润31亿元", FIRM, "31亿"),
        ("北渡公司净利润增长8%", FIRM, "31亿"),
        ("北渡公司净利润1.4亿元", FIRM, "1.4亿"),
        ("平台的创业载体有45家", CENTRE, "载体"),
        ("平台有69名教师", CENTRE, "载体"),
        ("竹编加工产值增长13%", TWO, "竹编"),
        ("木器制造和竹编加工产值分别增长27%和13%", TWO, "竹编"),
        ("一线员工超40万名", STAFF, "员工"),
        ("南坪镇现有两家西餐厅", SHOPS, "百货"),
        ("全年下达项目资金640万元", FUNDS, "640"),
    ],
)
def test_a_figure_of_one_thing_is_not_that_of_another(claim: str, text: str, piece: str) -> None:
    assert Reason.FIGURE_DIFFERS in reasons(claim, text, piece)


@pytest.mark.parametrize(
    ("claim", "text", "piece"),
    [
        ("北渡公司营收31亿元，同比增长8%", FIRM, "31亿"),
        ("北渡公司净利润2亿元，去年同期1.4亿元", FIRM, "1.4亿"),
        ("45家服务机构和18个创业载体", CENTRE, "载体"),
        ("平台学员共69名", CENTRE, "载体"),
        ("竹编加工产值增长27%", TWO, "竹编"),
        ("木器制造和竹编加工产值分别增长13%和27%", TWO, "竹编"),
        ("公司员工超40万名", STAFF, "员工"),
        ("南坪镇有两家百货超市", SHOPS, "百货"),
        ("项目资金已拨付640万元", FUNDS, "640"),
    ],
)
def test_the_same_thing_in_other_words_is_kept(claim: str, text: str, piece: str) -> None:
    assert reasons(claim, text, piece) == []
