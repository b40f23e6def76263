import pytest

from index.gazetteer import Gazetteer, place_stem

CHINA = Gazetteer.load()


def found(text: str) -> list[str]:
    return [span.of(text) for span in CHINA.find(text)]


def test_places_are_found_with_and_without_their_rank() -> None:
    assert found("萧山给旺苍县投入") == ["萧山", "旺苍县"]


def test_the_longest_name_wins() -> None:
    assert found("彭水苗族土家族自治县的火棘") == ["彭水苗族土家族自治县"]


def test_names_old_and_new_are_known() -> None:
    assert found("康定县改为康定市") == ["康定县", "康定"]


def test_a_one_character_county_needs_its_rank() -> None:
    assert found("忠县与忠心") == ["忠县"]


def test_words_that_only_look_like_places_are_none() -> None:
    assert found("城区和郊区的县级市") == []


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("旺苍县", "旺苍"),
        ("景宁畲族自治县", "景宁"),
        ("浙江省", "浙江"),
        ("忠县", "忠县"),
        ("北京", "北京"),
    ],
)
def test_a_stem_is_the_name_without_peoples_and_rank(name: str, stem: str) -> None:
    assert place_stem(name) == stem


def test_a_gazetteer_of_ones_own_finds_its_names_only() -> None:
    own = Gazetteer.of(["青石港"])
    text = "青石港在萧山吗"
    assert [span.of(text) for span in own.find(text)] == ["青石港"]


def test_a_name_without_a_rank_has_those_it_is_known_with() -> None:
    known = Gazetteer.of(["旺苍县", "旺苍", "萧山区", "萧山市", "萧山"])
    assert known.ranks("旺苍") == {"县"}
    assert known.ranks("萧山") == {"区", "市"}
    assert known.ranks("旺苍县") == frozenset()
