import pytest

from service.claims.phase import Phase, phase_at
from service.claims.verdict import Reason
from tests.unit.claims.pages import reasons

TANNERY = "白沙县计划投资2亿元建冷库，预计2031年5月动工，建成后年产值可达6亿元。"
BRIDGE = "青石桥工程已近收尾，要赶在汛期前通车。"
SIGNED = "目前已签约企业12家，预计年底达到30家。"
FERRY = "渡口下一步要修，预算300万元，明年春天动工。"


@pytest.mark.parametrize(
    ("claim", "text", "piece"),
    [
        ("白沙县已投资2亿元建冷库", TANNERY, "冷库"),
        ("冷库年产值已达6亿元", TANNERY, "冷库"),
        ("白沙县的冷库已经动工", TANNERY, "冷库"),
        ("白沙县的冷库已全面竣工", TANNERY, "冷库"),
        ("青石桥已经通车", BRIDGE, "青石桥"),
        ("青石橋已經通車", BRIDGE, "青石桥"),
        ("签约企业已达30家", SIGNED, "签约"),
        ("渡口已经动工，预算300万元", FERRY, "渡口"),
        ("The county has invested 200 million yuan in the cold store.", TANNERY, "冷库"),
    ],
)
def test_what_is_planned_is_not_told_as_done(claim: str, text: str, piece: str) -> None:
    assert Reason.NEGATION_DIFFERS in reasons(claim, text, piece)


@pytest.mark.parametrize(
    ("claim", "text", "piece"),
    [
        ("白沙县拟投资2亿元建冷库", TANNERY, "冷库"),
        ("投资2亿元建冷库", TANNERY, "冷库"),
        ("冷库建成后年产值将达6亿元", TANNERY, "冷库"),
        ("青石桥工程已接近收尾", BRIDGE, "青石桥"),
        ("已签约12家企业", SIGNED, "签约"),
        ("年底签约企业预计达到30家", SIGNED, "签约"),
        ("渡口明年春天动工，预算300万元", FERRY, "渡口"),
    ],
)
def test_a_plan_told_as_one_and_a_deed_told_as_one_are_kept(
    claim: str, text: str, piece: str
) -> None:
    assert reasons(claim, text, piece) == []


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("预计投资", Phase.PLANNED),
        ("预计投资，目前已花", Phase.DONE),
        ("计划多年。花", None),
    ],
)
def test_the_last_word_of_the_sentence_says_how_far_things_are(
    text: str, phase: Phase | None
) -> None:
    assert phase_at(text, len(text) - 1) is phase
