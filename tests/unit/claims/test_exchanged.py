import pytest

from service.claims.verdict import Reason
from tests.unit.claims.pages import reasons

SENT = "萧山选派9名教师、医生到旺苍支教。"
BUS = "到旺苍的班车从每天2班增加到8班，票价提高到6元。"
BUILT = "茶厂由萧山援建，去年7月启用，近年来累计投入90万元。"
COURT = "法院判决被告刘某返还原告张某礼金5万元。"
POSTS = "馆长沈知白说，新馆藏书9万册。工程师唐守约介绍，砖有3万块。"
GIFTS = "“晨光公益”送去衣物300件。“远帆公益”捐赠图书500本。"
DONE = "大桥超额完成任务，合格率很高。"


@pytest.mark.parametrize(
    ("claim", "text", "piece", "reason"),
    [
        ("旺苍选派9名教师、医生到萧山支教", SENT, "教师", Reason.PLACE_MISSING),
        ("Wangcang sent 9 teachers to Xiaoshan.", SENT, "教师", Reason.PLACE_MISSING),
        ("班车从每天8班减到2班", BUS, "班车", Reason.NEGATION_DIFFERS),
        ("票价提高6元", BUS, "班车", Reason.FIGURE_DIFFERS),
        ("茶厂由旺苍援建", BUILT, "茶厂", Reason.PLACE_MISSING),
        ("前年7月，茶厂启用", BUILT, "茶厂", Reason.DATE_DIFFERS),
        ("2021年投入90万元", BUILT, "茶厂", Reason.DATE_DIFFERS),
        ("张某应返还刘某礼金5万元", COURT, "礼金", Reason.PLACE_MISSING),
        ("唐守约是新馆馆长", POSTS, "馆长", Reason.ENTITY_MISSING),
        ("新馆馆长是唐守约", POSTS, "馆长", Reason.ENTITY_MISSING),
        ("晨光公益捐赠图书500本", GIFTS, "图书", Reason.ENTITY_MISSING),
        ("大桥未完成任务", DONE, "大桥", Reason.NEGATION_DIFFERS),
    ],
)
def test_parts_of_a_sentence_that_changed_places_are_told(
    claim: str, text: str, piece: str, reason: Reason
) -> None:
    assert reason in reasons(claim, text, piece)


@pytest.mark.parametrize(
    ("claim", "text", "piece"),
    [
        ("萧山派9名教师、医生到旺苍", SENT, "教师"),
        ("旺苍从萧山得到9名教师、医生", SENT, "教师"),
        ("班车由每天2班增至8班", BUS, "班车"),
        ("票价提高到6元", BUS, "班车"),
        ("萧山援建的茶厂去年7月启用", BUILT, "茶厂"),
        ("累计投入90万元", BUILT, "茶厂"),
        ("刘某应返还张某礼金5万元", COURT, "礼金"),
        ("馆长是沈知白", POSTS, "馆长"),
        ("远帆公益捐赠图书500册", GIFTS, "图书"),
        ("大桥完成了任务", DONE, "大桥"),
    ],
)
def test_the_same_parts_in_their_places_are_kept(claim: str, text: str, piece: str) -> None:
    assert reasons(claim, text, piece) == []
