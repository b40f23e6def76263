import pytest

from service.claims.verdict import Reason
from tests.unit.claims.pages import reasons

HONEY = "养蜂带动800户村民，户均增收2600元。"
REEDS = "合作社去年召开协调会4次，签约厂商26家，投产9家。"
TEA = "茶厂一天能烘茶叶90吨，鲜叶每斤收购价14元，工人月租200元。"
LISTED = "该县连续两年列入全省50个重点县。"
FIVE = "五个村一共增收70万元。"


@pytest.mark.parametrize(
    ("claim", "text", "piece", "reason"),
    [
        ("800户村民共增收2600元", HONEY, "户均", Reason.FIGURE_DIFFERS),
        ("合作社每月召开协调会4次", REEDS, "协调会", Reason.FIGURE_DIFFERS),
        ("26家厂商已全部签约投产", REEDS, "协调会", Reason.NOT_STATED),
        ("茶厂一年烘茶叶90吨", TEA, "茶厂", Reason.FIGURE_DIFFERS),
        ("鲜叶每公斤收购价14元", TEA, "茶厂", Reason.FIGURE_DIFFERS),
        ("该县列入全国50个重点县", LISTED, "重点县", Reason.PLACE_MISSING),
        ("每个村增收70万元", FIVE, "五个村", Reason.FIGURE_DIFFERS),
        ("Incomes rose by 700,000 yuan in each village.", FIVE, "五个村", Reason.FIGURE_DIFFERS),
    ],
)
def test_a_figure_of_each_is_not_one_of_all(
    claim: str, text: str, piece: str, reason: Reason
) -> None:
    assert reason in reasons(claim, text, piece)


@pytest.mark.parametrize(
    ("claim", "text", "piece"),
    [
        ("800户村民户均增收2600元", HONEY, "户均"),
        ("养蜂带动的村民平均每户增收2600元", HONEY, "户均"),
        ("协调会开了四次", REEDS, "协调会"),
        ("茶厂每天烘茶叶90吨", TEA, "茶厂"),
        ("鲜叶收购价每斤14元", TEA, "茶厂"),
        ("该县列入全省50个重点县", LISTED, "重点县"),
        ("五个村合计增收70万元", FIVE, "五个村"),
    ],
)
def test_the_same_extent_in_other_words_is_kept(claim: str, text: str, piece: str) -> None:
    assert reasons(claim, text, piece) == []
