import pytest

from index.atlas import Atlas
from index.clean.cleaning import clean_document
from index.sentences import sentence_spans
from index.split import split_passages
from service.claims.asked import asked
from service.claims.judge import judge
from service.claims.source import Source
from service.claims.verdict import Reason
from tests.fakes import make_document

FRANCE = "消息\n法国去年造了34座风车。巴黎郊外有2座。\n"
HOME = "消息\n旺苍县去年造了34座风车。\n"
PEOPLE = "消息\n林知远去年种了34棵竹子。\n"


def found(question: str, text: str) -> list[Reason]:
    """Return what is found of the claim `34` as an answer to a question over a page."""
    clean = clean_document(make_document("page", text))
    passage = split_passages(clean)[0]
    span = next(one for one in sentence_spans(passage.text) if "34" in one.of(passage.text))
    claim = judge("34", Source(clean, passage, span), question=asked(question))
    return [one.reason for one in claim]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("德国去年造了多少座风车", FRANCE),
        ("德國去年造了多少座風車", FRANCE),
        ("柏林去年造了多少座风车", FRANCE),
        ("日本去年造了多少座风车", HOME),
        ("How many windmills did Germany build?", FRANCE),
    ],
)
def test_what_is_said_of_one_country_is_not_said_of_another(question: str, text: str) -> None:
    assert found(question, text) == [Reason.PLACE_MISSING]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("法国去年造了多少座风车", FRANCE),
        ("法蘭西去年造了多少座風車", FRANCE),
        ("中国去年造了多少座风车", HOME),
        ("美国去年造了多少座风车", "消息\n美军去年造了34座风车,英国没有。\n"),
        ("英国去年造了多少座风车", "消息\n伦敦去年造了34座风车,法国没有。\n"),
        ("How many windmills did France build?", FRANCE),
    ],
)
def test_a_place_may_be_told_by_any_of_its_names(question: str, text: str) -> None:
    assert found(question, text) == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("林知远去年种了多少棵竹子", []),
        ("沈守拙去年种了多少棵竹子", [Reason.ENTITY_MISSING]),
        ("去年种了多少棵竹子", []),
        ("竹园开放一周客流", []),
        ("上虞跟景宁去年种了多少棵竹子", [Reason.PLACE_MISSING]),
    ],
)
def test_the_person_asked_about_must_stand_in_the_document(
    question: str, expected: list[Reason]
) -> None:
    assert found(question, PEOPLE) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("内蒙古和蒙古国", [("蒙古国", "MN", True)]),
        ("西班牙语在法国", [("西班牙", "ES", False), ("法国", "FR", True)]),
        ("美军到日本埼玉县", [("美", "US", False), ("日本", "JP", True), ("埼玉县", "JP", True)]),
        ("意大利就是义大利", [("意大利", "IT", True), ("义大利", "IT", True)]),
        ("约翰·华盛顿", []),
    ],
)
def test_places_are_found_by_their_names(text: str, expected: list[tuple[str, str, bool]]) -> None:
    mentions = Atlas.load().find(text)
    assert [(one.span.of(text), one.places[0].code, one.sure) for one in mentions] == expected


def test_english_names_are_found_the_longest_first() -> None:
    text = "people of new york state and tokyo"
    mentions = Atlas.load().find_english(text)
    assert [one.span.of(text) for one in mentions] == ["new york state", "tokyo"]
